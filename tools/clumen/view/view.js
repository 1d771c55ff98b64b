// The page: what is shown, and the controls that change it.

const canvas = byId("canvas"), readout = byId("readout"), context = canvas.getContext("2d");
const view = {x: 0, y: 0, zoom: 1, t: 0, z: about.planes >> 1, curtain: 0.5, spot: null};
const tiles = new Tiles(() => redraw()), pictures = new Pictures();
// A table's fractions as a person reads them: six digits; everything else as it is.
const short = text => /^-?\d+\.\d{4,}(e[-+]\d+)?$/.test(text) ? String(Number(Number(text).toPrecision(6))) : text;
const rowOfLabel = new Map(about.table ? about.table.rows.map(row => [Number(row[about.table.key]), row]) : []);
let drawing = false, looks = 0;  // looks: counts changes of contrast, which make new pictures

// Where an image that has fewer frames or planes than the first has its pixels.
const frameOf = image => Math.min(view.t, image.frames - 1), planeOf = image => Math.min(view.z, image.planes - 1);

function redraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function changeLook(channel) {
  channel.table = tableOf(channel);
  channel.look = ++looks;
  redraw();
}

function drawImageOf(image, level) {
  const shown = image.channels.filter(channel => channel.on), frame = frameOf(image), plane = planeOf(image);
  const looked = shown.map(channel => channel.layer + "/" + channel.look).join(" ");
  drawLevel(context, view, level, number => {
    const ready = shown.map(channel => tiles.ready([channel.layer, level, frame, plane, number]));
    if (shown.length === 0 || ready.includes(undefined)) return undefined;
    return pictures.get([looked, level, frame, plane, number].join(" "), () => channelsPicture(ready, shown));
  });
}

function drawLabels(level) {
  const mode = byId("label-mode").value, opacity = byId("label-opacity").value / 100;
  if (!about.labels || mode === "nothing") return;
  const frame = frameOf(about.labels), plane = planeOf(about.labels);
  drawLevel(context, view, level, number => pictures.get(["labels", mode, opacity, level, frame, plane, number].join(" "), () => {
    const tile = tiles.ready(["labels", level, frame, plane, number]);
    return tile && labelsPicture(tile, mode.includes("areas"), mode.includes("outlines"), opacity);
  }));
}

// The part of the canvas that an image has: all of it, or one side of the curtain.
function clipped(left, right, paint) {
  const edge = v => Math.round(v * view.zoom);
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, canvas.height);
  context.clip();
  context.beginPath();
  context.rect(edge(-view.x), edge(-view.y), edge(about.width), edge(about.height));
  context.clip();
  paint();
  context.restore();
}

function drawCross() {
  const size = Math.max(view.zoom, 8), x = (view.spot.x + 0.5 - view.x) * view.zoom, y = (view.spot.y + 0.5 - view.y) * view.zoom;
  context.strokeStyle = "#fff";
  context.lineWidth = 1;
  context.strokeRect(x - size / 2, y - size / 2, size, size);
}

function draw() {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
  context.fillStyle = "#15181c";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = view.zoom < 1;
  const wanted = Math.min(coarsest, Math.max(about.first, Math.floor(Math.log2(1 / view.zoom))));
  const middle = about.images.length > 1 ? Math.round(view.curtain * width) : width;
  // What is coarse is there at once; what is fine comes over it.
  for (const level of wanted === coarsest ? [coarsest] : [coarsest, wanted]) {
    clipped(0, middle, () => drawImageOf(about.images[0], level));
    if (about.images.length > 1) clipped(middle, width, () => drawImageOf(about.images[1], level));
  }
  clipped(0, width, () => drawLabels(wanted));
  if (about.images.length > 1) {
    context.fillStyle = "#fff";
    context.fillRect(middle - 1, 0, 2, height);
  }
  if (view.spot && view.spot.keyboard) drawCross();
}

async function read() {
  const spot = view.spot;
  if (!spot || spot.x < 0 || spot.y < 0 || spot.x >= about.width || spot.y >= about.height) return readout.textContent = "";
  const parts = [`x ${spot.x}  y ${spot.y}` + (about.planes > 1 ? `  z ${view.z}` : "") + (about.frames > 1 ? `  t ${view.t}` : "")];
  for (const image of about.images) {
    const numbers = image.channels.map(channel => numberAt(tiles, channel.layer, 0, frameOf(image), planeOf(image), spot.x, spot.y));
    const texts = (await Promise.all(numbers)).map((number, c) => valueText(image.channels[c], number));
    parts.push((about.images.length > 1 ? image.name + "  " : "") + texts.map((text, c) =>
      (image.channels.length > 1 ? image.channels[c].name + " " : "") + text).join("  "));
  }
  if (about.labels) {
    const label = await numberAt(tiles, "labels", 1, frameOf(about.labels), planeOf(about.labels), spot.x, spot.y);
    const row = rowOfLabel.get(label);
    parts.push(label ? `label ${label}` : "no label");
    if (row) parts.push(about.table.columns.map((name, i) => `${name} ${short(row[i])}`).join("\n"));
  }
  if (view.spot === spot) readout.textContent = parts.join("\n");
}

function zoomAt(left, top, factor) {
  const zoom = Math.min(Math.max(view.zoom * factor, 0.002), 100);
  view.x += left / view.zoom - left / zoom;
  view.y += top / view.zoom - top / zoom;
  view.zoom = zoom;
  redraw();
}

function showAll() {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth * ratio, height = canvas.clientHeight * ratio;
  view.zoom = Math.min(width / about.width, height / about.height);
  view.x = (about.width - width / view.zoom) / 2;
  view.y = (about.height - height / view.zoom) / 2;
  redraw();
}
