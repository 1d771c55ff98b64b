// From numbers to pictures: each tile becomes a small canvas, kept until what it shows changes.

function rgbOf(colour) { return [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16)); }

// What each stored number adds to red, green and blue.
function tableOf(channel) {
  const table = [0, 1, 2].map(() => new Uint8Array(2 ** channel.bits)), rgb = rgbOf(channel.colour);
  const extent = Math.max(channel.high - channel.low, 1e-9);
  for (let number = 0; number < 2 ** channel.bits; ++number) {
    const gap = channel.gaps && number === 0;
    const part = gap ? 0 : Math.min(Math.max((number - channel.low) / extent, 0), 1);
    for (let i = 0; i < 3; ++i) table[i][number] = Math.round(part * rgb[i]);
  }
  return table;
}

// Next to each other, labels get colours that are far apart; a label always has the same one.
function labelColour(label) {
  const hue = label * 0.6180339887 % 1 * 6, wheel = shift => Math.min(Math.max(Math.abs((hue + shift) % 6 - 3) - 1, 0), 1);
  return [wheel(0), wheel(4), wheel(2)].map(part => Math.round(60 + 195 * part));
}

function canvasOf(width, height, paint) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d"), picture = context.createImageData(width, height);
  paint(picture.data);
  context.putImageData(picture, 0, 0);
  return canvas;
}

function channelsPicture(tiles, channels) {
  const {width, height} = tiles[0];
  return canvasOf(width, height, data => {  // clamps sums to 255 by itself
    const sums = [0, 1, 2].map(() => new Uint16Array(width * height));
    tiles.forEach((tile, c) => {
      for (let i = 0; i < 3; ++i) {
        const sum = sums[i], table = channels[c].table[i], values = tile.values;
        for (let p = 0; p < values.length; ++p) sum[p] += table[values[p]];
      }
    });
    for (let p = 0; p < width * height; ++p) {
      for (let i = 0; i < 3; ++i) data[4 * p + i] = sums[i][p];
      data[4 * p + 3] = 255;
    }
  });
}

function labelsPicture(tile, areas, outlines, opacity) {
  const width = tile.width - 2, height = tile.height - 2, wide = tile.width, values = tile.values;
  return canvasOf(width, height, data => {
    for (let y = 0, p = 0; y < height; ++y)
      for (let x = 0; x < width; ++x, p += 4) {
        const at = (y + 1) * wide + x + 1, label = values[at];
        if (label === 0) continue;
        const edge = outlines && (values[at - 1] !== label || values[at + 1] !== label || values[at - wide] !== label
          || values[at + wide] !== label);
        if (!edge && !areas) continue;
        const colour = labelColour(label);
        for (let i = 0; i < 3; ++i) data[p + i] = colour[i];
        data[p + 3] = edge ? 255 : Math.round(255 * opacity);
      }
  });
}

// Pictures of tiles by what they show; those that were used longest ago go, beyond what a large screen shows at once.
class Pictures {
  constructor() { this.kept = new Map(); }
  get(key, make) {
    const picture = this.kept.get(key) || make();
    if (!picture) return undefined;
    this.kept.delete(key);
    this.kept.set(key, picture);
    if (this.kept.size > 600) this.kept.delete(this.kept.keys().next().value);
    return picture;
  }
}

// All tiles of a level that are in sight and ready.
function drawLevel(context, view, level, pictureOf) {
  const {step, width, height, across, down} = extentOf(level), size = about.tile * step;
  const first = v => Math.max(0, Math.floor(v / size)), last = (v, count) => Math.min(count - 1, Math.floor(v / size));
  const edge = (tile, origin) => Math.round((tile * size - origin) * view.zoom);
  const right = view.x + context.canvas.width / view.zoom, bottom = view.y + context.canvas.height / view.zoom;
  for (let row = first(view.y); row <= last(bottom, down); ++row)
    for (let column = first(view.x); column <= last(right, across); ++column) {
      const picture = pictureOf(row * across + column);
      if (!picture) continue;
      const left = edge(column, view.x), top = edge(row, view.y);
      const wide = Math.min(about.tile, width - column * about.tile) / about.tile;
      const high = Math.min(about.tile, height - row * about.tile) / about.tile;
      context.drawImage(picture, left, top, edge(column + wide, view.x) - left, edge(row + high, view.y) - top);
    }
}
