// Sliders, mouse and keys.

// A slider with its name and, beside it, what its number means.
function slider(name, id, low, high, value, textOf, onInput) {
  const shown = element("output", {textContent: textOf(value)});
  const input = element("input", {type: "range", id, min: low, max: high, step: 1, value});
  input.addEventListener("input", () => {
    shown.textContent = textOf(Number(input.value));
    onInput(Number(input.value));
  });
  const set = number => {
    input.value = number;
    shown.textContent = textOf(Number(input.value));
  };
  return {label: element("label", {}, name, input, shown), set, input};
}

function channelControls(channel) {
  const id = channel.layer.replace(".", "-"), given = {low: channel.low, high: channel.high};
  const text = number => Number(valueText(channel, number)).toPrecision(5).replace(/\.?0+$/, "");
  const ends = ["low", "high"].map(end => slider(end === "low" ? "black at" : "full at", `${end}-${id}`, channel.min, channel.max,
    channel[end], text, number => {
      channel[end] = number;
      changeLook(channel);
    }));
  channel.switch = element("input", {type: "checkbox", id: `on-${id}`, checked: channel.on});
  channel.switch.addEventListener("change", () => {
    channel.on = channel.switch.checked;
    redraw();
  });
  const colour = element("input", {type: "color", id: `colour-${id}`, value: channel.colour, ariaLabel: `colour of ${channel.name}`});
  colour.addEventListener("input", () => {
    channel.colour = colour.value;
    changeLook(channel);
  });
  const reset = element("button", {type: "button", textContent: "reset", ariaLabel: `contrast of ${channel.name} as at first`});
  reset.addEventListener("click", () => {
    Object.assign(channel, given);
    ends.forEach((end, i) => end.set(i ? given.high : given.low));
    changeLook(channel);
  });
  return element("div", {}, element("label", {className: "switch"}, channel.switch, channel.name, colour, reset),
    ...ends.map(end => end.label));
}

function placeSlider(axis, name, count) {
  view.slide ??= {};
  const made = slider(name, `place-${axis}`, 0, count - 1, view[axis], String, value => {
    view[axis] = value;
    redraw();
    read();
  });
  view.slide[axis] = made;
  byId("places").append(made.label);
}

function build() {
  document.title = about.images.map(image => image.name).join(" and ");
  byId("name").textContent = document.title;
  byId("facts").textContent = about.facts.join("\n");
  if (about.banner) Object.assign(byId("banner"), {textContent: about.banner, hidden: false});
  if (about.images.length > 1) {
    const made = slider("curtain", "curtain", 0, 1000, 500, value => `${value / 10} %`, value => {
      view.curtain = value / 1000;
      redraw();
    });
    view.curtainSlider = made;
    byId("places").append(made.label);
  }
  if (about.planes > 1) placeSlider("z", "plane z", about.planes);
  if (about.frames > 1) placeSlider("t", "time t", about.frames);
  for (const image of about.images) {
    for (const channel of image.channels) channel.table = tableOf(channel), channel.look = ++looks;
    byId("channels").append(element("fieldset", {}, element("legend", {textContent: image.name}), ...image.channels.map(channelControls)));
  }
  if (about.labels) {
    byId("labels").hidden = false;
    byId("labels").querySelector("legend").textContent = about.labels.name;
    byId("label-mode").addEventListener("change", redraw);
    byId("label-opacity").addEventListener("input", redraw);
  }
  byId("fit").addEventListener("click", showAll);
  byId("one").addEventListener("click", () => zoomAt(canvas.width / 2, canvas.height / 2, 1 / view.zoom));
}

// The pixel of the canvas under the mouse.
function placeOf(event) {
  const box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
  return {left: (event.clientX - box.left) * ratio, top: (event.clientY - box.top) * ratio};
}

function readAt(x, y, keyboard) {
  view.spot = {x, y, keyboard};
  read();
}

function listenToPointer() {
  let held = null;
  const atCurtain = left => about.images.length > 1 && Math.abs(left - view.curtain * canvas.width) < 8;
  canvas.addEventListener("pointerdown", event => {
    const {left, top} = placeOf(event);
    held = {left, top, curtain: atCurtain(left)};
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", event => {
    const {left, top} = placeOf(event);
    canvas.style.cursor = atCurtain(left) ? "ew-resize" : "";
    if (held && held.curtain) {
      view.curtain = Math.min(Math.max(left / canvas.width, 0), 1);
      view.curtainSlider.set(Math.round(view.curtain * 1000));
      redraw();
    } else if (held) {
      view.x -= (left - held.left) / view.zoom;
      view.y -= (top - held.top) / view.zoom;
      Object.assign(held, {left, top});
      redraw();
    }
    readAt(Math.floor(view.x + left / view.zoom), Math.floor(view.y + top / view.zoom), false);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => held = null);
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    const {left, top} = placeOf(event);
    zoomAt(left, top, 2 ** (-event.deltaY / 240));
  }, {passive: false});
}

function step(axis, by) {
  const made = view.slide && view.slide[axis];
  if (!made) return;
  made.set(view[axis] + by);
  view[axis] = Number(made.input.value);
  redraw();
  read();
}

function moveSpot(dx, dy) {
  const spot = view.spot || {x: Math.floor(view.x + canvas.width / 2 / view.zoom), y: Math.floor(view.y + canvas.height / 2 / view.zoom)};
  const inside = (v, count) => Math.min(Math.max(v, 0), count - 1);
  readAt(inside(spot.x + dx, about.width), inside(spot.y + dy, about.height), true);
  redraw();
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const arrows = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}, arrow = arrows[event.key];
  const middle = factor => zoomAt(canvas.width / 2, canvas.height / 2, factor);
  const channels = about.images.flatMap(image => image.channels), channel = channels[Number(event.key) - 1];
  if (arrow && event.shiftKey) moveSpot(...arrow);
  else if (arrow) {
    view.x += arrow[0] * canvas.width / 8 / view.zoom;
    view.y += arrow[1] * canvas.height / 8 / view.zoom;
    redraw();
  } else if (event.key === "+" || event.key === "=") middle(1.25);
  else if (event.key === "-") middle(0.8);
  else if (event.key === "0") showAll();
  else if (event.key === ",") step("z", -1);
  else if (event.key === ".") step("z", 1);
  else if (event.key === "[") step("t", -1);
  else if (event.key === "]") step("t", 1);
  else if (channel) channel.switch.click();
  else return;
  event.preventDefault();
}

build();
listenToPointer();
canvas.addEventListener("keydown", onKey);
new ResizeObserver(redraw).observe(canvas);
showAll();
