"""What a peer of `clumen bench` runs as: peers.py NAME [DEVICE].

Answers each line of JSON on standard input with one on standard output. The calls are those of tools/compare: given.py makes
a peer's images and families/ has its calls. What fails is answered as {"error": text}.
"""
import importlib
import json
import os
import re
import sys
import time

# libraries print too: the answers go where standard output was, and what they print to standard error
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

SLOW, MOST = 0.05, 200  # seconds of a call that needs none before it to warm up; calls of one turn
TITLES = {"skimage": "scikit-image", "cv2": "OpenCV", "cle": "pyclesperanto", "cucim": "cuCIM"}
TOLERANCE = 1e-3  # of the largest value: a pixel that differs by more differs


def opened(name, device):
    """What the peer is, or why it is not there."""
    import numpy  # noqa: F401  what all need

    module = importlib.import_module("pyclesperanto" if name == "cle" else name)
    about = {"title": TITLES[name], "version": getattr(module, "__version__", "?"), "kind": "cpu"}
    if name == "cle":
        chosen = module.select_device(device) if device else module.get_device()
        about.update(device=chosen.name, kind="gpu" if re.search(r"Device Type:\s*GPU", chosen.info) else "cpu")
    if name == "cucim":
        import cupy

        about.update(device=cupy.cuda.runtime.getDeviceProperties(0)["name"].decode(), kind="gpu")
    return about


class Peer:
    def __init__(self, name):
        import given
        import numpy

        self.name, self.given, self.np = name, given, numpy
        self.on_device = name in ("cle", "cucim")

    def load(self, folder, shape):
        read = lambda name, dtype: self.np.fromfile(f"{folder}/{name}.raw", dtype).reshape(shape)
        self.its = self.families = None  # the size before is given back first
        self.its, self.families = self.given.LIBRARIES[self.name](read("image", self.np.float32)), {}
        return {}

    def calls(self, family):
        if family not in self.families:
            function = getattr(importlib.import_module(f"families.{family}"), self.its.calls or "-", None)
            self.families[family] = function(self.its) if function else {}
        return self.families[family]

    def row(self, family, row, inputs):
        self.call = self.calls(family).get(row)
        if not self.call: return {"has": False}
        self.inputs = [(name, self.pulled(getattr(self.its, name))) for name in inputs] if self.on_device else []
        self.without()  # what is compiled is there now
        start = time.perf_counter()
        self.without()
        self.pace = time.perf_counter() - start
        return {"has": True}

    def without(self):
        result = self.call()
        self.its.wait()
        return result

    def with_transfer(self):
        for name, host in self.inputs: setattr(self.its, name, self.pushed(host))
        self.pulled(self.call())
        self.its.wait()

    def pushed(self, host): return self.its.cle.push(host) if self.name == "cle" else self.its.xp.asarray(host)

    def pulled(self, result):
        """On the host, whatever it is made of."""
        if isinstance(result, (tuple, list)): return type(result)(map(self.pulled, result))
        if isinstance(result, dict): return {key: self.pulled(value) for key, value in result.items()}
        if self.name == "cle" and type(result).__name__ == "Array": return self.its.cle.pull(result)
        return result.get() if self.name == "cucim" and hasattr(result, "get") else result

    def time(self, transfer, seconds):
        call, all_ms = self.with_transfer if transfer else self.without, []
        if self.pace < SLOW: call()
        first = time.perf_counter()
        while not all_ms or (time.perf_counter() - first < seconds and len(all_ms) < MOST):
            start = time.perf_counter()
            result = call()
            all_ms.append((time.perf_counter() - start) * 1e3)
            del result
        return {"ms": all_ms}

    def compare(self, file, dtype, shape):
        np = self.np
        own = picture_of(np, self.pulled(self.without()))
        if own is None: return {}
        names = {"bool": "?", "f": "f", "u": "u", "i": "i"}
        kind = "?" if dtype == "bool" else f"{names[dtype[0]]}{int(dtype[1:]) // 8}"
        theirs = np.fromfile(file, kind).reshape(shape).squeeze()
        own = own.squeeze()
        if own.shape != theirs.shape: return {}
        if dtype == "bool": own, theirs = own != 0, theirs != 0
        if dtype == "i32" and theirs.size > 1: return partition(np, own.astype(np.int64), theirs.astype(np.int64))
        own, theirs = own.astype(np.float64), theirs.astype(np.float64)
        scale = float(np.abs(theirs[np.isfinite(theirs)]).max(initial=0)) or 1
        with np.errstate(invalid="ignore"): apart = np.abs(own - theirs) / scale
        same = (own == theirs) | (np.isnan(own) & np.isnan(theirs))
        apart = np.where(same, 0, np.where(np.isfinite(apart), apart, 1e300))
        return told(float(apart.max()), float((apart > TOLERANCE).mean()))


def picture_of(np, result):
    """The image among what a call gives: OpenCV has it behind a number, workflows before a table."""
    if isinstance(result, tuple): result = next((part for part in result if getattr(part, "ndim", 0) > 1), result[0])
    if isinstance(result, (int, float)) or getattr(result, "ndim", 0) > 0 or hasattr(result, "dtype"): return np.asarray(result)
    return None


def partition(np, own, theirs):
    """Labels agree when they part the image in the same way, whatever their numbers are. A pixel differs when its two labels
    are not each the one that goes most often with the other."""
    pairs, counts = np.unique(np.stack([theirs.ravel(), own.ravel()]), axis=1, return_counts=True)

    def most_often(labels):
        order = np.lexsort((-counts, labels))
        chosen = np.zeros(len(counts), bool)
        chosen[order[np.r_[True, np.diff(labels[order]) != 0]]] = True
        return chosen

    good = most_often(pairs[0]) & most_often(pairs[1]) & ((pairs[0] == 0) == (pairs[1] == 0))
    differing = float(counts[~good].sum() / counts.sum())
    return told(float(differing > 0), differing)


def told(difference, differing):
    return {"agrees": differing == 0, "difference": difference, "differing": differing}


def answer(value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()


def failure(error):
    return {"error": f"{type(error).__name__}: {error}"[:300]}


def main():
    name = sys.argv[1]
    try:
        answer(opened(name, sys.argv[2] if len(sys.argv) > 2 else ""))
        peer = Peer(name)
    except Exception as error:  # whatever a library is missing
        return answer({"error": str(error)})
    for line in sys.stdin:
        question = json.loads(line)
        try: answer(getattr(peer, question.pop("do"))(**question))
        except Exception as error: answer(failure(error))


if __name__ == "__main__":
    main()
