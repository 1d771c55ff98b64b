// Chains of operations: the transfer is paid once, so that the longer a chain is the less it matters.

function chainGroups() {
  return grouped(measurements.filter(m => m.set === "chain"), m => [m.chain_of || m.row, m.axes, m.dtype, sizeText(m)].join(" "))
    .map(group => [...group].sort((a, b) => a.steps - b.steps));
}

const chainName = fullName, nameInChain = m => fullName(m) + (m.set === "chain" ? `, ${m.steps} operations` : "");

// From how many operations on the device is faster, at every measured length from there; nothing where that is unknown.
function stepsText(group, other, transfer) {
  const known = group.map(m => ({steps: m.steps, factor: factorOf(m, other, transfer)})).filter(f => f.factor !== undefined);
  if (known.length === 0) return undefined;
  let first = known.length;
  while (first > 0 && known[first - 1].factor > 1) --first;
  if (first === known.length) return `at no measured length (up to ${known[first - 1].steps})`;
  return first === 0 ? "at every measured length" : `from ${known[first].steps} operations on`;
}

function chainPoints(group, runner, transfer, timeOf) {
  return group.map(m => [m, timesOf(m, runner, transfer)]).filter(([, times]) => times).map(([m, times]) =>
    [m.steps, timeOf(m, times), `${labelOf(runner)}, ${m.steps} operations, ${transfer} transfer: ${timeDetails(times)}`]);
}

const hasOwnTransfer = (group, runner) => group.some(m => timesOf(m, runner, "with") && timesOf(m, runner, "with") !== timesOf(m, runner, "without"));

function chainChart(group, label, timeOf) {
  const points = (runner, transfer) => chainPoints(group, runner, transfer, timeOf), steps = group.map(m => m.steps);
  const all = runners.flatMap(runner => ["without", "with"].flatMap(t => points(runner, t)));
  const chart = new LogChart(`${chainName(group[0])}: ${label} against the number of operations`,
    {low: Math.min(...steps) / 1.15, high: Math.max(...steps) * 1.15, label: "operations in the chain", ticks: [...new Set(steps)].map(n => ({at: n, text: String(n)}))},
    {...logRange(all.map(([, time]) => time)), label}, room() < 800 ? {} : {width: 520, height: 300});
  for (const runner of [...runners].reverse()) {
    if (hasOwnTransfer(group, runner)) chart.line(points(runner, "with"), `${styleOf(runner)} dashed`, shapeOf(runner));
    chart.line(points(runner, "without"), styleOf(runner), shapeOf(runner));
  }
  return chart.svg;
}

function chainNumbers(group) {
  const shown = runners.flatMap(runner => ["without", "with"].filter(t => t === "without" || hasOwnTransfer(group, runner)).map(t => ({runner, t})));
  const heads = shown.map(({runner, t}) => labelOf(runner) + (hasOwnTransfer(group, runner) ? `, ${t} transfer` : ""));
  return folded("numbers, ms", numbersTable(["operations", ...heads], group.map(m => [String(m.steps), ...shown.map(({runner, t}) => {
    const times = timesOf(m, runner, t);
    return times ? numberText(times.median_ms, digitsOf(times)) : resultOf(m, runner).error ? "failed" : "–";
  })])));
}

function chainPanel(group) {
  const title = element("h3", {textContent: chainName(group[0])});
  if (!runners.some(runner => group.some(m => timesOf(m, runner, "without") || timesOf(m, runner, "with"))))
    return [title, paragraph("No runner has it: the last section says why.")];
  const lines = others.flatMap(other => {
    const [without, both] = ["without", "with"].map(t => stepsText(group, other, t) || "is not known");
    return group.some(m => factorOf(m, other, "without")) ? [{other, parts: ["pays without transfer ", element("strong", {textContent: without}),
      ", with transfer ", element("strong", {textContent: both})]}] : [];
  });
  const figures = [["whole chain, ms", (m, times) => times.median_ms], ["per operation, ms", (m, times) => times.median_ms / m.steps]];
  return [title, element("div", {className: "plots"}, ...figures.map(([label, timeOf]) => element("figure", {}, chainChart(group, label, timeOf)))),
    paysList(lines), chainNumbers(group)];
}

function chainsContent() {
  const groups = chainGroups();
  if (groups.length === 0) return [paragraph("Chains of operations were not measured.")];
  const shown = runners.filter(runner => groups.some(group => group.some(m => timesOf(m, runner, "without"))));
  return [paragraph("The same operation once, twice, ... one after the other, the image staying where it is computed. Solid lines are without transfer, dashed ones with the image brought to the device before the chain and the result back after it."),
    ...(shown.length ? [runnersLegend(shown, {style: "dashed", text: "with transfer"})] : []), ...groups.flatMap(chainPanel)];
}
