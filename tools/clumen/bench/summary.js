// What a person who has to decide should know first.

function sentence(text) { return element("li", {textContent: text}); }

function rangeText(factors) {
  const sorted = [...factors].sort((a, b) => a.factor - b.factor), oneTitle = new Set(factors.map(f => titleOf(f.measurement))).size === 1;
  const of = ({measurement: m, factor}) => `${factorText(factor)} (${oneTitle ? `${m.axes}D ${sizeText(m)}` : fullName(m)})`;
  return sorted.length === 1 ? `it is ${of(sorted[0])}` : `from ${of(sorted[0])} to ${of(sorted[sorted.length - 1])}`;
}

// How many times faster in the mean, and the least and the largest factor: a loss where it is below 1.
function setSentence(set, other) {
  const chosen = measurements.filter(m => m.set === set), [without, both] = ["without", "with"].map(t => factorsOf(chosen, other, t));
  if (without.length + both.length === 0) return [];
  const mean = factors => factors.length ? factorText(geometricMean(factors.map(f => f.factor))) : "not measured";
  const losses = both.filter(f => f.factor <= 0.95).length, left = chosen.filter(m => disagrees(m, other) && factorOf(m, other, "without")).length;
  const count = `geometric mean of ${Math.max(without.length, both.length)} row${Math.max(without.length, both.length) > 1 ? "s" : ""}`;
  const parts = [` (${count}).`];
  if (without.length) parts.push(`Without transfer ${rangeText(without)}.`);
  if (both.length) parts.push(`With transfer ${rangeText(both)}.`);
  if (losses && both.length > 1) parts.push(`With transfer ${losses} of ${both.length} are slower.`);
  if (left) parts.push(`Left out, as the results differ: ${left}.`);
  return [element("li", {}, element("strong", {textContent: `Against ${labelOf(other)}: ${mean(without)}; with transfer ${mean(both)}`}), parts.join(" "))];
}

// From which size on a device pays, over all rows that were measured at several sizes.
function crossingsText(crossings) {
  const known = crossings.filter(Boolean), of = (kind, text) => {
    const count = known.filter(c => c.pays === kind).length;
    return count ? [known.length > 1 ? `${text}: ${count} of ${known.length} rows` : text] : [];
  };
  const from = known.filter(c => c.pays === "from").sort((a, b) => a.pixels - b.pixels), texts = [...new Set(from.map(paysText))];
  const several = texts.length > 1 ? `${texts[0]}, typically ${paysText(from[(from.length - 1) >> 1])}, at the latest ${texts[texts.length - 1]}` : texts[0];
  return known.length ? [...of("always", "at every size"), ...of("from", several), ...of("never", "never")].join("; ") : "–";
}

function sizesTable() {
  const all = report.crossovers || [], axes = [2, 3].filter(n => all.some(c => c.axes === n));
  const rows = ["without", "with"].map(t => [`${t} transfer`, ...axes.map(n => crossingsText(all.filter(c => c.axes === n).map(c => c[`${t}_transfer`])))]);
  return axes.length ? [numbersTable(["it pays against the fastest on the CPU", ...axes.map(n => `${n}D`)], rows, "texts")] : [];
}

function chainsTable() {
  const groups = chainGroups(), rows = others.map(other => [`against ${labelOf(other)}`, ...groups.map(group => stepsText(group, other, "with") || "–")]);
  const known = rows.filter(row => row.slice(1).some(text => text !== "–"));
  return known.length ? [numbersTable(["it pays, with transfer", ...groups.map(group => chainName(group[0]))], known, "texts")] : [];
}

function summaryContent() {
  if (others.length === 0) return [paragraph(`Only ${labelOf(device)} was measured: there is nothing here to compare it with.`)];
  const lists = setsOfTable.map(set => [setNames[set] || set, others.flatMap(other => setSentence(set, other))]).map(([title, lines]) =>
    [title, lines.length ? [element("ul", {}, ...lines)] : []]);
  const out = [...lists, ["From which image size on", sizesTable()], ["From which length of a chain on", chainsTable()]].filter(([, parts]) => parts.length);
  if (out.length === 0) return [paragraph("No row was measured on two runners: there is nothing to compare.")];
  return [paragraph(`How much faster ${labelOf(device)} is:`), ...out.flatMap(([title, parts]) => [element("h3", {textContent: title}), ...parts])];
}
