from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.conftest import PHONE
from tests.e2e.phone_server import PhoneServer
from tests.e2e.quiz_lab import QuizLab, Taker


@pytest.fixture
def server() -> Iterator[PhoneServer]:
    server = PhoneServer()
    yield server
    server.stop()


@pytest.fixture
def phone(browser: Browser, server: PhoneServer) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE, base_url=server.url)
    yield context
    context.close()


@pytest.fixture
def lab(server: PhoneServer) -> QuizLab:
    return QuizLab(server)


@pytest.fixture
def taker(phone: BrowserContext, lab: QuizLab) -> Iterator[Taker]:
    taker = Taker(phone, lab)
    yield taker
    assert taker.complaints == []
