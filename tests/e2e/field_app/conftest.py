from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.field_app.making import TOPIC
from tests.e2e.field_office import Office, come_in, open_phone


@pytest.fixture
def office() -> Iterator[Office]:
    """A server with one household that has been taught something."""
    office = Office()
    visit = {
        "id": "01900000-0000-7000-8000-000000000001", "day": "2026-11-01", "outcome": "met", "by": "Lò Văn Bình",
        "member": 8, "skills": [{"topic": TOPIC, "before": 0, "after": 1}], "corrects": None, "service": None,
    }  # fmt: skip
    office.mai = office.meet("Lò Thị Mai", phone="0912345678", last_met_on="2026-11-01", visits=[visit])  # type: ignore[attr-defined]
    yield office
    office.stop()


@pytest.fixture
def phone(browser: Browser, office: Office) -> Iterator[BrowserContext]:
    """A new phone of this office."""
    context = open_phone(browser, office)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """The app, open and with its households."""
    page = come_in(phone)
    page.get_by_role("link", name=re.compile("Lò Thị Mai")).first.wait_for()
    return page
