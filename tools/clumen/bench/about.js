// The machine, the versions, what failed, and how it was measured.

function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  return value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

const spaced = name => name.replace(/_gib$/, ", GiB").replace(/_s$/, ", s").replace(/_/g, " ");

function pairs(title, object) {
  const entries = Object.entries(object || {});
  if (entries.length === 0) return [];
  return [element("h3", {textContent: title}), element("dl", {}, ...entries.flatMap(([name, value]) =>
    [element("dt", {textContent: spaced(name)}), element("dd", {textContent: plain(value)})]))];
}

function listed(title, lines) {
  return lines.length ? [element("h3", {textContent: title}), element("ul", {}, ...lines.map(sentence))] : [];
}

// Each error once, with the rows that have it.
function failures() {
  const rows = new Map();
  for (const m of measurements)
    for (const runner of runners) {
      const error = resultOf(m, runner).error;
      if (!error) continue;
      const key = `${labelOf(runner)}: ${error}`;
      rows.set(key, [...(rows.get(key) || []), nameInChain(m)]);
    }
  return [...rows].map(([error, names]) => `${error} (${names.slice(0, 6).join("; ")}${names.length > 6 ? `; ${names.length - 6} more` : ""})`);
}

function differences() {
  return measurements.flatMap(m => others.filter(runner => disagrees(m, runner)).map(runner =>
    `${nameInChain(m)}: ${labelOf(runner)} ${differenceText(resultOf(m, runner))}`));
}

function aboutContent() {
  const versions = Object.entries(report.versions || {}), absent = ([, text]) => String(text).startsWith("missing");
  const table = numbersTable(["runner", "device", "platform", "driver", "kind"], runners.map(r => [labelOf(r), ...[r.device, r.platform, r.driver, r.kind].map(plain)]), "texts");
  const uncompared = measurements.some(m => others.some(runner => timesOf(m, runner, "without") && resultOf(m, runner).agrees === undefined));
  return [...pairs("Machine", report.machine), element("h3", {textContent: "Runners"}), table,
    ...pairs("Versions", Object.fromEntries(versions.filter(entry => !absent(entry)))),
    ...listed("Not there", versions.filter(absent).map(([name, text]) => `${name}: ${plain(text).replace(/^missing:?\s*/, "") || "not installed"}`)),
    ...listed("Failed", failures()), ...listed("Results that differ from the device's", differences()), ...pairs("Settings", report.settings),
    ...listed("How it was measured", [
      "Times are medians over the runs; the mouse shows quartiles, the least time and how many runs there were.",
      "Without transfer the image is where it is computed before the clock starts, and the result stays there. With transfer the clock also has the image brought to the device and the result brought back; what computes in the host's memory has nothing to transfer.",
      "A factor is the other one's median by the device's median; means of factors are geometric.",
      "Numbers have three digits where the quartiles are within 5 % of the median, and two elsewhere.",
      ...(dtypes.length === 1 ? [`All images are ${dtypes[0]}.`] : []),
      ...(uncompared ? ["Not every result of every runner was compared with the device's."] : []), ...(report.notes || []).map(plain)])];
}
