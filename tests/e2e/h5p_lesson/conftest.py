"""Activities in a lesson, on a phone, with a site and a content host that the test plays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.conftest import PHONE
from tests.e2e.h5p_lesson_lab import H5PLab, Hand
from tests.e2e.phone_server import PhoneServer


@pytest.fixture
def servers() -> Iterator[tuple[PhoneServer, PhoneServer]]:
    pair = PhoneServer(), PhoneServer()
    yield pair
    for server in pair:
        server.stop()


@pytest.fixture
def lab(servers: tuple[PhoneServer, PhoneServer]) -> H5PLab:
    return H5PLab(*servers)


@pytest.fixture
def phone(browser: Browser, lab: H5PLab) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE, base_url=lab.server.url)
    yield context
    context.close()


@pytest.fixture
def hand(phone: BrowserContext, lab: H5PLab) -> Hand:
    return Hand(phone, lab)
