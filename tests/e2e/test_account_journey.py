"""The whole way of a person with an account: guest, two phones, a family, a certificate, the end."""

from __future__ import annotations

import re

import pypdfium2
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import family, signing
from tests.e2e.conftest import PHONE
from tests.e2e.lab import until
from tests.e2e.learning import Course, Learner, courses
from tests.e2e.serving import Site

NAME = "Đặng Thị Ngữ Ặng"
CODE = r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}"


def test_from_a_guest_to_a_certificate_to_the_end_of_the_account(
    browser: Browser, phone: BrowserContext, site: Site
) -> None:
    course, number = courses(site)[0], signing.new_number()
    first = Learner(phone, site)
    _learn(first, course, 0, 1)
    _sign_in_for_the_first_time(first, number)

    second = Learner(browser.new_context(**PHONE, base_url=site.url, accept_downloads=True), site)
    signing.type_number(second.page, number)
    signing.type_code(second.page)
    signing.say_who(second.page, "bác ngữ", "boat")
    signing.arrive(second.page)
    assert second.me()["courses"][course.uuid]["done"] == 1, "the same record on the second phone"
    _learn(second, course, 1, len(course.lessons))
    until(lambda: second.me()["courses"][course.uuid]["completed_at"], second.page)

    # Somebody else of the family learns on the first phone, apart.
    family.open_page(first.page)
    family.add(first.page, "Cháu Tí", "kite")
    first.page.wait_for_url(lambda url: family.HERE not in url)
    first.page.wait_for_load_state("networkidle")
    first.page.goto("/toi/")
    assert course.path not in family.courses_shown(first.page)
    family.open_page(first.page)
    family.choose(first.page, "Bác Ngữ")
    family.wait_for_my_learning(first.page)
    until(lambda: course.path in family.courses_shown(first.page), first.page)

    address = _ask_for_the_certificate(second.page)
    _is_printed_rightly(second.page)
    stranger = browser.new_context(**PHONE).new_page()
    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text("Đặng Thị Ngữ Ặng")
    expect(stranger.locator("main")).to_contain_text(course.title)
    assert number[-3:] not in stranger.locator("main").inner_text()

    _end_the_account(second.page)
    until(lambda: family.nobody_is_left(second), second.page)
    stranger.reload()
    expect(stranger.locator("main")).not_to_contain_text("Ngữ")
    first.page.goto("/toi/")
    first.page.wait_for_load_state("networkidle")
    expect(first.page.locator("main")).not_to_contain_text(course.title)
    assert site.rows("SELECT count(*) FROM people_user WHERE phone = %s", f"+84{number[1:]}") == [(0,)]
    assert first.complaints == second.complaints == []
    second.context.close()
    stranger.context.close()


def _learn(learner: Learner, course: Course, begin: int, end: int) -> None:
    for lesson in course.lessons[begin:end]:
        learner.open(lesson["path"])
        learner.finish_lesson()
        learner.wait_until_received()


def _sign_in_for_the_first_time(learner: Learner, number: str) -> None:
    learner.page.goto("/toi/")
    learner.page.locator("main a[href^='/dang-nhap/']").first.tap()
    signing.type_number(learner.page, number, path=None)
    signing.type_code(learner.page)
    signing.say_whose(learner.page, "mine")
    signing.say_who(learner.page, "Bác Ngữ", "boat")
    signing.arrive(learner.page)


def _ask_for_the_certificate(page: Page) -> str:
    """From "my learning" to the certificate; the address that others check it at."""
    page.goto("/toi/")
    page.locator("a[href^='/toi/chung-nhan/']").first.tap()
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=agreed]").check()
    page.locator("form:has([name=agreed]) button:not([name])").tap()
    page.locator("#address").wait_for()
    return page.locator("#address").input_value()


def _is_printed_rightly(page: Page) -> None:
    with page.expect_download() as download:
        page.locator("a[href$='.pdf']").tap()
    content = download.value.path().read_bytes()
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    assert NAME in " ".join(text.split())
    assert re.search(CODE, text)


def _end_the_account(page: Page) -> None:
    page.goto("/toi/du-lieu/")
    page.locator("main a[href$='/cham-dut/']").tap()
    page.locator("[name=certificates][value=withdraw]").check()
    asked = page.locator("label[for=tu]").inner_text()
    page.locator("#tu").fill(asked.rpartition(":")[2].strip())
    page.locator("form:has(#tu) button").first.tap()
    page.locator("[data-account-ended]").wait_for()
