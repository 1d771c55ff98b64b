// What the first call costs, when kernels are compiled, and what a new process pays that finds them compiled.

const phases = [{key: "cold_ms", style: "series-1", shape: "triangle", text: "cold: nothing is cached, kernels are compiled"},
  {key: "warm_ms", style: "series-3", shape: "square", text: "warm: the first call of a process, compiled programs come from the disk"},
  {key: "median_ms", style: "series-0", shape: "circle", text: "steady: every later call"}];

function compileContent() {
  const has = (m, runner) => isNumber(resultOf(m, runner).cold_ms) || isNumber(resultOf(m, runner).warm_ms);
  const shown = runners.filter(runner => measurements.some(m => has(m, runner)));
  if (shown.length === 0) return [paragraph("The time that compiling takes was not measured.")];
  return [legend(phases.map(phase => ({...phase, alone: true}))), ...shown.flatMap(runner => {
    const chosen = measurements.filter(m => has(m, runner));
    const rows = chosen.map(m => ({name: nameInChain(m), marks: phases.filter(phase => isNumber(resultOf(m, runner)[phase.key])).map(phase =>
      ({...phase, value: resultOf(m, runner)[phase.key], text: `${nameInChain(m)}, ${phase.text}: ${numberText(resultOf(m, runner)[phase.key])} ms`}))}));
    const numbers = chosen.map(m => [nameInChain(m), ...phases.map(({key}) => isNumber(resultOf(m, runner)[key]) ? numberText(resultOf(m, runner)[key]) : "–")]);
    const opening = isNumber(runner.opening_ms) ? [paragraph(`Opening the device takes a new process ${numberText(runner.opening_ms)} ms before that.`)] : [];
    return [element("h3", {textContent: labelOf(runner)}), ...opening, rowChart(`compile times of ${labelOf(runner)}`, rows, "time of one call, ms", [], room()),
      folded("numbers, ms", numbersTable(["operation", "cold", "warm", "steady"], numbers))];
  })];
}
