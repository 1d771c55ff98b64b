#!/usr/bin/env python3
"""A picture of the page that `clumen view` writes, in headless Chromium, with the mouse on a nucleus, in 160 colours (needs
Pillow):   screenshot.py PAGE.html OUT.png"""
import io
import pathlib
import sys

import PIL.Image

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "tools"))
import browser  # noqa: E402

page, out = map(pathlib.Path, sys.argv[1:])
chromium = browser.Browser(720, 420)
try:
    chromium.open(page)
    chromium.run("""(() => {
      const set = (e, value) => { e.value = value; for (const kind of ["input", "change"]) e.dispatchEvent(new Event(kind, {bubbles: true})); };
      set(document.getElementById("label-mode"), "areas and outlines");
      set(document.querySelector("#channels input[type=range]"), 700);
    })()""")
    chromium.mouse("mouseMoved", 265, 250)
    chromium.run("new Promise(done => setTimeout(done, 800))")  # tiles are unpacked
    chromium.screenshot(out)
finally: chromium.close()
picture = PIL.Image.open(io.BytesIO(out.read_bytes())).convert("RGB")
picture.quantize(160, dither=PIL.Image.Dither.NONE).save(out, optimize=True)
