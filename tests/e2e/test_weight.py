"""What a lesson and a test cost a phone: counted on the wire, all that the browser fetches and is told."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser

from portal.run.options import HOST_NAME
from tests.e2e import quizzing
from tests.e2e.conftest import PHONE
from tests.e2e.learning import Learner, courses
from tests.e2e.serving import Site

FIRST_BYTES, FIRST_REQUESTS, NEXT_BYTES = 100 * 1024, 12, 30 * 1024
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
