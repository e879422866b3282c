"""A graded test from the course to the certificate that says "đạt": the network goes twice; and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import quizzing, signing
from tests.e2e.conftest import PHONE
from tests.e2e.lab import until
from tests.e2e.learning import ECHO, KEPT, RECEIVED, Learner, courses
from tests.e2e.serving import Site

NAME = "Nguyễn Văn Đạt"


def test_a_graded_test_with_the_network_cut_twice_and_a_certificate_that_says_passed(
    phone: BrowserContext, site: Site
) -> None:
    course = courses(site)[0]
    _, path = quizzing.quiz_of(site, course.uuid)
    known = quizzing.keys(site)
    learner = Learner(phone, site)
    page = learner.page
    for lesson in course.lessons:
        learner.open(lesson["path"])
        learner.finish_lesson()
        learner.wait_until_received()
    page.locator(f"a[href='{path}']").tap()
    page.locator("[data-quiz-start] button").tap()
    page.locator("[data-quiz-paper]").wait_for()

    count = page.locator(".quiz-card").count()
    assert count == 12
    for number in range(count):
        if number == 2:
            phone.set_offline(True)
        if number == 5:
            expect(page.locator("[data-save-state]")).to_have_text(KEPT)
            phone.set_offline(False)
            expect(page.locator("[data-save-state]")).to_have_text(RECEIVED, timeout=20_000)
        if number == 6:
            # Closed by accident: what was answered is there again.
            page.reload()
            page.locator("[data-quiz-paper]").wait_for()
            page.wait_for_timeout(600)
            expect(page.locator("[data-dot].is-done")).to_have_count(6)
            page.evaluate("location.hash = '#cau_7'")
            page.wait_for_timeout(500)
        if number == 9:
            phone.set_offline(True)
        quizzing.answer_card(page, known)
    page.wait_for_timeout(ECHO)
    page.locator("[data-quiz-submit]").tap()
    expect(page.locator("[data-handed-in]")).to_be_visible()
    phone.set_offline(False)
    page.wait_for_url(re.compile("/ket-qua/"), timeout=30_000)
    expect(page.locator("[data-score]")).to_have_attribute("data-score", "100")

    _sign_in(page)
    page.goto(f"/toi/chung-nhan/{course.uuid}/")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=agreed]").check()
    page.locator("form:has([name=agreed]) button:not([name])").tap()
    address = page.locator("#address").input_value()
    page.goto(address)
    expect(page.locator("main")).to_contain_text(NAME)
    expect(page.locator("main")).to_contain_text(re.compile("đạt", re.IGNORECASE))
    assert site.rows("SELECT basis FROM learn_certificate WHERE name = %s", NAME) == [("passed",)]
    assert learner.complaints == []


def _sign_in(page: Page) -> None:
    signing.type_number(page, signing.new_number())
    signing.type_code(page)
    signing.say_whose(page, "mine")
    signing.say_who(page, "Bác Đạt", "boat")
    signing.arrive(page)


def test_the_same_without_scripts(browser: Browser, site: Site) -> None:
    course = courses(site)[1]
    quiz, path = quizzing.quiz_of(site, course.uuid)
    known = quizzing.keys(site)
    context = browser.new_context(**PHONE, base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(course.path)
    page.locator(f"a[href='{path}']").click()
    page.locator("[data-quiz-start] button").click()
    cards = page.locator(".quiz-card")
    expect(cards).to_have_count(12)
    for number in range(12):
        card = cards.nth(number)
        question = str(card.get_attribute("data-question"))
        quizzing.fill(card, question, *known[question])
        if number in (3, 7):
            card.locator(".quiz-save button").click()
            expect(page).to_have_url(re.compile(f"#cau_{number + 2}$"))
    assert len(site.rows("SELECT id FROM quizzes_answer a WHERE attempt IN "
                         "(SELECT id FROM quizzes_attempt WHERE quiz = %s)", quiz)) >= 8  # fmt: skip
    page.locator("[data-quiz-submit]").click()
    expect(page.locator("[data-score]")).to_have_attribute("data-score", "100")
    expect(page.locator("main")).to_contain_text("Cô bác đã đạt")
    context.close()


def test_two_tabs_of_one_phone_are_one_attempt(phone: BrowserContext, site: Site) -> None:
    course = courses(site)[2]
    _, path = quizzing.quiz_of(site, course.uuid)
    known = quizzing.keys(site)
    first, second = phone.new_page(), phone.new_page()
    first.goto(path)
    first.locator("[data-quiz-start] button").tap()
    first.locator("[data-quiz-paper]").wait_for()
    second.goto(path)
    second.locator("[data-quiz-paper]").wait_for()
    attempts = {one.locator("[data-quiz-page]").get_attribute("data-attempt") for one in (first, second)}
    assert len(attempts) == 1
    for page in (first, second):
        page.bring_to_front()
        page.wait_for_timeout(600)
        quizzing.answer_card(page, known)
    seqs = "SELECT count(*), count(DISTINCT seq) FROM quizzes_answer WHERE attempt = %s"
    until(lambda: site.rows(seqs, next(iter(attempts)))[0][0] >= 1, first)
    first.bring_to_front()
    first.locator("[data-map] summary").tap()
    first.locator("[data-map] a[href='#nop_bai']").tap()
    first.wait_for_timeout(500)
    first.locator("[data-quiz-submit]").tap()
    first.wait_for_url(re.compile("/ket-qua/"), timeout=30_000)
    second.bring_to_front()
    second.wait_for_url(re.compile("/ket-qua/"), timeout=30_000)
    [(count, distinct)] = site.rows(seqs, next(iter(attempts)))
    assert count == distinct
    assert site.rows("SELECT count(*) FROM quizzes_attempt WHERE id = %s", next(iter(attempts))) == [(1,)]
