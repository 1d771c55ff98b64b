// How near each operation is to what the memory and the arithmetic of its device allow.

const rate = (amount, times) => amount / times.median_ms / 1e6;  // 10⁹ per second
const axesStyle = measurement => ({style: measurement.axes === 3 ? "series-1" : "series-0", shape: measurement.axes === 3 ? "square" : "circle"});

function roofPoint(measurement, runner, roofs) {
  const times = timesOf(measurement, runner, "without"), {operations, bytes} = measurement;
  if (!times || !isNumber(bytes)) return undefined;
  const point = {measurement, name: fullName(measurement), bandwidth: rate(bytes, times), ...axesStyle(measurement)};
  if (!isNumber(operations)) return {...point, share: point.bandwidth / roofs.copy_gb_s};
  const intensity = operations / bytes, roof = Math.min(intensity * roofs.copy_gb_s, isNumber(roofs.fma_gflop_s) ? roofs.fma_gflop_s : Infinity);
  return {...point, intensity, speed: rate(operations, times), share: rate(operations, times) / roof};
}

const percent = share => `${numberText(100 * share, 2)} %`;

function drawRoof(chart, roofs) {
  const {low, high} = chart.x, flat = isNumber(roofs.fma_gflop_s) ? roofs.fma_gflop_s : Infinity;
  const ridge = flat / roofs.copy_gb_s, points = [[low, low * roofs.copy_gb_s], [Math.min(ridge, high), Math.min(ridge, high) * roofs.copy_gb_s]];
  if (ridge < high) points.push([high, flat]);
  chart.line(points, "roof");
  chart.text("y", chart.edge.right - 8, chart.edge.bottom - 10, `slope: a copy moves ${numberText(roofs.copy_gb_s)} GB/s`);
  if (isFinite(flat)) chart.text("y", chart.edge.right - 8, chart.top(flat) - 7, `${numberText(flat)} GFLOP/s`);
}

function roofChart(runner, roofs, points) {
  const flat = isNumber(roofs.fma_gflop_s) ? roofs.fma_gflop_s : undefined, ridge = flat && flat / roofs.copy_gb_s;
  const xs = [...points.map(p => p.intensity), ...(ridge ? [ridge] : [])], x = logRange([Math.min(...xs) / 2, Math.max(...xs) * 3]);
  const y = logRange([...points.map(p => p.speed / 2), ...points.map(p => p.intensity * roofs.copy_gb_s), flat ? 1.5 * flat : x.high * roofs.copy_gb_s]);
  const width = room(), chart = new LogChart(`roofline of ${labelOf(runner)}`, {...x, label: "operations per byte moved"},
    {...y, label: "10⁹ operations per second"}, {width, height: width < 600 ? 300 : 420});
  drawRoof(chart, roofs);
  const places = points.map(p => [chart.left(p.intensity), chart.top(p.speed)]);
  points.forEach((p, i) => {
    const [left, top] = places[i], crowded = places.slice(0, i).some(([x, y]) => Math.abs(x - left) < 12 && Math.abs(y - top) < 9);
    chart.svg.append(mark(p.shape, left, top, p.style, `${p.name}: ${numberText(p.speed)} GFLOP/s, ${numberText(p.bandwidth)} GB/s, ${percent(p.share)} of the roof`, 5));
    chart.text(crowded ? "number y" : "number", (left + (crowded ? -7 : 7)).toFixed(1), (top + 4).toFixed(1), String(i + 1));
  });
  return chart.svg;
}

function roofList(points) {
  return element("ol", {className: "points"}, ...points.map(p => element("li", {textContent: `${p.name}: ${percent(p.share)}`})));
}

function bandwidthChart(runner, roofs, points) {
  const rows = points.map(p => ({name: p.name, marks: [{value: p.bandwidth, style: p.style, shape: p.shape,
    text: `${p.name}: ${numberText(p.bandwidth)} GB/s, ${percent(p.share)} of a copy`}]}));
  return rowChart(`bytes per second on ${labelOf(runner)}`, rows, "GB/s", [{value: roofs.copy_gb_s, text: `a copy: ${numberText(roofs.copy_gb_s)} GB/s`}], room());
}

function roofContent(runner) {
  const roofs = report.roofline[runner.name], chosen = measurements.filter(m => setsOfTable.includes(m.set));
  const points = chosen.map(m => roofPoint(m, runner, roofs)).filter(Boolean), counted = points.filter(p => p.speed), uncounted = points.filter(p => !p.speed);
  const launch = isNumber(roofs.launch_us) ? ` A launch alone takes ${numberText(roofs.launch_us, 2)} µs there, which is what holds small images back.` : "";
  const out = [element("h3", {textContent: labelOf(runner)})];
  if (points.length === 0) return [...out, paragraph("None of its rows has both a time and a number of bytes.")];
  const cached = points.some(p => p.share > 1.05) ? " What is above 100 % has its image in the caches, which a copy of many bytes does not." : "";
  if (counted.length) out.push(paragraph("Up to the slope the memory is the limit, under the flat part arithmetic; the percentages are of the roof above each point." + launch + cached),
    roofChart(runner, roofs, counted), roofList(counted));
  if (uncounted.length) out.push(element("h4", {textContent: "Rows whose operations are not counted: bytes per second"}), bandwidthChart(runner, roofs, uncounted));
  return out;
}

function rooflineContent() {
  const shown = runners.filter(runner => report.roofline && report.roofline[runner.name] && isNumber(report.roofline[runner.name].copy_gb_s));
  if (shown.length === 0) return [paragraph("What the device's memory and arithmetic allow was not measured.")];
  return [paragraph("The bytes are those that an operation must read and write at least once; the operations are those of its arithmetic. Times are without transfer."),
    legend([{style: "series-0", shape: "circle", text: "2D", alone: true}, {style: "series-1", shape: "square", text: "3D", alone: true}]), ...shown.flatMap(roofContent)];
}
