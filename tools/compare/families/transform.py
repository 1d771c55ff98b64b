def space(g, row, call):
    """A row of 3D images alone."""
    return {row: call} if g.host.ndim == 3 else {}


def clumen(g):
    return {"flip": lambda: g.clumen.flip(g.image, "x"), "transpose_xy": lambda: g.clumen.transpose(g.image, "yxz"),
            "rotate45": lambda: g.clumen.rotate(g.image, 45),
            **space(g, "transpose_xz", lambda: g.clumen.transpose(g.image, "zyx"))}


def skimage(g):
    def rotated():
        if g.host.ndim == 2: return g.transform.rotate(g.image, 45, preserve_range=True)
        return g.ndimage.rotate(g.image, 45, axes=(-1, -2), reshape=False, order=1)

    return {"flip": lambda: g.image[..., ::-1].copy(), "transpose_xy": lambda: g.image.swapaxes(-1, -2).copy(),
            "rotate45": rotated, **space(g, "transpose_xz", lambda: g.image.swapaxes(-1, -3).copy())}


def cle(g):
    return {"flip": lambda: g.cle.flip(g.image, flip_x=True, flip_y=False, flip_z=False),
            "transpose_xy": lambda: g.cle.transpose_xy(g.image),
            "rotate45": lambda: g.cle.rotate(g.image, angle_z=-45, interpolate=True),
            **space(g, "transpose_xz", lambda: g.cle.transpose_xz(g.image))}


def cv2(g):
    high, wide = g.host.shape[-2:]
    matrix = g.cv2.getRotationMatrix2D(((wide - 1) / 2, (high - 1) / 2), 45, 1)
    return {"flip": lambda: g.cv2.flip(g.image, 1), "transpose_xy": lambda: g.cv2.transpose(g.image),
            "rotate45": lambda: g.cv2.warpAffine(g.image, matrix, (wide, high), flags=g.cv2.INTER_LINEAR)}
