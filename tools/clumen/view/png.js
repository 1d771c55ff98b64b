// A PNG as numbers: gray of 8 or 16 bits, or four bytes for one number of 32 bits. The browser's own decoder would round
// 16 bits to 8.

function bytesOf(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflate(pieces) {
  const stream = new Blob(pieces).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const a = Math.abs(guess - left), b = Math.abs(guess - up), c = Math.abs(guess - corner);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

// The rows without their filters, which are what each byte is the difference to.
function unfiltered(raw, rowBytes, height, size) {
  const out = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; ++y) {
    const filter = raw[y * (rowBytes + 1)], from = y * (rowBytes + 1) + 1, to = y * rowBytes;
    for (let i = 0; i < rowBytes; ++i) {
      const left = i >= size ? out[to + i - size] : 0;
      const up = y > 0 ? out[to + i - rowBytes] : 0;
      const corner = i >= size && y > 0 ? out[to + i - rowBytes - size] : 0;
      const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1
        : filter === 4 ? paeth(left, up, corner) : 0;
      out[to + i] = raw[from + i] + guess;
    }
  }
  return out;
}

async function decodePng(base64) {
  const bytes = bytesOf(base64), view = new DataView(bytes.buffer), pieces = [];
  const width = view.getUint32(16), height = view.getUint32(20), size = bytes[25] === 6 ? 4 : bytes[24] / 8;
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x49444154) pieces.push(bytes.subarray(at + 8, at + 8 + length));  // IDAT
    at += 12 + length;
  }
  const pixels = unfiltered(await inflate(pieces), width * size, height, size), numbers = new DataView(pixels.buffer);
  if (size === 1) return {width, height, values: pixels};
  const values = size === 2 ? new Uint16Array(width * height) : new Uint32Array(width * height);
  for (let i = 0; i < values.length; ++i) values[i] = size === 2 ? numbers.getUint16(2 * i) : numbers.getUint32(4 * i);
  return {width, height, values};
}
