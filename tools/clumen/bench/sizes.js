// Time against image size: a panel for each row, and where the device begins to pay.

const pixelsOf = measurement => measurement.pixels || (measurement.size || []).reduce((product, edge) => product * edge, 1);

function timePoints(group, runner, transfer) {
  return group.map(m => [m, timesOf(m, runner, transfer)]).filter(([, times]) => times).map(([m, times]) =>
    [pixelsOf(m), times.median_ms, `${labelOf(runner)}, ${sizeText(m)}: ${timeDetails(times)}`]);
}

// The time at a number of pixels between those measured, as the line of the chart has it.
function between(points, pixels) {
  const i = points.findIndex(([x]) => x >= pixels);
  if (i < 0) return undefined;
  const [x1, y1] = points[i], [x0, y0] = points[Math.max(i - 1, 0)];
  if (x1 === pixels) return y1;
  return i === 0 ? undefined : Math.exp(Math.log(y0) + Math.log(y1 / y0) * Math.log(pixels / x0) / Math.log(x1 / x0));
}

function crossingsOf(group) {
  const first = group[0];
  return (report.crossovers || []).filter(c => c.row === first.row && c.axes === first.axes).map(c => ({
    other: others.find(runner => runner.name === c.against), crossing: c[`${transfer}_transfer`]})).filter(c => c.other && c.crossing);
}

function drawCrossing(chart, points, {other, crossing}) {
  if (crossing.pays !== "from" || !isNumber(crossing.pixels) || crossing.pixels < chart.x.low || crossing.pixels > chart.x.high) return;
  const x = chart.left(crossing.pixels), time = between(points, crossing.pixels), y = time ? chart.top(time) : chart.edge.bottom;
  const text = `faster than the fastest on the CPU ${paysText(crossing)}`;
  chart.svg.append(svgElement("path", {class: `crossing ${styleOf(other)}`, d: `M${x.toFixed(1)} ${chart.edge.bottom}V${y.toFixed(1)}`}),
    svgElement("circle", {class: `crossing ${styleOf(other)}`, cx: x.toFixed(2), cy: y.toFixed(2), r: 6, "data-against": other.name}, svgElement("title", {}, text)));
}

function paysText(crossing) {
  return {always: "at every measured size", never: "at no measured size, or at small ones only"}[crossing.pays] || crossing.text || `from ${numberText(crossing.pixels)} pixels on`;
}

function paysLine({other, crossing}) {
  return element("p", {className: "pays"}, "It pays ", element("strong", {textContent: paysText(crossing)}),
    ` against the fastest on the CPU, at the largest size ${labelOf(other)}.`);
}

function sizeNumbers(group, shown) {
  return folded("numbers, ms", numbersTable(["size", ...shown.map(labelOf)], group.map(m => [sizeText(m), ...shown.map(runner => {
    const times = timesOf(m, runner, transfer);
    return times ? numberText(times.median_ms, digitsOf(times)) : resultOf(m, runner).error ? "failed" : "–";
  })])));
}

function sizePanel(given) {
  const group = [...given].sort((a, b) => pixelsOf(a) - pixelsOf(b)), first = group[0];
  const title = `${titleOf(first)}, ${first.axes}D${typeText(first)}`;
  const both = runners.flatMap(runner => ["without", "with"].flatMap(t => timePoints(group, runner, t))), floors = group.map(m => [pixelsOf(m), resultOf(m, device).floor_ms]);
  const caption = element("figcaption", {textContent: title});
  if (both.length === 0) return element("figure", {}, caption, paragraph("No runner has it: the last section says why."));
  const known = floors.filter(([, floor]) => isNumber(floor)), pixels = group.map(pixelsOf);
  const range = {low: Math.min(...pixels) / 1.3, high: Math.max(...pixels) * 1.3};
  const chart = new LogChart(`${title}: time against image size, ${transfer} transfer`,
    {...range, label: "image size, pixels", ticks: group.map(m => ({at: pixelsOf(m), text: sizeText(m)}))},
    {...logRange([...both, ...known].map(([, time]) => time)), label: "time, ms"});
  chart.line(known, "floor");
  for (const runner of [...runners].reverse()) chart.line(timePoints(group, runner, transfer), styleOf(runner), shapeOf(runner));
  const crossings = crossingsOf(group), points = timePoints(group, device, transfer);
  for (const crossing of crossings) drawCrossing(chart, points, crossing);
  const figure = element("figure", {}, caption, chart.svg, ...crossings.map(paysLine), sizeNumbers(group, runners));
  figure.dataset.row = `${first.row} ${first.axes}`;
  return figure;
}

function sizesContent() {
  const groups = grouped(measurements.filter(m => m.set !== "chain"), m => [m.row, m.axes, m.dtype].join(" "))
    .filter(group => new Set(group.map(pixelsOf)).size > 1);
  if (groups.length === 0) return [paragraph("How time grows with the image was not measured.")];
  const shown = runners.filter(runner => groups.some(group => group.some(m => timesOf(m, runner, "without") || timesOf(m, runner, "with"))));
  const more = groups.some(group => group.some(m => isNumber(resultOf(m, device).floor_ms))) ? [{style: "floor", text: "a bare copy of the same bytes"}] : [];
  return [paragraph(`The median time of one call at each size, on logarithmic axes.` +
    (others.length ? ` A ring is where ${deviceName} begins to pay: at every larger measured size it is faster than the fastest on the CPU.` : "")),
    runnersLegend(shown, ...more), element("div", {className: "plots"}, ...groups.map(sizePanel))];
}
