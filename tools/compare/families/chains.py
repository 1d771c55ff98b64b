"""The same step many times over, and steps in turn, as `clumen bench` has them: chain_NAME_N, N steps long."""
import numpy as np

LENGTHS = (1, 2, 4, 8, 16, 32)


def chains(g, name, steps, settle=lambda x: x):
    def chain(length):
        def run():
            x = g.image
            for i in range(length): x = steps[i % len(steps)](x)
            return settle(x)

        return run

    return {f"chain_{name}_{length}": chain(length) for length in LENGTHS}


def clumen(g):
    from given import ready

    return {**chains(g, "gaussian", [lambda x: g.clumen.gaussian(x, 1)]),
            **chains(g, "pointwise", [lambda x: x * 0.75, lambda x: x + 3.0], ready)}


def skimage(g):
    return {**chains(g, "gaussian", [lambda x: g.filters.gaussian(x, sigma=1, preserve_range=True)]),
            **chains(g, "pointwise", [lambda x: x * np.float32(0.75), lambda x: x + np.float32(3)])}


def cle(g):
    return {**chains(g, "gaussian", [lambda x: g.cle.gaussian_blur(x, **g.sigma(1))]),
            **chains(g, "pointwise", [lambda x: g.cle.multiply_image_and_scalar(x, scalar=0.75),
                                      lambda x: g.cle.add_image_and_scalar(x, scalar=3)])}


def cv2(g):
    return {**chains(g, "gaussian", [lambda x: g.cv2.GaussianBlur(x, (9, 9), 1, borderType=g.cv2.BORDER_REPLICATE)]),
            **chains(g, "pointwise", [lambda x: g.cv2.multiply(x, 0.75), lambda x: g.cv2.add(x, 3.0)])}
