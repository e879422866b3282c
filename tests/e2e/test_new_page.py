"""An official types the title of a new page: its address can be read while it is typed, nothing is saved unasked."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from people.accounts.demo import OFFICIAL
from tests.e2e.lab import until
from tests.e2e.serving import Site

# Longer than Wagtail waits before it saves by itself.
LONG_ENOUGH = 3000


def test_the_browser_makes_a_readable_address_of_a_vietnamese_title(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN", base_url=site.url)
    page = context.new_page()
    page.goto("/quan-tri/login/")
    page.locator("[name=username]").fill(OFFICIAL.phone)
    page.locator("[name=password]").fill(OFFICIAL.password)
    page.locator(".login-form [type=submit]").click()
    page.wait_for_url("**/quan-tri/")
    [(catalogue,)] = site.rows("SELECT page_ptr_id FROM courses_cataloguepage")
    page.goto(f"/quan-tri/pages/add/courses/trackpage/{catalogue}/")
    page.locator("[name=title]").press_sequentially("Chụp ảnh cho đẹp, được ", delay=20)
    until(lambda: _slug(page) == "chup-anh-cho-dep-duoc", page)
    page.locator("[name=title]").press_sequentially("Ưa Hợp", delay=20)
    page.locator("[name=summary]").fill("Tóm tắt")
    until(lambda: _slug(page) == "chup-anh-cho-dep-duoc-ua-hop", page)
    page.wait_for_timeout(LONG_ENOUGH)
    assert page.locator(".w-autosave-indicator__state:visible").count() == 0
    assert site.rows("SELECT 1 FROM wagtailcore_page WHERE slug LIKE 'ch%%duoc%%'") == []
    context.close()


def _slug(page: Page) -> str:
    return page.locator("[name=slug]").input_value()
