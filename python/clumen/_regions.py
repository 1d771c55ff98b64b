"""Labels one by one, as scikit-image's RegionProperties."""
from . import _clumen
from ._table import Table

_ALONE = {
    "coords": "region_coords",
    "image": "region_image",
    "image_convex": "region_image_convex",
    "image_filled": "region_image_filled",
    "image_intensity": "region_image_intensity",
}


def regionprops(label_image, intensity_image=None, *, spacing=1):
    """The labels that are present, by rising label: a list of RegionProperties.

    Both images as in regionprops_table, which measures: a property is computed for all labels when the first of them is
    asked for it. What has another size for each label (coords, image, image_convex, image_filled, image_intensity) is
    computed in the label's bounding box alone, and stays on the device but for coords.
    """
    if not isinstance(label_image, _clumen.Image): label_image = _clumen.push(label_image)
    if intensity_image is not None and not isinstance(intensity_image, _clumen.Image):
        channels = intensity_image.ndim - label_image.ndim
        intensity_image = _clumen.push(intensity_image, channel_axis=intensity_image.ndim - 1 if channels else None)
    regions = _Regions(label_image, intensity_image, spacing)
    return [RegionProperties(regions, row) for row in range(len(regions.columns("label")["label"]))]


class _Regions:
    """What is known of all labels of an image."""

    def __init__(self, label_image, intensity_image, spacing):
        self.images, self.spacing, self.tables = (label_image, intensity_image), spacing, {}
        self.tables["label"] = self.tables["bbox"] = _clumen.regionprops_table(label_image, None, ["label", "bbox"])

    def columns(self, name):
        if name not in self.tables:
            self.tables[name] = _clumen.regionprops_table(*self.images, [name], spacing=self.spacing)
        return Table({key: column for key, column in self.tables[name].items() if key.split("-")[0] == name})


class RegionProperties:
    """One label: its properties by name, as region.area or region["area"]; those that regionprops_table knows, slice,
    and those that have another size for each label."""

    def __init__(self, regions, row):
        self._regions, self._row = regions, row

    def __repr__(self):
        return f"RegionProperties(label={self.label})"

    def __getitem__(self, name):
        return getattr(self, name)

    def __getattr__(self, name):
        if name.startswith("_"): raise AttributeError(name)
        if name in _ALONE: return self._alone(name)
        try:
            columns = self._regions.columns(name)
        except ValueError as error:
            raise AttributeError(str(error)) from None
        return self._value(name, columns)

    def _value(self, name, columns):
        """A number; a tuple of some, or an array with as many axes as the columns' names have numbers."""
        numbers = [column[self._row].item() for column in columns.values()]
        places = [tuple(int(k) for k in key.split("-")[1:]) for key in columns]
        if places == [()]: return numbers[0]
        if name in ("bbox",) or name.startswith("centroid"): return tuple(numbers)
        import numpy

        array = numpy.empty([max(axis) + 1 for axis in zip(*places)])
        for place, number in zip(places, numbers): array[place] = number
        return array

    @property
    def slice(self):
        box = self.bbox
        return tuple(slice(low, high) for low, high in zip(box[: len(box) // 2], box[len(box) // 2 :]))

    def _alone(self, name):
        labels, intensity = self._regions.images
        if name == "image_intensity" and intensity is None:
            raise AttributeError("image_intensity: there is no intensity_image; regionprops takes one")
        within = [labels[self.slice]]
        if name == "image_intensity": within.append(intensity[self.slice])
        function = getattr(_clumen, _ALONE[name])
        if name != "coords": return function(*within, self.label)
        import numpy

        places = numpy.stack(list(function(*within, self.label).values()), 1)
        places += self.bbox[: places.shape[1]]
        size = numpy.broadcast_to(self._regions.spacing, places.shape[1])
        if (size == 1).all(): return places
        return places * numpy.where(size == 0, labels.pixel_size, size)
