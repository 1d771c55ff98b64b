// Puts the sections into the page, and again what depends on the switch or on the width.

let transfer = "without", printing = false;

// How wide a wide chart may be.
function room() { return printing ? 720 : Math.round(Math.min(Math.max(byId("about").clientWidth, 320), 1100)); }

const contents = {summary: summaryContent, speedup: speedupContent, sizes: sizesContent, chains: chainsContent, roofline: rooflineContent,
  compile: compileContent, about: aboutContent};

function show(...ids) {
  for (const id of ids) byId(id).querySelector(".content").replaceChildren(...contents[id]());
  for (const state of document.querySelectorAll(".state")) state.textContent = `${transfer} transfer`;
}

function machineLine() {
  const {date, processor, cores, memory_gib: memory, system} = report.machine || {}, clumen = (report.versions || {}).clumen;
  const parts = [processor, cores && `${cores} cores`, isNumber(memory) && `${memory} GiB`, system].filter(Boolean);
  return `Measured${date ? ` on ${date}` : ""}${clumen ? ` with clumen ${clumen}` : ""}${parts.length ? ` on ${parts.join(", ")}` : ""}.`;
}

byId("name").textContent = others.length ? `Is ${deviceName} worth it on this machine?` : `How fast is ${deviceName}?`;
byId("lead").textContent = machineLine();
show(...Object.keys(contents));
for (const input of document.querySelectorAll("input[name=transfer]"))
  input.addEventListener("change", () => {
    transfer = input.value;
    show("speedup", "sizes");
  });
let drawn = room();
function fit() {
  if (Math.abs(room() - drawn) < 8) return;
  drawn = room();
  show("chains", "roofline", "compile");
}
new ResizeObserver(fit).observe(byId("about"));
for (const event of ["beforeprint", "afterprint"])
  addEventListener(event, () => {
    printing = event === "beforeprint";
    fit();
  });
