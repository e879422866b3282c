"""A household's card on a phone: everything by taps and without scripts, nothing that axe finds, nothing too wide."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.card_lab import make_cards
from tests.e2e.conftest import PHONE
from tests.e2e.serving import Site
from tests.e2e.test_design_access import complaints

SHOTS = os.environ.get("CARD_SHOTS")


def look(page: Page, name: str) -> None:
    """Nothing is wrong with the page that stands; with CARD_SHOTS its picture is kept there."""
    assert complaints(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    small = page.locator("main button, main summary, main .entry-link, main .agree").evaluate_all(
        "(all) => all.filter((one) => one.offsetHeight && one.offsetHeight < 48).map((one) => one.outerHTML)"
    )
    assert small == [], name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize("look_like", ["light", "dark", "no_scripts"])
def test_a_household_confirms_sees_everything_and_has_itself_erased(
    browser: Browser, site: Site, home: Path, look_like: str
) -> None:
    token, _other = make_cards(home, site)
    scripts = look_like != "no_scripts"
    context = browser.new_context(
        **PHONE,
        base_url=site.url,
        java_script_enabled=scripts,
        color_scheme="dark" if look_like == "dark" else "light",
    )
    page = context.new_page()

    def see(name: str) -> None:
        if scripts:
            look(page, f"{name}-{look_like}")

    page.goto(f"/so-ho/{token}/")
    page.locator("summary", has_text="Không đúng").first.tap()
    see("receipt")
    page.get_by_role("button", name="Đúng, có đến").first.tap()
    page.get_by_text("Câu trả lời đã được ghi").wait_for()
    page.locator("summary", has_text="Không đúng").last.tap()
    page.get_by_label("Không đúng chỗ nào").last.fill("Hôm đó cả nhà đi rẫy")
    page.get_by_role("button", name="Báo tổ trưởng").last.tap()
    page.get_by_text("Gia đình nói: không đúng").wait_for()
    page.get_by_role("link", name="Xem tất cả").tap()
    page.get_by_role("button", name="Gửi mã cho tôi").wait_for()
    see("code-ask")
    page.get_by_role("button", name="Gửi mã cho tôi").tap()
    code = page.locator("[data-shown-code]").inner_text()
    see("code-type")
    page.get_by_label("Mã trong tin nhắn").fill(code)
    page.get_by_role("button", name="Tiếp tục").tap()
    page.get_by_text("Bà nghe kém").wait_for()
    see("stored")
    page.get_by_role("link", name="Rút lại sự đồng ý").tap()
    page.wait_for_url("**/rut-lai/")
    see("take-back")
    page.get_by_role("button", name="Tôi rút lại điều này").last.tap()
    page.get_by_text("Những gì được giữ cho việc này đã xóa").wait_for()
    page.goto(f"/so-ho/{token}/xoa/")
    see("erase")
    page.get_by_label("Tôi chắc chắn").check()
    page.get_by_role("button", name="Xóa hết").tap()
    page.get_by_text("Không còn giữ gì về gia đình").wait_for()
    see("erased")
    assert page.goto(f"/so-ho/{token}/").status == 404
    see("gone")
    context.close()


def test_who_has_no_number_asks_the_leader_to_come(browser: Browser, site: Site, home: Path) -> None:
    _other, token = make_cards(home, site)
    context = browser.new_context(**PHONE, base_url=site.url)
    page = context.new_page()
    page.goto(f"/so-ho/{token}/rut-lai/")
    page.wait_for_url("**/ma/**")
    look(page, "no-number")
    page.get_by_label("Giữ tên, số điện thoại").check()
    page.get_by_role("button", name="Nhờ tổ trưởng đến nhà").tap()
    page.get_by_text("Yêu cầu đã được ghi").wait_for()
    look(page, "wished")
    context.close()
