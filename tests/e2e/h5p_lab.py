"""Activities of our own making on a running site, played in a frame on one of its pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from courses.h5p.names import LibraryName
from tests.courses.h5p.making import Files, head, library, packed_json, zipped
from tests.e2e.serving import Site, environment
from tests.serving import ROOT

_IMPORT = """
import sys
import django
django.setup()
from courses.interactive.importing import import_package
from courses.interactive.models import H5PPackage
for file in sys.argv[1:]:
    made = import_package(file=file, source="x.h5p", user=None, install=True)
    assert made.ok, [str(problem) for problem in made.problems]
    print(made.version.package_id, made.version.number)
"""

GUIDE = ROOT / "docs" / "h5p-content-types.md"

# A question with one button: answers with a score, remembers how often it was pressed, grows, tells its parts' words.
COUNTER = """
H5P.Counter = function (params, id, extras) {
  H5P.EventDispatcher.call(this);
  var self = this;
  this.times = (extras.previousState || { times: 0 }).times;
  this.attach = function ($container) {
    this.setActivityStarted();
    this.text = document.createElement("p");
    this.button = document.createElement("button");
    this.button.textContent = params.press;
    this.button.onclick = function () {
      self.times += 1;
      self.show();
      self.triggerXAPIScored(self.times, 4, self.times === 4 ? "completed" : "answered");
    };
    $container.addClass("counter").append(this.text, this.button);
    this.show();
  };
  this.show = function () {
    this.text.textContent = params.said + " " + this.times;
    this.text.style.height = 60 + 40 * this.times + "px";
  };
  this.getCurrentState = function () {
    return { times: this.times };
  };
};
H5P.Counter.prototype = Object.create(H5P.EventDispatcher.prototype);
"""
_FIELDS = [
    {"name": "said", "type": "text"},
    {"name": "press", "type": "text", "common": True, "default": "Press"},
]


def package(script: str, name: str = "H5P.Counter 1.0", *, content: Any = None, semantics: Any = None) -> Files:
    """A package with one library of one script."""
    machine = LibraryName.parse(name)
    assert machine is not None
    files = library(name, semantics=semantics or _FIELDS, scripts=("main.js",), preloadedCss=[{"path": "main.css"}])
    return {
        "h5p.json": packed_json(head(name, name)),
        "content/content.json": packed_json(content or {"said": "Bấm"}),
        **files,
        f"{machine.folder}/main.js": script.encode(),
        f"{machine.folder}/main.css": b".counter button { min-height: 48px; font: inherit; }",
        f"{machine.folder}/language/vi.json": packed_json(
            {"semantics": [{"label": "Lời"}, {"label": "Nút", "default": "Bấm vào đây"}]}
        ),
    }


def put(home: Path, site: Site, folder: Path, *packages: Files) -> list[str]:
    """Import packages into the running site with their libraries; returns the path of each one's player page."""
    files = []
    for number, each in enumerate(packages):
        files.append(folder / f"{number}.h5p")
        files[-1].write_bytes(zipped(each))
    told = environment(home, site.database_url, site.port) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "-c", _IMPORT, *map(str, files)]
    done = subprocess.run(command, env=told, check=True, stdout=subprocess.PIPE, text=True)
    return ["/p/{}/{}/".format(*line.split()) for line in done.stdout.splitlines()]


def guide_files() -> dict[str, bytes]:
    """What stands below the name of a file in the guide for writing a content type: a package that plays."""
    found = re.findall(
        r"^`([^`\n]+\.(?:json|js|css))`\n\n```\w+\n(.*?)^```$", GUIDE.read_text(), re.DOTALL | re.MULTILINE
    )
    return {path: text.encode() for path, text in found}


def content_url(site: Site) -> str:
    """Where activities of this site play."""
    return site.url.replace("://", "://h5p.")


FRAME = """([source, states]) => {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin");
  frame.setAttribute("allow", "fullscreen");
  frame.id = "activity";
  frame.style.cssText = "display: block; width: 100%; height: 200px; border: 0;";
  window.told = [];
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.data.h5p !== 1) {
      return;
    }
    told.push({ ...event.data, origin: event.origin });
    if (event.data.type === "hello" && states) {
      frame.contentWindow.postMessage({ h5p: 1, type: "start", state: states }, new URL(source).origin);
    }
    if (event.data.height) {
      frame.style.height = `${event.data.height}px`;
    }
  });
  frame.src = source;
  document.querySelector("main").replaceChildren(frame);
}"""


def play(page: Page, site: Site, path: str, states: dict[str, str] | None = None) -> None:
    """Frame it on the page that is open, as a lesson does; ``window.told`` holds what the frame said."""
    page.evaluate(FRAME, [content_url(site) + path, {} if states is None else states])


def wait_for_told(page: Page, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """What the frame told of this kind, when it is so much."""
    page.wait_for_function(
        "([kind, count]) => told.filter((each) => each.type === kind).length >= count", arg=[kind, count]
    )
    found: list[dict[str, Any]] = page.evaluate("(kind) => told.filter((each) => each.type === kind)", kind)
    return found
