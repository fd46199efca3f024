"""report.py REPORT.html [SCREENSHOT_PREFIX]: opens the page from disk in headless Chromium
through ChromeDriver and uses it as a reader does. Standard library only."""

import base64
import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Browser:
    """The few commands of the WebDriver protocol that the test needs."""

    def __init__(self, javascript=True):
        self.port = free_port()
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}", "--silent"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.root = f"http://127.0.0.1:{self.port}"
        self.wait_for_driver()
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                 "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync",
                 "--disable-dev-shm-usage"]
        options = {"args": flags}
        if not javascript:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        wanted = {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}
        answer = self.call("POST", "/session", {"capabilities": wanted})
        self.root += "/session/" + answer["sessionId"]

    def wait_for_driver(self):
        for _ in range(200):
            try:
                if self.call("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("chromedriver did not start")

    def call(self, method, path, body=None):
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"},
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{path}: {error.read().decode()[:300]}")

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def resize(self, width, height):
        self.call("POST", "/goog/cdp/execute", {
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": {"width": width, "height": height, "deviceScaleFactor": 1,
                       "mobile": False}})

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def element(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return next(iter(found.values()))

    def click(self, selector):
        self.call("POST", f"/element/{self.element(selector)}/click")

    def keys(self, selector, text):
        self.call("POST", f"/element/{self.element(selector)}/value", {"text": text})

    def hover(self, x, y):
        move = {"type": "pointerMove", "duration": 0, "x": int(x), "y": int(y)}
        self.call("POST", "/actions", {"actions": [
            {"type": "pointer", "id": "mouse", "actions": [move]}]})

    def log(self, kind):
        return self.call("POST", "/se/log", {"type": kind})

    def screenshot(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.call("GET", "/screenshot")))

    def medium(self, name):
        """Shows the page as on a medium, "" for the screen."""
        self.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia",
                                                "params": {"media": name}})

    def pdf(self):
        return base64.b64decode(self.call("POST", "/print", {}))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()


def check(condition, words):
    if not condition:
        raise SystemExit("report: " + words)


def requests_beyond(browser, page):
    """Addresses that the page asked for, besides itself and what it carries."""
    asked = []
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if url != page and not url.startswith(("data:", "chrome:", "about:")):
                asked.append(url)
    return asked


def use_plane(browser):
    """The slider moves the marks, Play moves the slider, the pointer shows values."""
    marks = "return [...document.querySelectorAll('#plane .point')].map(p => p.getAttribute('transform'))"
    last = browser.run("return document.getElementById('epoch-text').textContent")
    at_end = browser.run(marks)
    check(at_end, "no marks in the plane")
    browser.keys("#epoch", "\ue011")  # Home
    check(browser.run("return document.getElementById('epoch-text').textContent") != last,
          "the slider does not change the epoch")
    check(browser.run(marks) != at_end, "the slider does not move the marks")
    browser.click("#play")
    deadline = time.time() + 30
    while browser.run("return document.getElementById('epoch').value") == "0":
        check(time.time() < deadline, "Play does not move the slider")
        time.sleep(0.05)
    browser.keys("#epoch", "\ue010")  # End; stops playing
    check(browser.run("return document.getElementById('play').textContent") == "Play",
          "moving the slider does not stop the play")
    box = browser.run("""const p = document.querySelector('#plane .point');
        p.scrollIntoView({block: 'center'});
        const b = p.getBoundingClientRect();
        return [b.x + b.width / 2, b.y + b.height / 2];""")
    browser.hover(*box)
    tip = browser.run("return document.getElementById('tip').textContent")
    check("I(X;T) =" in tip and "epoch" in tip, f"pointing at a mark says {tip!r}")
    toggles = "return document.querySelectorAll('#plane .point').length"
    before = browser.run(toggles)
    browser.click("#plane fieldset input")
    check(browser.run(toggles) < before, "hiding a layer hides no mark")


def plane_keeps_to_its_axes(browser):
    """Whatever the methods say, every mark lies in the frame, and every path is cut there."""
    check(browser.run("""document.querySelectorAll('#plane fieldset input:not(:checked)').forEach(i => i.click());
        const frame = document.querySelector('#plane-frame rect').getBBox();
        return [...document.querySelectorAll('#plane .point')].every(p => {
            const at = p.transform.baseVal[0].matrix;
            return at.e >= frame.x && at.e <= frame.x + frame.width &&
                at.f >= frame.y && at.f <= frame.y + frame.height; });"""),
          "a mark lies outside of the axes")
    check(browser.run("""return [...document.querySelectorAll('#plane > svg > g:last-child path:not(.point)')]
        .every(p => p.getAttribute('clip-path') === 'url(#plane-frame)')"""),
          "a path is not cut at the axes")
    looks = browser.run("""return [...document.querySelectorAll('#plane label svg:has(circle)')]
        .map(s => s.innerHTML)""")
    check(len(looks) == len(set(looks)), "two methods look alike")


def look_at_figures(browser):
    """On a phone they fit, and a touch shows one in full size and back."""
    browser.resize(*SIZES["phone"])
    size = "return Math.round(document.querySelector('figure img').getBoundingClientRect().width)"
    check(browser.run("""return [...document.querySelectorAll('figure img')]
        .every(i => i.getBoundingClientRect().width <= innerWidth)"""), "a figure is wider than a phone")
    fitted = browser.run(size)
    browser.click("figure summary")
    check(browser.run(size) == browser.run("return document.querySelector('figure img').naturalWidth"),
          "touching a figure does not show it in full size")
    check(browser.run("return document.documentElement.scrollWidth") <= SIZES["phone"][0],
          "a figure in full size widens the page")
    browser.click("figure summary")
    check(browser.run(size) == fitted, "touching it again does not fit it to the page")


def look_at_print(browser, prefix):
    """On paper nothing is cut off, and nothing is there that only a screen can show."""
    browser.resize(718, 1000)  # A4 without its margins, in CSS pixels
    browser.medium("print")
    cut = browser.run("""return [...document.querySelectorAll('.wide, pre, table')]
        .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).length""")
    wide = browser.run("return document.documentElement.scrollWidth")
    tallest = browser.run("""return Math.max(...[...document.querySelectorAll('figure')]
        .map(e => e.getBoundingClientRect().height))""")
    gone = browser.run("""return ['#plane', 'nav', 'details.layers']
        .flatMap(s => [...document.querySelectorAll(s)]).every(e => !e.checkVisibility())""")
    if prefix:
        browser.screenshot(f"{prefix}-print.png")
    browser.medium("")
    check(cut == 0 and wide <= 718, f"something is cut off on paper: {cut} parts, {wide} pixels wide")
    check(tallest < 950, f"a figure of {tallest} pixels does not fit on paper")
    check(gone, "something is printed that only a screen can show")
    check(browser.pdf().startswith(b"%PDF"), "does not print")


def look(browser, prefix):
    for name, (width, height) in SIZES.items():
        browser.resize(width, height)
        check(browser.run("return document.documentElement.scrollWidth") <= width,
              f"wider than a {name}")
        small = browser.run("""return [...document.querySelectorAll('p, li, td, figcaption')]
            .filter(e => parseFloat(getComputedStyle(e).fontSize) < 11).length""")
        check(small == 0, f"type under 11 pixels on a {name}")
        if prefix:
            browser.run("scrollTo(0, 0)")
            browser.screenshot(f"{prefix}-{name}.png")
            browser.run("document.getElementById('plane').scrollIntoView()")
            browser.screenshot(f"{prefix}-{name}-plane.png")


def test_report(page, prefix):
    browser = Browser()
    try:
        browser.open(page)
        check(browser.run("return document.querySelectorAll('figure img').length") > 0, "no figures")
        check(browser.run("return [...document.images].every(i => i.complete && i.naturalWidth > 0)"),
              "a figure does not show")
        use_plane(browser)
        plane_keeps_to_its_axes(browser)
        look(browser, prefix)
        look_at_figures(browser)
        look_at_print(browser, prefix)
        errors = [e["message"] for e in browser.log("browser")]
        check(not errors, f"the console says {errors}")
        asked = requests_beyond(browser, page)
        check(not asked, f"it asks the network for {asked}")
    finally:
        browser.close()


def test_without_javascript(page):
    browser = Browser(javascript=False)
    try:
        browser.open(page)
        source = browser.call("GET", "/source")
        check('id="plane" hidden' in source, "the empty plane shows without JavaScript")
        check("<figure" in source, "no figures without JavaScript")
    finally:
        browser.close()


def main():
    path = pathlib.Path(sys.argv[1]).resolve()
    check(path.stat().st_size < 5_000_000, f"{path.stat().st_size} bytes are too many")
    test_report(path.as_uri(), sys.argv[2] if len(sys.argv) > 2 else None)
    test_without_javascript(path.as_uri())
    print(f"report: {path.stat().st_size} bytes; renders, plays, prints, asks nobody")


main()
