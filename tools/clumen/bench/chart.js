// Charts as SVG, on logarithmic axes.

const shapes = ["circle", "square", "triangle", "diamond", "cross", "down", "plus", "bar"];

function svgElement(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function shapePath(shape, x, y, r) {
  const at = (dx, dy) => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`, ring = (...points) => `M${points.map(p => at(...p)).join("L")}Z`;
  if (shape === "circle") return `M${at(-1, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  if (shape === "square") return ring([-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]);
  if (shape === "triangle") return ring([0, -1.1], [1.05, 0.85], [-1.05, 0.85]);
  if (shape === "down") return ring([0, 1.1], [1.05, -0.85], [-1.05, -0.85]);
  if (shape === "diamond") return ring([0, -1.25], [1.1, 0], [0, 1.25], [-1.1, 0]);
  if (shape === "bar") return ring([-0.4, -1.2], [0.4, -1.2], [0.4, 1.2], [-0.4, 1.2]);
  const plus = [[-0.3, -1.1], [0.3, -1.1], [0.3, -0.3], [1.1, -0.3], [1.1, 0.3], [0.3, 0.3], [0.3, 1.1], [-0.3, 1.1], [-0.3, 0.3], [-1.1, 0.3],
    [-1.1, -0.3], [-0.3, -0.3]];
  return shape === "plus" ? ring(...plus) : ring(...plus.map(([dx, dy]) => [(dx - dy) * 0.75, (dx + dy) * 0.75]));
}

// A mark with its text, which appears under the mouse.
function mark(shape, x, y, style, text, r = 4) {
  return svgElement("path", {class: `mark ${style}`, d: shapePath(shape, x, y, r)}, svgElement("title", {}, text));
}

// 1, 2 and 5 times powers of ten; powers alone where they are many.
function logTicks(low, high, most) {
  const out = [], decades = Math.log10(high / low), factors = decades * 3 <= most ? [1, 2, 5] : [1], step = Math.max(1, Math.ceil(decades / most));
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power)
    if (power % step === 0)
      for (const factor of factors) {
        const at = Number(`${factor}e${power}`);
        if (at >= low * 0.999 && at <= high * 1.001) out.push({at, text: tickText(at)});
      }
  return out;
}

// From a number of 1, 2, 5, 10 ... below all values to one above them.
function logRange(values) {
  const below = v => { const p = 10 ** Math.floor(Math.log10(v) + 1e-9); return [5, 2, 1].map(f => f * p).find(t => t <= v * 1.001); };
  const above = v => { const p = 10 ** Math.floor(Math.log10(v) - 1e-9); return [1, 2, 5, 10].map(f => f * p).find(t => t >= v * 0.999); };
  const low = below(Math.min(...values)), high = above(Math.max(...values));
  return high > low * 1.5 ? {low, high} : {low: low / 2, high: high * 2};
}

// Of ticks that would run into each other only some.
function thinned(ticks, left, gap) {
  let last = -Infinity;
  return ticks.filter(tick => {
    const at = left(tick.at);
    if (at - last < gap(tick)) return false;
    last = at;
    return true;
  });
}

// x, y: {low, high, label, ticks}, where ticks may be left out.
class LogChart {
  constructor(title, x, y, {width = 360, height = 250} = {}) {
    Object.assign(this, {x, y, width, height, edge: {left: 56, top: 8, right: width - 12, bottom: height - 42}});
    x.ticks = thinned(x.ticks || logTicks(x.low, x.high, (width - 60) / 45), v => this.left(v), tick => 8 + 7 * tick.text.length);
    y.ticks = y.ticks || logTicks(y.low, y.high, (height - 50) / 20);
    this.svg = svgElement("svg", {role: "img", viewBox: `0 0 ${width} ${height}`, "aria-label": title});
    this.axes();
  }

  left(v) { return this.edge.left + Math.log(v / this.x.low) / Math.log(this.x.high / this.x.low) * (this.edge.right - this.edge.left); }
  top(v) { return this.edge.bottom - Math.log(v / this.y.low) / Math.log(this.y.high / this.y.low) * (this.edge.bottom - this.edge.top); }

  text(style, x, y, text) { this.svg.append(svgElement("text", {class: style, x, y}, text)); }

  axes() {
    const {left, top, right, bottom} = this.edge;
    for (const {at, text} of this.x.ticks) {
      this.svg.append(svgElement("path", {class: "grid", d: `M${this.left(at).toFixed(1)} ${top}V${bottom}`, "data-at": at}));
      this.text("x", this.left(at).toFixed(1), bottom + 15, text);
    }
    for (const {at, text} of this.y.ticks) {
      this.svg.append(svgElement("path", {class: "grid", d: `M${left} ${this.top(at).toFixed(1)}H${right}`, "data-at": at}));
      this.text("y", left - 6, (this.top(at) + 4).toFixed(1), text);
    }
    this.svg.append(svgElement("path", {class: "frame", d: `M${left} ${top}H${right}V${bottom}H${left}Z`}));
    this.text("x", (left + right) / 2, this.height - 8, this.x.label);
    this.svg.append(svgElement("text", {class: "x", transform: `translate(13 ${(top + bottom) / 2}) rotate(-90)`}, this.y.label));
  }

  // points: [[x, y, text], ...]; shape: what marks them, or nothing.
  line(points, style, shape) {
    if (points.length > 1)
      this.svg.append(svgElement("path", {class: `line ${style}`, d: "M" + points.map(([x, y]) => `${this.left(x).toFixed(1)} ${this.top(y).toFixed(1)}`).join("L")}));
    if (shape) for (const [x, y, text] of points) this.svg.append(mark(shape, this.left(x), this.top(y), style, text));
  }
}

// What lines and marks mean: [{style, shape, text, alone}], where alone is a mark without a line.
function legend(entries) {
  const sample = ({style, shape, alone}) => {
    const svg = svgElement("svg", {viewBox: "0 0 34 14", "aria-hidden": "true"});
    if (!alone) svg.append(svgElement("path", {class: `line ${style}`, d: "M0 7H34"}));
    if (shape) svg.append(svgElement("path", {class: `mark ${style}`, d: shapePath(shape, 17, 7, 4)}));
    return svg;
  };
  return element("ul", {className: "legend"}, ...entries.map(entry => element("li", {}, sample(entry), entry.text)));
}

const styleOf = runner => `series-${runners.indexOf(runner) % 8}`, shapeOf = runner => shapes[runners.indexOf(runner) % 8];

function runnersLegend(chosen, ...more) {
  return legend([...chosen.map(runner => ({style: styleOf(runner), shape: shapeOf(runner), text: labelOf(runner)})), ...more]);
}
