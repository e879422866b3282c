"""Signing in on a phone: types what a person types, reads the code where the demo shows it."""

from __future__ import annotations

import secrets

from playwright.sync_api import Page

NUMBER, CODE, NAME, WHO, WHOSE, DONE = ("phone", "code", "ten", "who", "whose", "xong")


def new_number() -> str:
    """A number that nobody has signed in with."""
    # Not every beginning is given out: a number with 0992 is refused.
    return f"0912{secrets.randbelow(10**6):06}"


def type_number(page: Page, phone: str, *, path: str | None = "/dang-nhap/") -> None:
    """From the page of the number, which is open where ``path`` is None, to that of the code."""
    if path:
        page.goto(path)
    page.wait_for_load_state("networkidle")
    somebody_else = page.locator("a[href^='?lai']")
    if page.locator("[name=phone]").count() == 0 and somebody_else.count():
        somebody_else.tap()
    page.locator("[name=phone]").fill(phone)
    page.locator("[name=consent]").check()
    page.locator("form:has([name=phone]) button").tap()
    page.locator("[name=code]").wait_for()


def type_code(page: Page) -> None:
    """Type the code that the demo shows."""
    code = page.locator("[data-shown-code]").inner_text()
    page.locator("[name=code]").fill(code)
    page.locator("form:has([name=code]) button").tap()


def say_who(page: Page, name: str, picture: str) -> None:
    """Choose the picture and type the name: for a new account, or as proof on another phone."""
    page.locator("[name=full_name]").fill(name)
    page.locator(f"[value={picture}]").check(force=True)
    page.locator("form:has([name=full_name]) button").tap()


def say_whose(page: Page, whose: str) -> None:
    """Say whose the learning on this phone is: `mine` or `apart`."""
    page.locator(f"[name=whose][value={whose}]").tap()


def arrive(page: Page, path: str = "/toi/") -> None:
    """Wait until the phone has done its part and goes on."""
    page.wait_for_url(f"**{path}")
    page.wait_for_load_state("networkidle")
