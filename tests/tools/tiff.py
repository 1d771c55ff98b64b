"""Just enough TIFF for the tests, from the format's definition: writes one plain page per plane, reads what the
command writes."""
import struct
import zlib

# dtype: (struct code, bits, TIFF sample format)
DTYPES = {"u8": ("B", 8, 1), "u16": ("H", 16, 1), "u32": ("I", 32, 1), "u64": ("Q", 64, 1), "i8": ("b", 8, 2),
          "i16": ("h", 16, 2), "i32": ("i", 32, 2), "i64": ("q", 64, 2), "f32": ("f", 32, 3), "f64": ("d", 64, 3)}


def write(path, pages, dtype="u8", channels=1):
    """pages: lists of rows of numbers, chunky channels; one strip per page."""
    code, bits, sample_format = DTYPES[dtype]
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for rows in pages:
        values = [v for row in rows for v in row]
        data = struct.pack(f"<{len(values)}{code}", *values)
        at = len(out)
        out += data + b"\0" * (len(data) % 2)
        extra = len(out)
        out += struct.pack(f"<{channels}H", *[bits] * channels) + struct.pack(f"<{channels}H", *[sample_format] * channels)
        formats = extra + 2 * channels
        out += b"\0" * (len(out) % 2)
        directory = len(out)
        out[link:link + 4] = struct.pack("<I", directory)

        def short(tag, values_at, value):
            return (tag, 3, channels, values_at if channels > 2 else value | (value << 16 if channels == 2 else 0))
        entries = [(256, 4, 1, len(rows[0]) // channels), (257, 4, 1, len(rows)), short(258, extra, bits), (259, 3, 1, 1),
                   (262, 3, 1, 2 if channels == 3 else 1), (273, 4, 1, at), (277, 3, 1, channels), (278, 4, 1, len(rows)),
                   (279, 4, 1, len(data)), short(339, formats, sample_format)]
        if channels == 2: entries.append((338, 3, 1, 0))
        entries.sort()
        out += struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *e) for e in entries)
        link = len(out)
        out += b"\0\0\0\0"
    path.write_bytes(bytes(out))


class Page:
    def __init__(self, data, tags):
        get = lambda tag, otherwise=None: tags.get(tag, otherwise)
        self.width, self.height = get(256)[0], get(257)[0]
        self.channels = get(277, [1])[0]
        self.bits, self.format = get(258, [1])[0], get(339, [1])[0]
        self.description = bytes(get(270, b"")).decode("utf-8", "replace")
        self.tags = tags
        tiled = 322 in tags
        width = get(322)[0] if tiled else self.width
        height = get(323)[0] if tiled else get(278, [self.height])[0]
        across = -(-self.width // width)
        planar = get(284, [1])[0] == 2 and self.channels > 1
        samples = 1 if planar else self.channels
        down = -(-self.height // height)
        self.rows = [[0] * (self.width * self.channels) for _ in range(self.height)]
        offsets, counts = (get(324), get(325)) if tiled else (get(273), get(279))
        for i, (offset, count) in enumerate(zip(offsets, counts)):
            plane, block = divmod(i, across * down)
            top, left = block // across * height, block % across * width
            raw = data[offset:offset + count]
            if get(259, [1])[0] in (8, 32946): raw = zlib.decompress(raw)
            else: assert get(259, [1])[0] == 1, "a codec that this reader does not have"
            for y in range(min(height, self.height - top)):
                row = self._row(raw, y, width, samples, get(317, [1])[0])
                n = min(width, self.width - left)
                target = self.rows[top + y]
                if planar: target[left * self.channels + plane:(left + n) * self.channels:self.channels] = row[:n]
                else: target[left * samples:(left + n) * samples] = row[:n * samples]

    def _row(self, raw, y, width, samples, predictor):
        if self.bits == 1:
            line = raw[y * ((width + 7) // 8):]
            return [line[x // 8] >> (7 - x % 8) & 1 for x in range(width)]
        code = {(1, 8): "B", (1, 16): "H", (1, 32): "I", (1, 64): "Q", (2, 8): "b", (2, 16): "h", (2, 32): "i", (2, 64): "q",
                (3, 32): "f", (3, 64): "d"}[self.format, self.bits]
        size, n = self.bits // 8, width * samples
        line = raw[y * n * size:(y + 1) * n * size]
        if predictor == 3:
            line = bytearray(line)
            for i in range(samples, len(line)): line[i] = line[i] + line[i - samples] & 255
            line = bytes(line[(size - 1 - b) * n + i] for i in range(n) for b in range(size))
        row = list(struct.unpack(f"<{n}{code}", line))
        if predictor == 2:
            mask = (1 << self.bits) - 1
            unsigned = [v & mask for v in row]
            for i in range(samples, n): unsigned[i] = unsigned[i] + unsigned[i - samples] & mask
            row = [v - (1 << self.bits) if self.format == 2 and v >> (self.bits - 1) else v for v in unsigned]
        return row


def read(path):
    """The pages of a little-endian TIFF or BigTIFF file."""
    data = path.read_bytes()
    big = data[2] == 43
    assert data[:2] == b"II" and data[2] in (42, 43), "not a little-endian TIFF file"
    number, entry, count_code = ("Q", 20, "Q") if big else ("I", 12, "H")
    types = {1: "B", 2: "B", 3: "H", 4: "I", 5: "Q", 6: "b", 7: "B", 8: "h", 9: "i", 11: "f", 12: "d", 16: "Q", 18: "Q"}
    at = struct.unpack_from("<" + number, data, 8 if big else 4)[0]
    pages = []
    while at:
        count = struct.unpack_from("<" + count_code, data, at)[0]
        at += struct.calcsize(count_code)
        tags = {}
        for i in range(count):
            tag, kind, n = struct.unpack_from("<HH" + number, data, at + i * entry)
            field = at + i * entry + 4 + struct.calcsize(number)
            code = f"<{n}{types[kind]}"
            if struct.calcsize(code) > struct.calcsize(number): field = struct.unpack_from("<" + number, data, field)[0]
            tags[tag] = struct.unpack_from(code, data, field)
        pages.append(Page(data, tags))
        at = struct.unpack_from("<" + number, data, at + count * entry)[0]
    return pages
