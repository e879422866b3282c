"""What tests in a real browser share: a site with the starter curriculum, Chromium, a phone.

Fixtures last as long as this package, because Playwright keeps an event loop in the main thread that no other test
may see.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from portal.embedded.postgres import Cluster
from tests.e2e.serving import PLAIN_HOST, Site, prepare, running

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
    "timezone_id": "Asia/Ho_Chi_Minh",
}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
]  # fmt: skip
TEMPLATE = "e2e_template"
_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this package is an e2e test. One that fails is tried once more, and the first try is reported."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The BDHVS_HOME that all sites of these tests share: collected files and media."""
    return tmp_path_factory.mktemp("e2e")


@pytest.fixture(scope="package")
def cluster(home: Path) -> Iterator[Cluster]:
    """A PostgreSQL that these tests may stop; its template database holds the starter curriculum."""
    cluster = Cluster(home / "postgres", durable=False)
    cluster.create()
    try:
        cluster.start()
        prepare(home, cluster.ensure_database(TEMPLATE))
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="package")
def make_site(home: Path, cluster: Cluster) -> Callable[[], Site]:
    """Makes a site with a database of its own, not started yet."""

    def make() -> Site:
        name = f"e2e_{next(_numbers)}"
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return Site(home, cluster.url(name))

    return make


@pytest.fixture(scope="package")
def site(make_site: Callable[[], Site]) -> Iterator[Site]:
    """The site that tests share which change nothing but what belongs to a learner of their own."""
    with running(make_site()) as site:
        yield site


@pytest.fixture
def own_site(make_site: Callable[[], Site]) -> Iterator[Site]:
    """A site for one test alone, which may change its lessons."""
    with running(make_site()) as site:
        yield site


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright, driving the Chromium of the machine."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def chromium() -> str:
    """Path of a Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    assert found, "no Chromium or Chrome is on the PATH"
    return found


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """One Chromium for all; every test has contexts of its own in it."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A new phone at 360×740 that nobody has used."""
    context = browser.new_context(**PHONE, base_url=site.url)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """A page of the new phone."""
    return phone.new_page()


@pytest.fixture
def open_phone(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a phone that keeps what it stores when its browser is closed, or dies, and is opened again."""
    opened: list[BrowserContext] = []

    def open_(base_url: str) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "phone", executable_path=chromium, args=FLAGS, base_url=base_url, **PHONE
        )
        opened.append(context)
        return context

    yield open_
    for context in opened:
        context.close()
