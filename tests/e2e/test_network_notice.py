"""The notice that the network is away: on every page, and in place of the browser's error page."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.learning import courses
from tests.e2e.serving import Site

AWAY = "Sang trang khác cần có mạng"
UNSENT = "Mất mạng nên chưa gửi được. Những gì cô bác gõ vẫn còn đây"


@pytest.mark.parametrize("path", ["/", "/tro-giup/", "/toi/"])
def test_a_page_says_that_the_network_is_away_and_nothing_moves(phone: BrowserContext, site: Site, path: str) -> None:
    page = phone.new_page()
    page.goto(f"{site.url}{path}")
    notice = page.locator("[data-network]")
    expect(notice).to_have_text("")
    top = page.locator("h1").first.bounding_box()
    phone.set_offline(True)
    expect(notice).to_contain_text("Đang mất mạng")
    expect(notice).to_be_in_viewport()
    assert page.locator("h1").first.bounding_box() == top
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.set_offline(False)
    expect(notice).to_have_text("")


def test_a_tap_without_network_stays_on_the_lesson_and_works_when_it_is_back(phone: BrowserContext, site: Site) -> None:
    lesson = courses(site)[0].lessons[0]
    page = phone.new_page()
    page.goto(f"{site.url}{lesson['path']}")
    home = page.locator("a.site-name")
    phone.set_offline(True)
    home.tap()
    expect(page.locator("[data-network]")).to_contain_text(AWAY)
    assert page.url.endswith(lesson["path"])
    phone.set_offline(False)
    home.tap()
    page.wait_for_url(f"{site.url}/")


def test_a_browser_that_is_wrong_about_the_network_stops_no_tap(phone: BrowserContext, site: Site) -> None:
    phone.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })")
    page = phone.new_page()
    page.goto(f"{site.url}/tro-giup/")
    page.locator("a.site-name").tap()
    page.wait_for_url(f"{site.url}/")


def test_a_form_without_network_keeps_what_was_typed_and_goes_when_it_is_back(
    phone: BrowserContext, site: Site
) -> None:
    page = phone.new_page()
    page.goto(f"{site.url}/dang-nhap/")
    page.wait_for_load_state("networkidle")
    page.locator("[name=phone]").fill("0912 345 679")
    page.locator("[name=consent]").check()
    send = page.locator("form:has([name=phone]) button")
    phone.set_offline(True)
    send.tap()
    expect(page.locator("[data-network]")).to_contain_text(UNSENT)
    expect(page.locator("[name=phone]")).to_have_value("0912 345 679")
    phone.set_offline(False)
    send.tap()
    expect(page.locator("[name=code]")).to_be_visible()


def test_a_form_goes_where_the_browser_is_wrong_about_the_network(phone: BrowserContext, site: Site) -> None:
    phone.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })")
    page = phone.new_page()
    page.goto(f"{site.url}/dang-nhap/")
    page.wait_for_load_state("networkidle")
    page.locator("[name=phone]").fill("091")
    page.locator("form:has([name=phone]) button").tap()
    expect(page.locator("#phone-error")).to_be_visible()


def test_back_after_a_wrong_answer_is_a_page_and_no_question_of_the_browser(phone: BrowserContext, site: Site) -> None:
    page = phone.new_page()
    page.goto(f"{site.url}/dang-nhap/")
    page.wait_for_load_state("networkidle")
    page.locator("[name=phone]").fill("091")
    page.locator("form:has([name=phone]) button").tap()
    expect(page.locator("#phone-error")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.goto(f"{site.url}/tro-giup/")
    page.go_back()
    expect(page.locator("[name=phone]")).to_be_visible()
