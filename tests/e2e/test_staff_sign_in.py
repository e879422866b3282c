"""An official in a real browser: a passkey, or an app with six digits, is set up and used; both are asked for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.accounts.demo import REVIEWER
from tests.e2e.serving import Site

PASSWORD = REVIEWER.password


@pytest.fixture
def desk(browser: Browser, own_site: Site) -> Iterator[BrowserContext]:
    """The browser of an official who is no demo account, so that a second factor is asked for."""
    own_site.rows("UPDATE people_user SET is_demo = false WHERE phone = %s", "+84901000003")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN", base_url=own_site.url)
    yield context
    context.close()


def type_password(page: Page) -> None:
    page.goto("/quan-tri/")
    page.locator("[name=username]").fill(REVIEWER.phone)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator(".login-form [type=submit]").click()


def sign_out(page: Page) -> None:
    page.goto("/quan-tri/bao-mat/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/quan-tri/login/**")


def code(secret: str, ahead: int = 0) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30 + ahead):06}"


def test_a_passkey_is_set_up_and_signs_in_alone(desk: BrowserContext) -> None:
    page = desk.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    devtools = desk.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    type_password(page)
    page.wait_for_url("**/quan-tri/bao-mat/")
    page.goto("/quan-tri/pages/")
    page.wait_for_url("**/quan-tri/bao-mat/")
    page.get_by_role("link", name="Thêm máy này").click()
    page.get_by_role("button", name="Thêm máy này").click()
    page.wait_for_url("**/quan-tri/bao-mat/du-phong/")
    expect(page.locator(".staff-codes li")).to_have_count(10)
    page.goto("/quan-tri/")
    expect(page.locator(".sidebar__inner")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name=re.compile("vân tay")).click()
    page.wait_for_url("**/quan-tri/")
    expect(page.locator(".sidebar__inner")).to_be_visible()
    sign_out(page)
    type_password(page)
    page.wait_for_url("**/quan-tri/bao-mat/ma/")
    page.get_by_role("button", name=re.compile("vân tay")).click()
    page.wait_for_url("**/quan-tri/")
    assert complaints == []


def test_an_app_is_set_up_and_its_digits_are_asked_for(desk: BrowserContext) -> None:
    page = desk.new_page()
    type_password(page)
    page.get_by_role("link", name="Cài ứng dụng").click()
    secret = page.locator(".staff-secret").inner_text()
    shown = page.locator(".staff-qr")
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    page.locator("[name=code]").fill(code(secret))
    page.get_by_role("button", name="Hoàn tất").click()
    page.wait_for_url("**/quan-tri/bao-mat/du-phong/")
    spare = page.locator(".staff-codes code").first.inner_text()
    sign_out(page)
    type_password(page)
    page.wait_for_url("**/quan-tri/bao-mat/ma/")
    page.goto("/quan-tri/pages/")
    page.wait_for_url("**/quan-tri/login/**")
    type_password(page)
    page.locator("[name=code]").fill("000000")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.locator("main")).to_contain_text("Mã chưa đúng")
    # The code of the step that comes next: this step's was used to set the app up.
    page.locator("[name=code]").fill(code(secret, ahead=1))
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/quan-tri/")
    sign_out(page)
    type_password(page)
    page.locator("[name=code]").fill(spare)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/quan-tri/")
