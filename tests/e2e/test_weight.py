"""What a lesson, an activity and a test cost a phone: counted on the wire, all that the browser fetches and is told."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from portal.run.options import HOST_NAME
from tests.e2e import quizzing
from tests.e2e.conftest import FLAGS, PHONE
from tests.e2e.learning import Learner, courses
from tests.e2e.serving import Site

FIRST_BYTES, FIRST_REQUESTS, NEXT_BYTES = 100 * 1024, 12, 30 * 1024
# A lesson with an activity has two scripts more, courses/h5p.js and learn/h5p.js.
WITH_ACTIVITY_REQUESTS = FIRST_REQUESTS + 2
# What opening an activity of our own may cost. Most of it is the H5P core, which the browser then keeps.
ACTIVITY_BYTES, ACTIVITY_REQUESTS, KEPT_ACTIVITY_BYTES = 100 * 1024, 12, 10 * 1024
_ANSWER = re.compile(rb"HTTP/1\.1 \d\d\d ")


class Meter:
    """Stands between browser and server and counts what the server says: bytes with all headers, and answers."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.bytes = self.answers = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                phone, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                for source, target, counts in ((phone, server, False), (server, phone, True)):
                    threading.Thread(target=self._pump, args=(source, target, counts), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if counts:
                    self.bytes += len(data)
                    self.answers += len(_ANSWER.findall(data))
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def reset(self) -> tuple[int, int]:
        """Bytes and answers since the last call."""
        counted = self.bytes, self.answers
        self.bytes = self.answers = 0
        return counted

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()


@pytest.fixture
def meter(site: Site) -> Iterator[Meter]:
    meter = Meter(site.port)
    yield meter
    meter.close()


def test_a_lesson_is_light(browser: Browser, site: Site, meter: Meter, capsys: pytest.CaptureFixture[str]) -> None:
    heaviest = max(
        courses(site), key=lambda course: _weight(site, course.lessons[0]["uuid"]) * (len(course.lessons) > 1)
    )
    context = browser.new_context(**PHONE, base_url=f"http://{HOST_NAME}:{meter.port}")
    learner = Learner(context, site)
    learner.open(heaviest.lessons[0]["path"])
    learner.page.wait_for_load_state("networkidle")
    learner.wait_until_received()
    first, requests = meter.reset()
    learner.finish_lesson()
    learner.wait_until_received()
    learning, batches = meter.reset()
    learner.page.locator("[data-onward]").tap()
    learner.page.wait_for_url(f"**{heaviest.lessons[1]['path']}")
    learner.page.wait_for_load_state("networkidle")
    learner.wait_until_received()
    following, more = meter.reset()
    context.close()
    with capsys.disabled():
        print(  # noqa: T201 - the figures are to be seen in every run
            f"\nfirst load of a lesson, saved: {first / 1024:.1f} KB in {requests} requests (at most 100 in 12)"
            f"\nits cards to the end: {learning / 1024:.1f} KB in {batches} requests"
            f"\nthe next lesson, saved: {following / 1024:.1f} KB in {more} requests (at most 30)"
        )
    assert first <= FIRST_BYTES
    assert requests <= FIRST_REQUESTS
    assert following <= NEXT_BYTES


@pytest.fixture
def metered_phone(playwright: Playwright, chromium: str, site: Site, meter: Meter) -> Iterator[BrowserContext]:
    """A phone to which site and content host have the addresses that they name each other by, behind the meter."""
    rules = ", ".join(f"MAP {name}:{site.port} 127.0.0.1:{meter.port}" for name in (HOST_NAME, f"h5p.{HOST_NAME}"))
    flags = [flag for flag in FLAGS if "host-resolver-rules" not in flag]
    browser = playwright.chromium.launch(executable_path=chromium, args=[*flags, f"--host-resolver-rules={rules}"])
    yield browser.new_context(**PHONE, base_url=site.url)
    browser.close()


def test_a_lesson_with_an_activity_is_light_and_so_is_opening_it(
    site: Site, meter: Meter, metered_phone: BrowserContext, capsys: pytest.CaptureFixture[str]
) -> None:
    path, card = _practice(site)
    learner = Learner(metered_phone, site)
    learner.open(f"{path}#{card}")
    learner.page.wait_for_load_state("networkidle")
    learner.wait_until_received()
    first, requests = meter.reset()
    begin, playing = learner.card.locator("[data-h5p-start]"), learner.card.locator("[data-state=playing]")
    begin.tap()
    playing.wait_for()
    learner.page.wait_for_load_state("networkidle")
    learner.wait_until_received()
    opening, files = meter.reset()
    learner.page.reload()
    learner.wait_until_received()
    meter.reset()
    begin.tap()
    playing.wait_for()
    learner.wait_until_received()
    again, asked = meter.reset()
    with capsys.disabled():
        print(  # noqa: T201 - the figures are to be seen in every run
            f"\nfirst load of a lesson with an activity, saved: {first / 1024:.1f} KB in {requests} requests (at most"
            f" 100 in 14)\nopening the activity: {opening / 1024:.1f} KB in {files} requests (at most 100 in 12)"
            f"\nopening it another time: {again / 1024:.1f} KB in {asked} requests (at most 10)"
        )
    assert first <= FIRST_BYTES
    assert requests <= WITH_ACTIVITY_REQUESTS
    # All of it was fetched by way of the meter.
    assert opening > 50 * 1024
    assert opening <= ACTIVITY_BYTES
    assert files <= ACTIVITY_REQUESTS
    assert again <= KEPT_ACTIVITY_BYTES


def _practice(site: Site) -> tuple[str, str]:
    """Path and card of the lesson in the starter curriculum that has an activity."""
    query = """SELECT DISTINCT ON (lesson) lesson::text, card->>'id' FROM courses_lessonversion,
               jsonb_array_elements(outline->'cards') AS card WHERE card ? 'h5p' ORDER BY lesson, number DESC"""
    [(lesson, card)] = site.rows(query)
    paths = {each["uuid"]: each["path"] for course in courses(site) for each in course.lessons}
    return paths[lesson], card


def test_a_test_is_light(browser: Browser, site: Site, meter: Meter, capsys: pytest.CaptureFixture[str]) -> None:
    figures = {}
    for course in courses(site):
        _, path = quizzing.quiz_of(site, course.uuid)
        context = browser.new_context(**PHONE, base_url=f"http://{HOST_NAME}:{meter.port}")
        page = context.new_page()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        before = meter.reset()
        page.locator("[data-quiz-start] button").tap()
        page.locator("[data-started]").wait_for()
        page.wait_for_load_state("networkidle")
        paper = meter.reset()
        figures[path] = (before, paper)
        context.close()
    with capsys.disabled():
        for path, ((intro, one), (paper, two)) in figures.items():
            print(  # noqa: T201 - the figures are to be seen in every run
                f"\nfirst load of {path}: {intro / 1024:.1f} KB in {one} requests, then all its questions with their "
                f"drawings: {paper / 1024:.1f} KB in {two} (together at most 100)"
            )
    assert len(figures) == 3
    assert max(intro + paper for (intro, _), (paper, _) in figures.values()) <= FIRST_BYTES


def _weight(site: Site, lesson: str) -> int:
    query = "SELECT weight FROM courses_lessonversion WHERE lesson = %s ORDER BY number DESC LIMIT 1"
    return int(site.rows(query, lesson)[0][0])
