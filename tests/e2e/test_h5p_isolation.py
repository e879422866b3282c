"""A hostile library reaches nothing of the site from the frame that it plays in, and can do nothing as the learner.

The control runs the same script in a frame of the page's own origin, without a sandbox, to show that the attempts are
real ones.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Frame, Page, Response

from portal.run.options import HOST_NAME
from tests.e2e.conftest import PHONE
from tests.e2e.h5p_lab import content_url, package, play, put, wait_for_told
from tests.e2e.serving import Site

HOSTILE = (Path(__file__).parent / "hostile.js").read_text()
LIBRARY = (
    HOSTILE
    + """
H5P.Hostile = function () {
  H5P.EventDispatcher.call(this);
  this.attach = function ($container) { $container.append("<button>Chơi</button>"); };
};
H5P.Hostile.prototype = Object.create(H5P.EventDispatcher.prototype);
"""
)
# What the page has that nobody else may have.
SECRETS = """async () => {
  document.cookie = "plain=secret; path=/";
  localStorage.setItem("secret", "secret");
  sessionStorage.setItem("secret", "secret");
  await caches.open("secret");
  await new Promise((done) => { indexedDB.open("secret").onsuccess = done; });
  new BroadcastChannel("secret").onmessage = ({ target }) => target.postMessage("me");
  navigator.locks.request("secret", () => new Promise(() => {}));
}"""


class Twin:
    """A server that notes what arrives. Under the site's own name cookies come along: they know no ports."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.cookies: list[str] = []
        twin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                twin.answer(self)

            do_POST = do_DELETE = do_OPTIONS = do_GET

            def log_message(self, *_given: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, host: str = HOST_NAME) -> str:
        """Its address under one of its names."""
        return f"http://{host}:{self.port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Note the request; answer as a careless site would."""
        self.arrived.append(f"{handler.command} {handler.path}")
        self.cookies.append(handler.headers.get("Cookie", ""))
        handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        kinds = {"js": "text/javascript", "css": "text/css"}
        path = handler.path.partition("?")[0]
        body = "" if path.endswith(".js") else "<title>page</title><main></main>"
        if path == "/frame":
            body = f"<!DOCTYPE html><title>frame</title><body><button>Chơi</button><script>{HOSTILE}</script>"
        handler.send_response(200)
        handler.send_header("Content-Type", kinds.get(path.rpartition(".")[2], "text/html; charset=utf-8"))
        handler.send_header("Content-Length", str(len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def twin() -> Iterator[Twin]:
    """A server that notes what arrives."""
    made = Twin()
    yield made
    made.close()


@pytest.fixture(scope="module")
def hostile(home: Path, site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The activity whose library is hostile."""
    files = package(LIBRARY, "H5P.Hostile 1.0")
    files["H5P.Hostile-1.0/worker.js"] = b"self.onfetch = () => {};"
    return put(home, site, tmp_path_factory.mktemp("hostile"), files)[0]


@pytest.fixture
def victim(page: Page, site: Site) -> Page:
    """A page of the site with a learner and secrets, with another page of the site before it."""
    page.goto("/khoa-hoc/")
    page.goto("/")
    assert page.evaluate("async () => (await fetch('/api/v1/learners', { method: 'POST' })).status") == 201
    page.evaluate(SECRETS)
    return page


def _frame(page: Page) -> Frame:
    found = page.locator("#activity").element_handle().content_frame()
    assert found is not None
    return found


def _open(page: Page, site: Site, path: str) -> Frame:
    play(page, site, path)
    wait_for_told(page, "ready")
    # With a touch, browsers let a script do more.
    page.frame_locator("#activity").get_by_role("button", name="Chơi").click()
    return _frame(page)


def _record(site: Site, learner_tables: tuple[str, ...] = ("learn_statement", "learn_learner")) -> list[Any]:
    return [site.rows(f"SELECT count(*) FROM {table}") for table in learner_tables]


def _reached(results: dict[str, str]) -> dict[str, str]:
    return {name: end for name, end in results.items() if not end.startswith("refused")}


def test_nothing_of_the_page_can_be_read(victim: Page, site: Site, hostile: str):
    frame = _open(victim, site, hostile)
    library = next(url for url in frame.evaluate("[...document.scripts].map((each) => each.src)") if "main.js" in url)
    frame.evaluate("(address) => { window.hostileWorker = address; }", library.replace("main.js", "worker.js"))
    results = frame.evaluate("hostile.read()")
    assert len(results) > 15
    assert _reached(results) == {}


def test_nothing_is_sent_as_the_learner_or_to_anybody_else(victim: Page, site: Site, hostile: str, twin: Twin):
    before, cookies = _record(site), victim.context.cookies()
    frame = _open(victim, site, hostile)
    answered: list[str] = []
    victim.context.on("response", lambda response: answered.append(_if_of_a_frame(response)))
    for to in (site.url, twin.url(), twin.url("127.0.0.1"), content_url(site).replace(str(site.port), str(twin.port))):
        results = frame.evaluate("(to) => hostile.send(to)", to)
        assert len(results) > 20
        assert _reached(results) == {}, to
    victim.wait_for_timeout(500)
    assert twin.arrived == []
    assert [url for url in answered if url and not url.startswith(content_url(site))] == []
    assert _record(site) == before
    assert victim.context.cookies() == cookies


def _if_of_a_frame(response: Response) -> str:
    return response.url if response.frame.parent_frame else ""


def test_the_reader_is_not_led_away(victim: Page, site: Site, hostile: str, twin: Twin):
    frame = _open(victim, site, hostile)
    for way in frame.evaluate("hostile.ways"):
        frame.evaluate("([way, to]) => hostile.leave(way, to)", [way, twin.url()])
        victim.wait_for_timeout(300)
        assert victim.url == f"{site.url}/", way
        assert len(victim.context.pages) == 1, way
    assert twin.arrived == []


def test_the_frame_cannot_become_another_page(victim: Page, site: Site, hostile: str, twin: Twin):
    for to in (twin.url(), twin.url("127.0.0.1"), site.url):
        frame = _open(victim, site, hostile)
        frame.evaluate("(to) => hostile.moveItself(to)", to)
        victim.wait_for_timeout(500)
        assert "led-away" not in _frame(victim).url, to
        assert victim.url == f"{site.url}/"
    assert twin.arrived == []


def test_a_cookie_of_the_site_s_real_name_cannot_be_planted(victim: Page, site: Site, hostile: str):
    frame = _open(victim, site, hostile)
    frame.evaluate("""() => {
      for (const more of ["", `; domain=${location.hostname.replace("h5p.", "")}`]) {
        document.cookie = `__Host-bdhvs_learner=forged; path=/; secure${more}`;
      }
    }""")
    assert [each for each in victim.context.cookies(site.url) if each["value"] == "forged"] == []


@pytest.fixture
def unwalled(browser: Browser, twin: Twin) -> Iterator[Callable[[], Frame]]:
    """Opens the same script in a frame of the page's own origin, without sandbox and policy; returns the frame."""
    context = browser.new_context(**PHONE)

    def open_() -> Frame:
        page = context.new_page()
        page.goto(twin.url() + "/before")
        page.goto(twin.url() + "/page")
        page.evaluate(SECRETS)
        page.evaluate("""() => {
          const frame = Object.assign(document.createElement("iframe"), { src: "/frame", id: "activity" });
          document.querySelector("main").append(frame);
        }""")
        page.frame_locator("#activity").get_by_role("button", name="Chơi").click()
        return _frame(page)

    yield open_
    context.close()


def test_control_without_walls_all_of_it_is_read(unwalled: Callable[[], Frame]):
    read = unwalled().evaluate("hostile.read()")
    assert {name: end for name, end in read.items() if not end.startswith("reached")} == {}


def test_control_without_walls_all_of_it_is_sent_as_the_learner(unwalled: Callable[[], Frame], twin: Twin):
    frame = unwalled()
    del twin.arrived[:], twin.cookies[:]
    # It ends with a form that takes the page away.
    with suppress(Error):
        frame.evaluate("(to) => hostile.send(to)", twin.url())
    assert set(twin.arrived) >= {
        "GET /api/v1/me", "GET /api/v1/me?no-cors", "POST /api/v1/statements", "POST /api/v1/statements?n",
        "POST /api/v1/statements?keepalive", "POST /api/v1/statements?xhr", "POST /api/v1/statements?beacon",
        "POST /api/v1/learners/here", "DELETE /api/v1/learners/here", "GET /picture.png", "GET /script.js",
        "GET /style.css", "GET /prefetch", "GET /background.png", "GET /film.mp4", "GET /module.js", "GET /socket",
        "GET /events", "GET /frame-within", "GET /object.html", "POST /api/v1/statements?form=_blank",
        "POST /api/v1/statements?form=_top",
    }  # fmt: skip
    learner = [cookie for arrived, cookie in zip(twin.arrived, twin.cookies, strict=True) if "/api/" in arrived]
    assert all("plain=secret" in cookie for cookie in learner)


def test_control_without_walls_the_reader_is_led_away(unwalled: Callable[[], Frame], twin: Twin):
    for way in unwalled().evaluate("hostile.ways"):
        frame = unwalled()
        page, pages = frame.page, len(frame.page.context.pages)
        frame.evaluate("([way, to]) => void setTimeout(() => hostile.leave(way, to))", [way, twin.url()])
        page.wait_for_timeout(300)
        left = page.url != f"{twin.url()}/page" or len(page.context.pages) > pages or not page.locator("main").count()
        assert left, way
