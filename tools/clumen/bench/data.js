// The report, what is read off it, and numbers as a person writes them.

const report = JSON.parse(byId("report").textContent);
const runners = report.runners || [], measurements = report.measurements || [];
const device = runners[0], others = runners.slice(1);
const labelOf = runner => runner.label || runner.name;
const deviceName = device.device || labelOf(device);
const setNames = {clij: "Single operations", transfer: "Transfers alone", workflow: "Workflows", own: "Chains given by hand", scaling: "Image sizes", chain: "Chains"};
const setsOfTable = [...new Set(measurements.map(m => m.set))].filter(set => set !== "scaling" && set !== "chain");
const isNumber = value => typeof value === "number" && isFinite(value) && value > 0;

function resultOf(measurement, runner) { return (measurement.results || {})[runner.name] || {}; }

// The times of a runner, or nothing where it has none. What computes in the host's own memory has nothing to transfer.
function timesOf(measurement, runner, transfer) {
  const result = resultOf(measurement, runner);
  const onDevice = runner.where ? runner.where === "device" : runner.kind === "gpu";
  const times = transfer === "without" ? result : result.with_transfer || (onDevice ? undefined : result);
  return times && isNumber(times.median_ms) ? times : undefined;
}

// The difference is a part of the largest value, what differs a part of the pixels.
function differenceText({difference, differing}) {
  const part = isNumber(difference) ? ` by up to ${numberText(100 * difference, 2)} % of the largest value` : "";
  return `differs${part}${isNumber(differing) ? `, in ${numberText(100 * differing, 2)} % of the pixels` : ""}`;
}

function disagrees(measurement, runner) { return resultOf(measurement, runner).agrees === false; }

// How many times less time the device takes.
function factorOf(measurement, other, transfer) {
  const ours = timesOf(measurement, device, transfer), theirs = timesOf(measurement, other, transfer);
  return ours && theirs ? theirs.median_ms / ours.median_ms : undefined;
}

// Those that a mean may count, with their measurements.
function factorsOf(chosen, other, transfer) {
  return chosen.filter(m => !disagrees(m, other)).map(m => ({measurement: m, factor: factorOf(m, other, transfer)}))
    .filter(f => f.factor !== undefined);
}

function geometricMean(values) { return Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length); }

// Measurements under a common name, in the order of the report.
function grouped(chosen, keyOf) {
  const groups = new Map();
  for (const m of chosen) {
    const key = keyOf(m);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(m);
  }
  return [...groups.values()];
}

const titleOf = measurement => measurement.title || measurement.row;

function sizeText(measurement) {
  const size = measurement.size || [], same = size.length > 1 && size.every(edge => edge === size[0]);
  return same ? `${size[0]}${["", "", "²", "³"][size.length] || "^" + size.length}` : size.join(" × ");
}

// Where all images have one dtype, only the last section names it.
const dtypes = [...new Set(measurements.map(m => m.dtype).filter(Boolean))];
const typeText = measurement => dtypes.length > 1 && measurement.dtype ? ` ${measurement.dtype}` : "";

function fullName(measurement) { return `${titleOf(measurement)}, ${measurement.axes}D ${sizeText(measurement)}${typeText(measurement)}`; }

// As many digits as the spread of the runs bears: two where the quartiles are more than 5 % from the median.
function digitsOf(...times) {
  const steady = t => isNumber(t.q1_ms) && isNumber(t.q3_ms) && (t.q3_ms - t.q1_ms) / 2 <= 0.05 * t.median_ms;
  return times.every(steady) ? 3 : 2;
}

const superscript = number => [...String(number)].map(c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("");

function numberText(value, digits = 3) {
  const power = Math.floor(Math.log10(Number(value.toPrecision(digits))));
  if (power < -4) return `${(value / 10 ** power).toFixed(digits - 1)}·10${superscript(power)}`;
  if (power < digits) return value.toFixed(Math.max(digits - 1 - power, 0));
  return String(Number(value.toPrecision(digits))).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

// 10⁵, 2·10⁵, 0.02
function tickText(value) {
  const power = Math.floor(Math.log10(value) + 1e-9), first = Math.round(value / 10 ** power);
  if (power > -4 && power < 4) return String(Number(value.toPrecision(1)));
  return (first === 1 ? "" : `${first}·`) + `10${superscript(power)}`;
}

function timeText(times) { return `${numberText(times.median_ms, digitsOf(times))} ms`; }

// All that is known of a time, for the mouse.
function timeDetails(times) {
  const quartiles = isNumber(times.q1_ms) && isNumber(times.q3_ms) ? `, quartiles ${numberText(times.q1_ms)} to ${numberText(times.q3_ms)}` : "";
  const least = isNumber(times.min_ms) ? `, least ${numberText(times.min_ms)}` : "";
  return `median ${numberText(times.median_ms)} ms${quartiles}${least}${isNumber(times.n) ? `, of ${times.n} runs` : ""}`;
}

const isEqual = factor => factor > 0.95 && factor < 1.05;

function factorText(factor, digits = 2) {
  if (isEqual(factor)) return "equally fast";
  return factor > 1 ? `${numberText(factor, digits)} times faster` : `${numberText(1 / factor, digits)} times slower`;
}
