"""From the tap to the first question on a cheap phone with a poor network, in Chromium.

Our page against `h5p-standalone` that finds out by itself what it has to load: the same package, the same server, the
same phone, each with nothing kept from before.
"""

from __future__ import annotations

import shutil
import statistics
import time
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

CPU = 6
NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
MOST_SECONDS = 180
# Frames of one origin tell the page above when something is there to be seen.
_WATCH = """(() => {
  const look = () => {
    const found = document.querySelector(%r);
    if (found && found.getClientRects().length && found.textContent.trim()) {
      requestAnimationFrame(() => setTimeout(() => { window.top.shownAt = window.top.shownAt || Date.now(); }));
    } else {
      requestAnimationFrame(look);
    }
  };
  look();
})();"""
_PLAIN = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>H5P</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><div id="place"></div><script src="/plain/dist/main.bundle.js"></script>
<script>new H5PStandalone.H5P(document.getElementById("place"), {h5pJsonPath: "/plain/%s",
frameJs: "/plain/dist/frame.bundle.js", frameCss: "/plain/dist/styles/h5p.css"});</script></body></html>"""


def put_plain(root: Path, dist: Path, package: Path, name: str) -> None:
    """Unpack a package beside `h5p-standalone`, with a page that shows it."""
    if not (root / "dist").exists():
        shutil.copytree(dist, root / "dist")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(root / name)  # our own package
    (root / f"{name}.html").write_text(_PLAIN % name)


def first_paints(address: str, selector: str, rounds: int) -> dict[str, Any]:
    """The median of some new phones: seconds, requests, and KB over the network."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        tries = [_first_paint(browser, address, selector) for _ in range(rounds)]
        browser.close()
    return {name: statistics.median(each[name] for each in tries) for name in tries[0]}


def _first_paint(browser: Browser, address: str, selector: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.add_init_script(_WATCH % selector)
    page.goto(address, wait_until="commit", timeout=MOST_SECONDS * 1000)
    until = time.monotonic() + MOST_SECONDS
    while not (shown := page.evaluate("window.shownAt")):
        if time.monotonic() > until:
            raise TimeoutError(address)
        page.wait_for_timeout(100)
    seconds = (shown - page.evaluate("performance.timeOrigin")) / 1000
    context.close()
    return {"seconds": seconds, "requests": float(len(sizes)), "kilobytes": sum(sizes) / 1024}
