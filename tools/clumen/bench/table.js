// The speedup table: a row for each operation, and beside the device's time how many times more each other one takes.

const sorting = {};  // by set: {key, descending}

// The rows of a set: {name, cells: {2: measurement, 3: measurement}}; an operation of several sizes has several rows.
function rowsOf(set) {
  return grouped(measurements.filter(m => m.set === set), m => m.row).flatMap(group => {
    const byAxes = grouped(group, m => m.axes), count = Math.max(...byAxes.map(list => list.length));
    return Array.from({length: count}, (_, i) => {
      const found = byAxes.map(list => list[i]).filter(Boolean);
      return {name: titleOf(found[0]), cells: Object.fromEntries(found.map(m => [m.axes, m]))};
    });
  });
}

function columnsOf(rows) {
  const axes = [...new Set(rows.flatMap(row => Object.keys(row.cells)))].sort();
  return axes.flatMap(n => {
    const value = read => row => row.cells[n] && read(row.cells[n]);
    const time = {key: `${n}-time`, axes: n, head: `${labelOf(device)}, ms`, first: true,
      value: value(m => (timesOf(m, device, transfer) || {}).median_ms), cell: row => timeCell(row.cells[n])};
    return [time, ...others.map(other => ({key: `${n}-${other.name}`, axes: n, head: labelOf(other), other,
      value: value(m => factorOf(m, other, transfer)), cell: row => factorCell(row.cells[n], other)}))];
  });
}

function timeCell(measurement) {
  if (!measurement) return element("td", {className: "first none", textContent: "–"});
  const times = timesOf(measurement, device, transfer), error = resultOf(measurement, device).error;
  const small = element("small", {textContent: sizeText(measurement) + typeText(measurement)});
  if (!times) return element("td", {className: "first none", title: error || "not measured"}, error ? "failed" : "–", small);
  return element("td", {className: "first", title: timeDetails(times)}, numberText(times.median_ms, digitsOf(times)), small);
}

// How deep the colour is: 1 to 4, from 1.05, 2, 5 and 20 times on.
function depthOf(factor) {
  const times = Math.max(factor, 1 / factor);
  return isEqual(factor) ? "equal" : `${factor > 1 ? "gain" : "loss"}-${times < 2 ? 1 : times < 5 ? 2 : times < 20 ? 3 : 4}`;
}

const arrowOf = factor => isEqual(factor) ? "≈" : factor > 1 ? "▲" : "▼";

function factorCell(measurement, other) {
  const none = (text, title) => element("td", {className: "none", textContent: text, title: title || ""});
  if (!measurement) return none("–");
  const theirs = timesOf(measurement, other, transfer), ours = timesOf(measurement, device, transfer), error = resultOf(measurement, other).error;
  if (!theirs) return error ? none("failed", error) : none("–", "not measured");
  const small = element("small", {textContent: timeText(theirs)}), details = `${labelOf(other)}: ${timeDetails(theirs)}`;
  if (!ours) return element("td", {className: "none", title: details}, "–", small);
  const factor = theirs.median_ms / ours.median_ms, differs = disagrees(measurement, other);
  const cell = element("td", {className: depthOf(factor), title: details + (differs ? `; its result ${differenceText(resultOf(measurement, other))}` : "")},
    element("span", {className: "arrow", ariaHidden: "true", textContent: arrowOf(factor)}), ` ${numberText(factor, digitsOf(ours, theirs))}×`, small);
  if (differs) small.before(element("abbr", {title: "its result differs", textContent: " ≠"}));
  return cell;
}

function meanCell(rows, column) {
  if (!column.other) return element("td", {className: "first"});
  const factors = factorsOf(rows.map(row => row.cells[column.axes]).filter(Boolean), column.other, transfer).map(f => f.factor);
  if (factors.length === 0) return element("td", {className: "none", textContent: "–"});
  const mean = geometricMean(factors);
  return element("td", {className: depthOf(mean)}, element("span", {className: "arrow", ariaHidden: "true", textContent: arrowOf(mean)}),
    ` ${numberText(mean, 2)}×`, element("small", {textContent: `of ${factors.length}`}));
}

// What is not known comes last, whichever way.
function sortedRows(rows, column, descending) {
  if (!column) return rows;
  const known = rows.filter(row => column.value(row) !== undefined), unknown = rows.filter(row => column.value(row) === undefined);
  const order = (a, b) => typeof a === "string" ? a.localeCompare(b) : a - b;
  known.sort((a, b) => order(column.value(a), column.value(b)) * (descending ? -1 : 1));
  return [...known, ...unknown];
}

function speedupTable(set) {
  const rows = rowsOf(set), columns = [{key: "name", head: "operation", value: row => row.name}, ...columnsOf(rows)];
  const body = element("tbody", {}), heads = columns.map(column => {
    const button = element("button", {type: "button", textContent: column.head});
    const head = element("th", {scope: "col", className: column.first ? "first" : ""}, button);
    head.dataset.key = column.key;
    button.addEventListener("click", () => {
      const now = sorting[set] || {};
      sorting[set] = {key: column.key, descending: now.key === column.key ? !now.descending : Boolean(column.other)};
      fill();
    });
    return head;
  });
  function fill() {
    const {key, descending} = sorting[set] || {};
    heads.forEach((head, i) => head.ariaSort = columns[i].key === key ? (descending ? "descending" : "ascending") : null);
    body.replaceChildren(...sortedRows(rows, columns.find(column => column.key === key), descending).map(row =>
      element("tr", {}, element("th", {scope: "row", textContent: row.name}), ...columns.slice(1).map(column => column.cell(row)))));
  }
  fill();
  const groups = grouped(columns.slice(1), column => column.axes).map(list =>
    element("th", {scope: "colgroup", colSpan: list.length, className: "first", textContent: `${list[0].axes}D`}));
  const table = element("table", {className: "speedup"}, element("thead", {}, element("tr", {}, element("td", {}), ...groups), element("tr", {}, ...heads)), body);
  if (others.length) table.append(element("tfoot", {}, element("tr", {}, element("th", {scope: "row", textContent: "geometric mean"}),
    ...columns.slice(1).map(column => meanCell(rows, column)))));
  return scrolled(table, `speedup: ${setNames[set] || set}`);
}

function speedupKey() {
  const steps = [["loss-4", "▼ 20"], ["loss-3", "▼ 5"], ["loss-2", "▼ 2"], ["loss-1", "▼"], ["equal", "≈"], ["gain-1", "▲"], ["gain-2", "▲ 2"],
    ["gain-3", "▲ 5"], ["gain-4", "▲ 20"]];
  return element("p", {className: "key"}, "slower ", ...steps.map(([style, text]) => element("span", {className: style, textContent: text})), " times faster");
}

function speedupContent() {
  if (setsOfTable.length === 0) return [paragraph("No single operations or workflows were measured.")];
  const out = [paragraph(`The time of ${labelOf(device)}, and how many times as long each other one takes (its own time in small print): ▲ the device is faster, ` +
    "▼ it is slower, ≈ they are within 5 %, ≠ the results differ, and means leave the row out. Click a heading to sort by it.")];
  if (others.length === 0) out[0].textContent = `The time of ${labelOf(device)}. Nothing else was measured beside it.`;
  else out.push(speedupKey());
  return [...out, ...setsOfTable.flatMap(set => [element("h3", {textContent: setNames[set] || set}), speedupTable(set)])];
}
