"""A page in headless Chromium, driven through the DevTools protocol over a pipe."""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time


def chromium():
    """Its path, or None. That of a snap sees no files in /tmp, so it is none for a test."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if not path or os.path.realpath(path).endswith("/snap"): continue
        with open(path, "rb") as file:
            if b"/snap/bin/" not in file.read(4096): return path
    return None


CHROMIUM = chromium()


class Browser:
    def __init__(self, width=1000, height=700):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # its last processes may still write
        theirs_in, self.to = os.pipe()
        self.came, theirs_out = os.pipe()
        # The descriptors 3 and 4 are where Chromium listens and answers.
        both = 'exec 3<&{} 4>&{}; exec "$0" "$@"'.format(theirs_in, theirs_out)
        self.process = subprocess.Popen(
            ["bash", "-c", both, CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--remote-debugging-pipe", f"--user-data-dir={self.folder.name}",
             f"--window-size={width},{height}", "--force-device-scale-factor=1", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number, self.rest, self.session, self.events = 0, b"", None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"): self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(20)
        except (RuntimeError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.came)
        self.folder.cleanup()

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.came, 1 << 20)
            if not more: raise RuntimeError("Chromium has ended")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session: request["sessionId"] = self.session
        data = json.dumps(request).encode() + b"\0"
        while data: data = data[os.write(self.to, data):]
        while True:
            message = self.message()
            if message.get("id") != self.number:
                self.events.append(message)
                continue
            if "error" in message: raise RuntimeError(f"{method}: {message['error']}")
            return message["result"]

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        self.until("document.readyState === 'complete'")

    def run(self, script):
        """The value of a JavaScript expression, which may be a promise."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done: raise RuntimeError(f"{script}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def until(self, script, seconds=20):
        end = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > end: raise AssertionError(f"never true: {script}")
            time.sleep(0.02)

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def drag(self, start, end):
        held = {"button": "left", "buttons": 1, "clickCount": 1}
        self.mouse("mouseMoved", *start)
        self.mouse("mousePressed", *start, **held)
        self.mouse("mouseMoved", *end, **held)
        self.mouse("mouseReleased", *end, **held)

    def key(self, key, **more):
        for kind in ("keyDown", "keyUp"): self.call("Input.dispatchKeyEvent", type=kind, key=key, **more)

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def errors(self):
        """What the page's script or the browser complained of."""
        said = [e["params"]["entry"] for e in self.events if e.get("method") == "Log.entryAdded"]
        thrown = [e["params"] for e in self.events if e.get("method") == "Runtime.exceptionThrown"]
        return thrown + [entry for entry in said if entry["level"] == "error"]

    def requests(self):
        """The addresses that the page asked for, but for what it carries itself."""
        urls = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [url for url in urls if not url.startswith(("data:", "blob:"))]
