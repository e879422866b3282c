"""A bare page of the site in which a test drives an outbox of its own."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Route

from tests.e2e.serving import Site

STATEMENTS = "/api/v1/statements"
LEARNERS = "/api/v1/learners"

# A browser that lets no page store anything.
DENIED = """Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } })"""

_CLOCK = """(days) => {
  const Real = Date;
  const off = days * 86400000;
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [Real.now() + off]));
    }
    static now() {
      return Real.now() + off;
    }
  };
}"""

_OPEN = """async (options) => {
  const module = await import("/static/foundation/outbox.js");
  window.module = module;
  window.states = [];
  window.outbox = new module.Outbox({
    name: "lab", url: "/api/v1/statements", list: "statements", scheme: "Learner", register: "/api/v1/learners",
    identity: "learner", delay: 20, spread: 50, ...options,
  });
  outbox.addEventListener("state", ({ detail }) => states.push(detail));
  await outbox.refresh();
  outbox.wake();
}"""

# Items about a quiz that nobody knows: stored all the same, and no lesson is needed for them.
_APPEND = """async ({ count, size, verb, activity }) => {
  const item = () => ({ verb, activity, result: size ? { response: "ệ".repeat(size) } : {} });
  return await outbox.append(Array.from({ length: count }, item), (notes) => notes.put("last", activity));
}"""


class Lab:
    """An outbox in a page. Where ``url`` is another host than the site's own name, that host's page."""

    def __init__(
        self, context: BrowserContext, site: Site, url: str | None = None, *, begin: bool = True, **options: Any
    ) -> None:
        self.site = site
        self.activity = f"quiz:{uuid.uuid4()}"
        self.page: Page = context.new_page()
        self.page.goto(f"{url or site.url}/healthz")
        if begin:
            self.open(**options)

    def open(self, **options: Any) -> None:
        """Make an outbox in the page."""
        self.page.evaluate(_OPEN, options)

    def append(self, count: int = 1, *, size: int = 0, verb: str = "opened", activity: str = "") -> bool:
        """Append items with an answer of ``size`` three-byte letters; True when they are safe on the phone."""
        about = {"count": count, "size": size, "verb": verb, "activity": activity or self.activity}
        return bool(self.page.evaluate(_APPEND, about))

    def rows(self, store: str) -> list[dict[str, Any]]:
        """Everything in one of the phone's stores."""
        script = "async (store) => (await outbox.disk.open()).getAll(store)"
        return list(self.page.evaluate(script, store))

    def state(self) -> dict[str, Any]:
        """What the page tells the learner."""
        return dict(self.page.evaluate("outbox.latest"))

    def wait_for_state(self, state: str, seconds: float = 10, **more: Any) -> None:
        """Wait until the page tells this."""
        wanted = {"state": state, **more}
        script = "(wanted) => Object.entries(wanted).every(([key, value]) => outbox.latest[key] === value)"
        self.page.wait_for_function(script, arg=wanted, timeout=seconds * 1000)

    def stored(self) -> list[tuple[Any, ...]]:
        """Learner and count of the statements about this lab's activity in the database."""
        query = "SELECT learner_id, count(*) FROM learn_statement WHERE activity = %s GROUP BY learner_id"
        return self.site.rows(query, self.activity)

    def count(self) -> int:
        """How many statements about this lab's activity the database holds."""
        return sum(row[1] for row in self.stored())

    def answer(self, path: str, *handlers: Callable[[Route], None]) -> list[list[dict[str, Any]]]:
        """Let each handler answer one request to ``path``, in order; later ones reach the server.

        Returns a list that grows by the items of each request.
        """
        waiting = list(handlers)
        seen: list[list[dict[str, Any]]] = []

        def handle(route: Route) -> None:
            seen.append(items_of(route.request))
            (waiting.pop(0) if waiting else Route.continue_)(route)

        self.page.route(f"**{path}", handle)
        return seen


def set_clock(context: BrowserContext, days: int) -> None:
    """Let the clock of a phone's pages be wrong by so many days."""
    context.add_init_script(f"({_CLOCK})({days})")


def items_of(request: Request) -> list[dict[str, Any]]:
    """The statements that a request carries."""
    return list(json.loads(request.post_data)["statements"]) if request.post_data else []


def deliver(request: Request) -> bytes:
    """Hand a request to the server in the browser's place; returns the body of the answer."""
    address = urlsplit(request.url)
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=10)
    try:
        headers = {**request.headers, "Host": address.netloc}
        connection.request(request.method, address.path, body=request.post_data_buffer, headers=headers)
        return connection.getresponse().read()
    finally:
        connection.close()


def lose_the_answer(route: Route) -> None:
    """The server does its work, and the phone never hears of it."""
    deliver(route.request)
    route.abort()


def answer(status: int, body: str = "", **headers: str) -> Callable[[Route], None]:
    """An answer that the server never gave: a proxy's, a portal's, an overloaded server's."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda route: route.fulfill(status=status, body=body, headers={"Content-Type": "text/html", **named})


def until(found: Callable[[], bool], page: Page, seconds: float = 10) -> None:
    """Wait until something is so, while the page goes on living."""
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not come to pass"
        page.wait_for_timeout(50)
