"""What `clumen view` writes, taken apart by the format's definition."""
import base64
import json
import re
import struct
import zlib

import numpy


def png(data):
    """The pixels of a PNG of gray numbers, of red, green and blue, or of four bytes for one number."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0]
        if kind == b"IHDR": width, height, depth, colour = struct.unpack(">IIBB", body[:10])
        if kind == b"IDAT": packed += body
        at += 12 + length
    size = {2: 3, 6: 4}.get(colour, depth // 8)
    raw = numpy.frombuffer(zlib.decompress(packed), numpy.uint8).reshape(height, 1 + width * size)
    rows, above = numpy.zeros((height, width * size), numpy.uint8), [0] * (width * size)
    for y in range(height):
        kind, row = int(raw[y, 0]), [0] * (width * size)
        for i, byte in enumerate(raw[y, 1:].tolist()):
            left, corner = (row[i - size], above[i - size]) if i >= size else (0, 0)
            if kind == 0: guess = 0
            elif kind == 1: guess = left
            elif kind == 2: guess = above[i]
            elif kind == 3: guess = (left + above[i]) // 2
            else: guess = min((abs(above[i] - corner), 0, left), (abs(left - corner), 1, above[i]),
                              (abs(left + above[i] - 2 * corner), 2, corner))[2]
            row[i] = (byte + guess) & 255
        rows[y] = above = row
    if size == 3: return rows.reshape(height, width, 3)
    return rows.view({1: ">u1", 2: ">u2", 4: ">u4"}[size]).reshape(height, width)


class Page:
    def __init__(self, text):
        self.about = json.loads(re.search(r'<script type="application/json" id="about">(.*?)</script>', text, re.S)[1])
        self.blocks = dict(re.findall(r'<script type="text/plain" id="tiles ([^"]*)">(.*?)</script>', text, re.S))

    def tiles(self, layer, level, t=0, z=0):
        return [png(base64.b64decode(line, validate=True)) for line in self.blocks[f"{layer} {level} {t} {z}"].split("\n")]

    def plane(self, layer, level, t=0, z=0, margin=0):
        """All tiles of a plane put together."""
        edge, step = self.about["tile"], 2**level
        width, height = (-(-self.about[name] // step) for name in ("width", "height"))
        across, inner = -(-width // edge), slice(margin, -margin or None)
        tiles = [tile[inner, inner] for tile in self.tiles(layer, level, t, z)]
        whole = numpy.vstack([numpy.hstack(tiles[i:i + across]) for i in range(0, len(tiles), across)])
        assert whole.shape == (height, width)
        return whole
