"""Images as pictures in notebooks."""
import html

import numpy

from . import _clumen

_COLOURS = ((0, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 0), (1, 0.375, 0), (0.25, 0.375, 1))  # of channels that are no RGB
_LABELS = ("uint32", "int32", "uint64", "int64")


class Picture:
    """What a notebook shows of an image; `png` has the bytes of the file."""

    def __init__(self, pixels, facts):
        self.pixels = pixels  # (y, x, 3), uint8
        self.facts = facts
        self.png = _clumen._png(pixels)

    def save(self, path):
        """Writes the picture as a PNG file."""
        with open(path, "wb") as file: file.write(self.png)

    def _repr_png_(self): return self.png

    def _repr_html_(self):
        import base64

        height, width, _ = self.pixels.shape
        times = max(1, 200 // max(height, width))  # single pixels of small images can be seen
        rows = "".join(f"<tr><th style='text-align:left'>{name}</th><td>{html.escape(str(value))}</td></tr>"
                       for name, value in self.facts.items() if name != "image")
        return (f"<div style='display:flex;gap:1em;align-items:flex-start'><img width='{width * times}' height='{height * times}' "
                f"style='image-rendering:pixelated' alt='{html.escape(self.facts['image'])}' "
                f"src='data:image/png;base64,{base64.b64encode(self.png).decode()}'><table>{rows}</table></div>")

    def __repr__(self): return f"<clumen.Picture of {self.facts['image']}>"


def _as_image(image, channel_axis):
    return image if isinstance(image, _clumen.Image) else _clumen.push(numpy.asarray(image), channel_axis=channel_axis)


def _flat(image):
    """What lies above each other in space, seen from above."""
    return _clumen.maximum_projection(image) if image.ndim - (image.channels > 1) == 3 else image


def _between(values, low, high):
    """0 at low, 1 at high; what is no number is 0."""
    finite = values[numpy.isfinite(values)]
    low = finite.min(initial=numpy.inf) if low is None else low
    high = finite.max(initial=-numpy.inf) if high is None else high
    part = (values - low) / (high - low) if high > low else numpy.zeros(values.shape)
    return numpy.nan_to_num(numpy.clip(part, 0, 1), nan=0)


def _coloured(image, vmin, vmax):
    """(y, x, 3) from 0 to 1 of one plane."""
    values = numpy.atleast_2d(numpy.asarray(image)).astype(float)
    if image.channels == 1: return numpy.repeat(_between(values, vmin, vmax)[..., None], 3, axis=-1)
    if image.channels == 3 and image.dtype == "uint8":
        vmin, vmax = 0 if vmin is None else vmin, 255 if vmax is None else vmax
    parts = [_between(values[..., c], vmin, vmax) for c in range(image.channels)]
    if len(parts) == 3: return numpy.stack(parts, axis=-1)
    colours = numpy.asarray([_COLOURS[c % len(_COLOURS)] for c in range(len(parts))])
    return numpy.clip(numpy.stack(parts, axis=-1) @ colours, 0, 1)


def _smaller(image, size):
    """With at most `size` pixels along each side."""
    height, width = image.shape[:2] if image.ndim > 1 else (1, image.shape[0])
    times = max(height, width) / size
    if times <= 1 or image.ndim == 1: return image
    return _clumen.resize(image, (max(1, round(height / times)), max(1, round(width / times))))


def _thinned(pixels, size):
    """Every n-th pixel: a colour between those of two labels would be that of a third."""
    step = -(-max(pixels.shape[:2]) // size)
    return pixels[::step, ::step]


def _pixels(image, labels, lowest, vmin, vmax, size):
    """(y, x, 3) from 0 to 1."""
    flat = _flat(image)
    if labels is not None:
        gray = _coloured(flat, vmin, vmax).astype("float32")
        return _thinned(numpy.asarray(_clumen.label2rgb(_flat(labels), _clumen.push(gray, channel_axis=-1))), size)
    if str(image.dtype) in _LABELS and image.channels == 1 and lowest >= 0:
        return _thinned(numpy.asarray(_clumen.label2rgb(flat)), size)
    return _coloured(_smaller(flat, size), vmin, vmax)


def imshow(image, labels=None, *, vmin=None, vmax=None, size=512, channel_axis=None):
    """A picture of an image with its shape, dtype, smallest and largest value, for the last line of a notebook's cell (or
    IPython's display()).

    image: a device image or an array (y, x) or (z, y, x), with channels along channel_axis; in space the maximum along z
    is shown. vmin, vmax: what is black and what is full; the smallest and the largest value when not given, of each
    channel, and 0 and 255 of RGB. Whole numbers of 32 and 64 bits, none negative, are labels, each in a colour of its
    own. labels: those of the image, as colours over it. size: pixels of the picture's longer side at most. Source:
    clEsperanto and stackview `imshow`."""
    if not 1 <= size <= 8192: raise ValueError(f"imshow: size is {size}; allowed is 1 to 8192")
    image = _as_image(image, channel_axis)
    facts = {"image": repr(image)[1:-1].replace("clumen.Image ", ""), "shape": image.shape, "dtype": image.dtype}
    low, high = (numpy.asarray(bound(image)).item() for bound in (_clumen.min, _clumen.max))
    facts["min"], facts["max"] = low, high
    if image.unit != "pixel": facts["pixel"] = " x ".join(f"{length:.6g}" for length in image.pixel_size) + f" {image.unit}"
    labels = None if labels is None else _as_image(labels, None)
    pixels = _pixels(image, labels, low, vmin, vmax, size)
    return Picture(numpy.ascontiguousarray(numpy.round(pixels * 255).astype("uint8")), facts)


def _image_html(image):
    """How a notebook shows an image that is a cell's last line."""
    return imshow(image)._repr_html_()


_clumen.Image._repr_html_ = _image_html
