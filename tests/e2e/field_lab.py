"""A member's phone in a bare page, in which a test drives the app's core without its screens."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.e2e.field_server import BLANK, FieldServer

_OPEN = """async (options) => {
  const [{ Field }, { uuid7 }, fold, canonical] = await Promise.all([
    import("/static/community_teams/app/field.js"), import("/static/foundation/outbox_store.js"),
    import("/static/community_teams/app/fold.js"), import("/static/community_teams/app/canonical.js"),
  ]);
  Object.assign(window, { Field, uuid7, ...fold, ...canonical, heard: [] });
  window.options = { spread: 0, timeout: 5000, ...options };
  window.follow = (field) => {
    for (const name of ["sent", "trouble", "signedout", "revoked", "no_team", "storage"]) {
      field.addEventListener(name, ({ detail }) => heard.push([name, detail]));
    }
    return (window.field = field);
  };
  window.photo = async (size) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const [context, pixels] = [canvas.getContext("2d"), new ImageData(size, size)];
    for (let at = 0; at < pixels.data.length; at += 65536) crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
    for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
    context.putImageData(pixels, 0, 0);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };
  const known = await Field.current(window.options);
  if (known) follow(known);
}"""

_HOUSEHOLD = """({ name, more }) => field.save("household.create", null, {
  hamlet: 12, head_name: name, token: "abcdefghjkmnpqrstuvwxyz234",
  consents: [{ id: uuid7(), purpose: "record", version: "2026-11", sha256: "0", how: "spoken" }], ...more,
})"""

_VISITS = """async ({ household, count, more }) => {
  const made = [];
  for (let n = 0; n < count; n += 1) {
    made.push(await field.save("visit.create", null, { household, outcome: "met", minutes: 20, ...more }));
  }
  return made.map(({ op }) => op);
}"""

_STORE = "async (store) => field.disk.run('readonly', [store], (tx) => tx.objectStore(store).getAll())"


class FieldPhone:
    """One tab of a phone; unless it is told not to, its member is registered."""

    # A page that does nothing by itself.
    blank = BLANK

    def __init__(self, context: BrowserContext, server: FieldServer, *, register: bool = True, **options: Any) -> None:
        self.server = server
        self.context = context
        self.options = options
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.open()
        if register:
            self.register()

    def open(self) -> None:
        """Open (or open again) the bare page."""
        # A page below the app's address would be the service worker's.
        self.page.goto(f"{self.server.url}{self.blank}")
        self.page.evaluate(_OPEN, self.options)

    def register(self) -> str:
        """Come in as who is signed in; returns the device."""
        return str(self.page.evaluate("async () => follow(await Field.register(options)).device"))

    def household(self, name: str = "Lò Thị Mai", **more: Any) -> str:
        """Write down a household; returns its id."""
        return str(self.page.evaluate(_HOUSEHOLD, {"name": name, "more": more})["entity"])

    def visits(self, household: str, count: int = 1, **more: Any) -> list[str]:
        """Write down visits; returns their operations."""
        return list(self.page.evaluate(_VISITS, {"household": household, "count": count, "more": more}))

    def sync(self) -> str | None:
        """Send and bring; returns what kept it from being complete."""
        trouble = self.page.evaluate("async () => ((await field.sync()) || {}).reason || null")
        return trouble and str(trouble)

    def waiting(self) -> dict[str, int]:
        """How much is not with the server."""
        return dict(self.page.evaluate("field.waiting()"))

    def store(self, name: str) -> list[dict[str, Any]]:
        """Everything in one of the member's stores; bytes come as nothing."""
        return list(self.page.evaluate(_STORE, name))

    def heard(self, name: str) -> list[dict[str, Any]]:
        """What was told by events of this name."""
        return [detail for event, detail in self.page.evaluate("heard") if event == name]


def kill(profile: Path) -> None:
    """End the browser of a profile as an empty battery does."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in words and not any(word.startswith(b"--type=") for word in words):
            os.kill(int(entry.name), signal.SIGKILL)
            return
    raise AssertionError("no browser runs on this profile")
