// The tiles that the page carries: a script element for each layer, level, frame and plane, with a PNG in each line.

const about = JSON.parse(document.getElementById("about").textContent);
const coarsest = about.first + about.levels - 1;

// The extent of a level, whose pixels are each of 2^level by 2^level pixels of the image.
function extentOf(level) {
  const step = 2 ** level, width = Math.ceil(about.width / step), height = Math.ceil(about.height / step);
  return {step, width, height, across: Math.ceil(width / about.tile), down: Math.ceil(height / about.tile)};
}

class Tiles {
  constructor(onReady) {
    this.onReady = onReady;
    this.decoded = new Map();  // from oldest to newest use
    this.waiting = new Map();
    this.lines = new Map();
  }

  // A tile, or nothing if it is not decoded yet; then it soon is, and the page is drawn again.
  ready(place) {
    const key = place.join(" "), tile = this.decoded.get(key);
    if (!tile) this.load(place).then(this.onReady);
    else {
      this.decoded.delete(key);
      this.decoded.set(key, tile);
    }
    return tile;
  }

  load(place) {
    const key = place.join(" ");
    if (this.decoded.has(key)) return Promise.resolve(this.decoded.get(key));
    if (!this.waiting.has(key)) this.waiting.set(key, this.decode(key, place));
    return this.waiting.get(key);
  }

  async decode(key, [layer, level, frame, plane, number]) {
    const id = `tiles ${layer} ${level} ${frame} ${plane}`;
    if (!this.lines.has(id)) this.lines.set(id, document.getElementById(id).textContent.trim().split("\n"));
    const tile = await decodePng(this.lines.get(id)[number]);
    this.decoded.set(key, tile);
    this.waiting.delete(key);
    if (this.decoded.size > 2000) this.decoded.delete(this.decoded.keys().next().value);
    return tile;
  }
}

// The stored number of a pixel of the image. Tiles of labels have a pixel more on each side.
async function numberAt(tiles, layer, margin, frame, plane, x, y) {
  const {across} = extentOf(about.first), step = 2 ** about.first;
  const column = Math.floor(x / step), row = Math.floor(y / step);
  const number = Math.floor(row / about.tile) * across + Math.floor(column / about.tile);
  const tile = await tiles.load([layer, about.first, frame, plane, number]);
  return tile.values[(row % about.tile + margin) * tile.width + column % about.tile + margin];
}

// With as many digits as the numbers tell apart, and one more.
function valueText(channel, number) {
  if (channel.gaps && number === 0) return "not finite";
  const value = channel.offset + number * channel.scale, digits = 1 - Math.floor(Math.log10(channel.scale));
  if (channel.exact) return value.toFixed(0);
  if (digits <= 12) return value.toFixed(Math.max(1, digits));
  return value.toPrecision(Math.min(17, Math.max(2, 2 + Math.ceil(Math.log10(Math.abs(value) / channel.scale)))));
}
