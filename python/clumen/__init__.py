"""Bio-image processing on any OpenCL device.

Every operation takes NumPy arrays or images that are on a device already, and gives device images, which NumPy reads:

    labels = clumen.label(clumen.binary_erosion(smooth > clumen.threshold_otsu(smooth), clumen.disk(2)))
    np.asarray(labels)
"""
from ._clumen import *  # noqa: F401,F403
from ._clumen import __doc__ as _module_doc  # noqa: F401
from ._regions import RegionProperties, regionprops  # noqa: F401
from ._show import Picture, imshow  # noqa: F401
from ._table import Table  # noqa: F401

__version__ = "0.1.0"
