"""tifffile writes, clumen reads, and the other way round: pixels, axes and pixel size must be the same.

Run by ctest where Python has NumPy, tifffile and pytest. CLUMEN_TIFF_TOOL names the program tiff_tool.
"""

import itertools
import json
import os
import pathlib
import subprocess

import pytest

numpy = pytest.importorskip("numpy")
tifffile = pytest.importorskip("tifffile")

TOOL = os.environ.get("CLUMEN_TIFF_TOOL", "tiff_tool")
DTYPES = {
    "bool": "bool", "u8": "uint8", "i8": "int8", "u16": "uint16", "i16": "int16", "u32": "uint32", "i32": "int32",
    "u64": "uint64", "i64": "int64", "f16": "float16", "f32": "float32", "f64": "float64",
}  # fmt: skip
OME_DTYPES = [name for name in DTYPES if name not in ("u64", "i64", "f16")]
CODECS = ["none", "deflate", "lzw", "zstd"]


def pixels(shape, dtype, seed=0):
    """Random pixels on a slope, so that codecs and predictors have something to find."""
    rng = numpy.random.default_rng(seed)
    dtype = numpy.dtype(dtype)
    if dtype == bool:
        return rng.random(shape) < 0.3
    if dtype.kind == "f":
        return (rng.random(shape) * 2000 - 1000).astype(dtype)
    info = numpy.iinfo(dtype)
    return rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True) // dtype.type(3)


def clumen_read(path, tmp_path, frame=0):
    raw = tmp_path / "raw"
    done = subprocess.run([TOOL, "read", str(path), str(frame), str(raw)], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())
    assert done.stderr == "", "the library never prints"
    info = json.loads(done.stdout)
    return numpy.fromfile(raw, DTYPES[info["dtype"]]).reshape(info["shape"]), info


def clumen_write(path, image, tmp_path, compression="deflate", metadata="imagej", size=(1, 1, 1), unit="pixel", **more):
    """image: axes c, z, y, x."""
    raw = tmp_path / "raw"
    image.tofile(raw)
    names = {v: k for k, v in DTYPES.items()}
    text = dict(shape=image.shape, dtype=names[image.dtype.name], pixel_size=size, unit=unit, channel_names=[], **more)
    text["compression"] = CODECS.index(compression)
    text["metadata"] = ["imagej", "ome"].index(metadata)
    done = subprocess.run([TOOL, "write", str(raw), str(path)], input=json.dumps(text), capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())
    assert done.stderr == "", "the library never prints"


def same(a, b):
    return a.dtype == b.dtype and numpy.array_equal(a.reshape(-1).view(numpy.uint8), b.reshape(-1).view(numpy.uint8))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("name", DTYPES)
def test_reads_every_dtype(tmp_path, name, big, order):
    path = tmp_path / "a.tif"
    image = pixels((67, 129), DTYPES[name])
    layouts = [{}, {"rowsperstrip": 7}, {"tile": (32, 48)}]
    codecs = [None, "deflate", "lzw", "packbits", "zstd"]
    turn = list(DTYPES).index(name) + big
    # Each layout and each codec for each dtype; each layout with each codec over all of them.
    for layout, codec in [(layouts[(i + turn) % 3], codec) for i, codec in enumerate(codecs)]:
        if name == "bool" and codec not in (None, "packbits"):
            continue  # tifffile packs bits for these only
        predictor = codec in ("deflate", "lzw", "zstd") and name not in ("bool", "u64", "i64") and "rowsperstrip" in layout
        tifffile.imwrite(path, image, bigtiff=big, byteorder=order, compression=codec, predictor=predictor or None, **layout)
        got, info = clumen_read(path, tmp_path)
        assert same(got[0, 0], image), (layout, codec)
        assert info["big_tiff"] == big and info["big_endian"] == (order == ">")
        assert info["layout"] == ("tiles" if "tile" in layout else "strips")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", ["u8", "u16", "f32", "f64"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_reads_channels(tmp_path, name, planar, order):
    path = tmp_path / "a.tif"
    for channels, layout, codec in itertools.product((2, 3, 4, 5), ({}, {"tile": (16, 32)}, {"rowsperstrip": 5}), (None, "deflate")):
        image = pixels((3, 41, 67, channels), DTYPES[name], channels)
        stored = image if planar == "contig" else image.transpose(0, 3, 1, 2)
        tifffile.imwrite(path, numpy.ascontiguousarray(stored), byteorder=order, compression=codec, planarconfig=planar,
                         photometric="rgb" if channels in (3, 4) else "minisblack", **layout)
        got, info = clumen_read(path, tmp_path)
        assert same(got, numpy.ascontiguousarray(image.transpose(3, 0, 1, 2))), (channels, layout, codec)
        assert info["planar"] == (planar == "separate")


@pytest.mark.parametrize("codec", ["lzma", "webp", "jpeg", "lerc"])
def test_reads_rarer_codecs(tmp_path, codec):
    pytest.importorskip("imagecodecs")
    path = tmp_path / "a.tif"
    y, x = numpy.mgrid[:96, :128]
    image = numpy.stack([x * 2 % 256, y * 2, (x + y) % 256], -1).astype(numpy.uint8)
    options = {"webp": {"compressionargs": {"lossless": True}}}.get(codec, {})
    tifffile.imwrite(path, image, photometric="rgb", compression=codec, tile=(32, 32), **options)
    got, _ = clumen_read(path, tmp_path)
    difference = numpy.abs(got[:, 0].transpose(1, 2, 0).astype(int) - tifffile.imread(path))
    assert difference.max() <= (3 if codec == "jpeg" else 0)
    if codec != "webp":  # which has no gray
        tifffile.imwrite(path, image[..., 0], compression=codec)
        got, _ = clumen_read(path, tmp_path)
        assert numpy.abs(got[0, 0].astype(int) - tifffile.imread(path)).max() <= (3 if codec == "jpeg" else 0)


@pytest.mark.parametrize("bits", [2, 4, 5, 7, 9, 10, 12, 14])
def test_reads_packed_integers(tmp_path, bits):
    pytest.importorskip("imagecodecs")
    path = tmp_path / "a.tif"
    image = pixels((33, 61), "uint8" if bits < 8 else "uint16") % numpy.array(1 << bits, "uint16")
    image = image.astype("uint8" if bits < 8 else "uint16")
    for order in "<>" if bits < 8 else "<":  # tifffile itself does not read back what it writes as ">"
        tifffile.imwrite(path, image, bitspersample=bits, byteorder=order)
        assert same(clumen_read(path, tmp_path)[0][0, 0], image)


@pytest.mark.parametrize("axes", ["YX", "ZYX", "CYX", "TYX", "ZCYX", "TZYX", "TCYX", "TZCYX", "TZCYXS", "YXS"])
@pytest.mark.parametrize("kind", ["imagej", "ome"])
def test_reads_axes_and_pixel_size(tmp_path, axes, kind):
    path = tmp_path / ("a.ome.tif" if kind == "ome" else "a.tif")
    extent = dict(T=3, Z=4, C=2, Y=21, X=35, S=3)
    image = pixels([extent[a] for a in axes], "uint8" if "S" in axes else "uint16")
    if kind == "imagej":
        metadata = dict(axes=axes, spacing=1.5, unit="\\u00B5m", finterval=2.5)
        tifffile.imwrite(path, image, imagej=True, resolution=(1 / 0.25, 1 / 0.5), metadata=metadata,
                         photometric="rgb" if "S" in axes else "minisblack")
    else:
        metadata = dict(axes=axes, PhysicalSizeX=250.0, PhysicalSizeXUnit="nm", PhysicalSizeY=0.5, PhysicalSizeYUnit="µm",
                        PhysicalSizeZ=0.0015, PhysicalSizeZUnit="mm", TimeIncrement=2500.0, TimeIncrementUnit="ms")
        tifffile.imwrite(path, image, ome=True, metadata=metadata, photometric="rgb" if "S" in axes else "minisblack")
    full = image
    for i, axis in enumerate("TZCYXS"):
        if axis not in axes:
            full = numpy.expand_dims(full, i)
    for frame in range(full.shape[0]):
        got, info = clumen_read(path, tmp_path, frame)
        wanted = full[frame].transpose(1, 4, 0, 2, 3)  # c, s, z, y, x
        assert same(got, numpy.ascontiguousarray(wanted.reshape(-1, *wanted.shape[2:])))
    assert info["frames"] == full.shape[0]
    assert info["metadata"] == {"imagej": "ImageJ", "ome": "OME"}[kind]
    scale = 1000 if kind == "ome" else 1
    assert info["unit"] == ("nm" if kind == "ome" else "µm")
    assert info["pixel_size"][1:] == pytest.approx([0.5 * scale, 0.25 * scale], rel=1e-9)
    if "Z" in axes or kind == "ome":
        assert info["pixel_size"][0] == pytest.approx(1.5 * scale, rel=1e-12)
    assert info["frame_interval"] == 2.5
    with pytest.raises(OSError, match="frame is .*; allowed is 0 to"):
        clumen_read(path, tmp_path, full.shape[0])


@pytest.mark.parametrize("order", ["XYZCT", "XYCTZ", "XYTZC", "XYTCZ", "XYZTC"])
def test_reads_every_order_of_ome(tmp_path, order):
    path = tmp_path / "a.ome.tif"
    extent = dict(T=2, Z=3, C=4, Y=9, X=11)
    axes = order[::-1]
    image = pixels([extent[a] for a in axes], "uint16")
    tifffile.imwrite(path, image, ome=True, photometric="minisblack", metadata=dict(axes=axes, Channel={"Name": ["a", "b", "c", "d"]}))
    full = image.transpose([axes.index(a) for a in "TCZYX"])
    for frame in range(2):
        got, info = clumen_read(path, tmp_path, frame)
        assert same(got, numpy.ascontiguousarray(full[frame]))
    assert info["channel_names"] == ["a", "b", "c", "d"]


def test_reads_an_ome_pyramid_at_full_size(tmp_path):
    path = tmp_path / "a.ome.tif"
    image = pixels((3, 64, 96), "uint16")
    with tifffile.TiffWriter(path, ome=True) as tiff:
        tiff.write(image, subifds=1, tile=(32, 32), metadata=dict(axes="CYX"), photometric="minisblack")
        tiff.write(image[:, ::2, ::2], subfiletype=1, tile=(32, 32), photometric="minisblack")
    assert same(clumen_read(path, tmp_path)[0][:, 0], image)

def test_reads_one_directory_for_many_planes(tmp_path):
    """As ImageJ writes more than 4 GB."""
    path = tmp_path / "a.tif"
    for order, channels in itertools.product("<>", (1, 3)):
        image = pixels((2, 5, 17, 23, 3)[: 5 if channels == 3 else 4], "uint8" if channels == 3 else "uint16")
        with tifffile.TiffWriter(path, imagej=True, byteorder=order) as tiff:
            tiff.write(image, metadata=dict(axes="TZYXS"[: image.ndim]), truncate=True, photometric="rgb" if channels == 3 else "minisblack")
        assert len(tifffile.TiffFile(path).pages) == 1
        for frame in range(2):
            got, _ = clumen_read(path, tmp_path, frame)
            wanted = image[frame].transpose(3, 0, 1, 2) if channels == 3 else image[frame][None]
            assert same(got, numpy.ascontiguousarray(wanted))


def test_reads_palettes(tmp_path):
    path = tmp_path / "a.tif"
    image = pixels((31, 45), "uint8")
    colours = pixels((3, 256), "uint16", 5)
    tifffile.imwrite(path, image, photometric="palette", colormap=colours)
    got, info = clumen_read(path, tmp_path)
    assert info["dtype"] == "u8"
    assert same(got[:, 0], (colours >> 8).astype("uint8")[:, image])
    tifffile.imwrite(path, image, photometric="palette", colormap=colours, imagej=True)
    assert same(clumen_read(path, tmp_path)[0][0, 0], image)

def test_takes_the_numbers_as_stored(tmp_path):
    """Whatever is white: as tifffile and scikit-image."""
    path = tmp_path / "a.tif"
    for name, photometric in itertools.product(("bool", "uint8", "uint16"), ("minisblack", "miniswhite")):
        image = pixels((31, 45), name)
        tifffile.imwrite(path, image, photometric=photometric)
        assert same(clumen_read(path, tmp_path)[0][0, 0], image)

def test_reads_the_resolution_of_plain_files(tmp_path):
    path = tmp_path / "a.tif"
    image = pixels((9, 9), "uint8")
    tifffile.imwrite(path, image, resolution=(40000, 20000), resolutionunit="CENTIMETER")
    _, info = clumen_read(path, tmp_path)
    assert info["pixel_size"] == [1, 1 / 20000, 1 / 40000] and info["unit"] == "cm"
    tifffile.imwrite(path, image, resolution=(72, 72), resolutionunit="INCH")
    _, info = clumen_read(path, tmp_path)
    assert info["pixel_size"] == [1, 1, 1] and info["unit"] == "pixel"


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("metadata", ["imagej", "ome"])
@pytest.mark.parametrize("name", DTYPES)
def test_writes_every_dtype(tmp_path, name, metadata, codec):
    if metadata == "ome" and name not in OME_DTYPES:
        with pytest.raises(OSError, match="OME has only"):
            clumen_write(tmp_path / "a.tif", pixels((1, 1, 2, 2), DTYPES[name]), tmp_path, metadata="ome")
        return
    path = tmp_path / "a.tif"
    turn = list(DTYPES).index(name) + CODECS.index(codec)
    # One image of few planes and one of many, with two of the layouts: all pairs are met over dtypes and codecs.
    for (c, z), tile in zip([(1, 1 + 3 * (turn % 2)), (3, 4 - 3 * (turn % 2))], ([None, 16], [0, 64], [64, None], [16, 0])[turn // 2 % 4]):
        image = pixels((c, z, 67, 129), DTYPES[name])
        more = {} if tile is None else {"tile": tile}
        clumen_write(path, image, tmp_path, codec, metadata, (1.5, 0.5, 0.325), "µm", **more)
        with tifffile.TiffFile(path) as tiff:
            series = tiff.series[0]
            axes = ("Z" if z > 1 else "") + ("C" if c > 1 else "") + "YX"
            assert series.axes == axes
            got = series.asarray()
            wanted = image.transpose(1, 0, 2, 3).reshape(got.shape)
            assert got.dtype == wanted.dtype and same(numpy.ascontiguousarray(got), numpy.ascontiguousarray(wanted))
            page = tiff.pages[0]
            assert page.is_tiled == bool(tile if tile is not None else metadata == "ome")
            assert (page.compression == 1) == (codec == "none")
            check_pixel_size(tiff, metadata, z)
        again, info = clumen_read(path, tmp_path)
        assert same(again, image)
        assert info["pixel_size"] == [1.5 if z > 1 or metadata == "ome" else 1.5, 0.5, 0.325] and info["unit"] == "µm"


def check_pixel_size(tiff, metadata, z):
    if metadata == "imagej":
        assert tiff.is_imagej
        x, y = (tiff.pages[0].tags[tag].value for tag in ("XResolution", "YResolution"))
        assert x[1] / x[0] == 0.325 and y[1] / y[0] == 0.5
        assert tiff.imagej_metadata["unit"] == "micron"
        if z > 1:
            assert tiff.imagej_metadata["spacing"] == 1.5
        return
    assert tiff.is_ome
    size = tifffile.xml2dict(tiff.ome_metadata)["OME"]["Image"]["Pixels"]
    assert [size["PhysicalSizeX"], size["PhysicalSizeY"], size["PhysicalSizeZ"]] == [0.325, 0.5, 1.5]
    assert size["PhysicalSizeXUnit"] == "µm"


def test_writes_contiguous_planes_for_imagej(tmp_path):
    """ImageJ finds the planes of an uncompressed file behind each other, whatever their directories say."""
    path = tmp_path / "a.tif"
    image = pixels((2, 3, 40, 50), "uint16")
    clumen_write(path, image, tmp_path, "none")
    with tifffile.TiffFile(path) as tiff:
        start = tiff.pages[0].dataoffsets[0]
    data = numpy.fromfile(path, "<u2", image.size, offset=start)
    assert same(data, numpy.ascontiguousarray(image.transpose(1, 0, 2, 3)).reshape(-1))


def test_writes_channel_names(tmp_path):
    path = tmp_path / "a.tif"
    image = pixels((2, 3, 40, 50), "uint16")
    raw = tmp_path / "raw"
    image.tofile(raw)
    text = dict(shape=image.shape, dtype="u16", pixel_size=[1, 1, 1], unit="pixel", compression=1, channel_names=["DNA", "β-actin <&>"])
    for metadata in (0, 1):
        subprocess.run([TOOL, "write", raw, path], input=json.dumps(text | {"metadata": metadata}), check=True, text=True)
        assert clumen_read(path, tmp_path)[1]["channel_names"] == text["channel_names"]
    with tifffile.TiffFile(path) as tiff:
        channels = tifffile.xml2dict(tiff.ome_metadata)["OME"]["Image"]["Pixels"]["Channel"]
        assert [channel["Name"] for channel in channels] == text["channel_names"]


def test_reads_the_sample_images(tmp_path):
    folder = pathlib.Path(os.environ.get("CLUMEN_DATA", pathlib.Path(__file__).parents[2] / ".." / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    for path in sorted(folder.glob("*.tif")):
        assert same(clumen_read(path, tmp_path)[0][0, 0], tifffile.imread(path)), path


def test_reads_scikit_images_own(tmp_path):
    skimage = pytest.importorskip("skimage")
    for path in sorted((pathlib.Path(skimage.__file__).parent / "data").glob("*.tif*")):
        image = tifffile.imread(path)
        got, info = clumen_read(path, tmp_path)
        if info["shape"][0] > 1:  # z, channel, y, x or z, y, x, channel
            image = numpy.ascontiguousarray(numpy.moveaxis(image, 1 if info["planar"] else -1, 0))
        assert same(got.reshape(-1), image.reshape(-1)), path
