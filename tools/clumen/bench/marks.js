// Marks on a common logarithmic axis, a row for each name; and tables of numbers.

// rows: [{name, marks: [{value, style, shape, text}]}]; lines: [{value, text}] over all rows.
function rowChart(title, rows, axis, lines, width) {
  const narrow = width < 600, values = [...rows.flatMap(row => row.marks.map(m => m.value)), ...lines.map(line => line.value)];
  const range = logRange(values), left = narrow ? 18 : 285, right = width - 18, step = narrow ? 36 : 22, top = 24, bottom = top + rows.length * step;
  const at = v => left + Math.log(v / range.low) / Math.log(range.high / range.low) * (right - left);
  const svg = svgElement("svg", {role: "img", viewBox: `0 0 ${width} ${bottom + 40}`, "aria-label": title, class: "rows"});
  for (const tick of thinned(logTicks(range.low, range.high, (right - left) / 45), at, t => 8 + 7 * t.text.length))
    svg.append(svgElement("path", {class: "grid", d: `M${at(tick.at).toFixed(1)} ${top}V${bottom}`, "data-at": tick.at}),
      svgElement("text", {class: "x", x: at(tick.at).toFixed(1), y: bottom + 15}, tick.text));
  for (const line of lines)
    svg.append(svgElement("path", {class: "roof", d: `M${at(line.value).toFixed(1)} ${top}V${bottom}`}),
      svgElement("text", {class: "y", x: Math.max(at(line.value), left + 7 * line.text.length).toFixed(1), y: top - 8}, line.text));
  rows.forEach((row, i) => {
    const y = top + (i + 0.5) * step + (narrow ? 7 : 0), places = row.marks.map(m => at(m.value));
    svg.append(svgElement("text", {class: narrow ? "" : "y", x: left - 10, y: narrow ? y - 12 : y + 4}, shortened(row.name, narrow ? width / 7 : 42)),
      svgElement("path", {class: "grid", d: `M${left} ${y}H${right}`}),
      svgElement("path", {class: "span", d: `M${Math.min(...places).toFixed(1)} ${y}H${Math.max(...places).toFixed(1)}`}));
    row.marks.forEach((m, k) => svg.append(mark(m.shape, places[k], y, m.style, m.text, 5)));
  });
  svg.append(svgElement("path", {class: "frame", d: `M${left} ${top}H${right}V${bottom}H${left}Z`}),
    svgElement("text", {class: "x", x: (left + right) / 2, y: bottom + 33}, axis));
  return svg;
}

// The end stays, which has the size or the number of operations.
function shortened(text, most) {
  const end = 14, begin = Math.max(Math.floor(most) - end - 1, 1);
  return text.length <= most ? text : `${text.slice(0, begin)}…${text.slice(-end)}`;
}

// heads: texts; rows: arrays of texts, the first of which names the row.
function numbersTable(heads, rows, style = "numbers") {
  const head = element("tr", {}, ...heads.map(text => element("th", {scope: "col", textContent: text})));
  const body = rows.map(row => element("tr", {}, ...row.map((text, i) =>
    i === 0 ? element("th", {scope: "row", textContent: text}) : element("td", {textContent: text}))));
  return scrolled(element("table", {className: style}, element("thead", {}, head), element("tbody", {}, ...body)), heads.join(", "));
}

// What may be wider than the page, for keyboards too.
function scrolled(table, name) { return element("div", {className: "scroll", tabIndex: 0, role: "region", ariaLabel: name}, table); }

function folded(title, ...children) { return element("details", {}, element("summary", {textContent: title}), ...children); }

function paragraph(text) { return element("p", {textContent: text}); }

// entries: [{other, parts}]; those that say the same are one line, with all whom they are against.
function paysList(entries) {
  const lines = new Map();
  for (const {other, parts} of entries) {
    const text = parts.map(part => part.textContent || part).join("");
    lines.set(text, {parts, names: [...(lines.get(text) || {names: []}).names, labelOf(other)]});
  }
  return element("ul", {className: "pays"}, ...[...lines.values()].map(({parts, names}) => element("li", {}, ...parts, ` against ${names.join(", ")}`)));
}
