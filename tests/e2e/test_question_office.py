"""An official's way: questions that another person publishes, a test of them in a lesson, a wrong key, more time."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from people.accounts.demo import ADMINISTRATOR, OFFICIAL, REVIEWER
from tests.e2e import quizzing
from tests.e2e.conftest import PHONE
from tests.e2e.editors import Desk
from tests.e2e.learning import ECHO, Learner, courses
from tests.e2e.serving import jobs

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Route

    from tests.e2e.serving import Site

BANK = "/quan-tri/ngan-hang-cau-hoi"
CHOICE, STATEMENT, NUMBER = "Máy lạ gọi đến thì làm gì?", "Mã OTP không đọc cho ai.", "Gọi công an bấm số nào?"
QUIZ = "Bài thử của xã"


def add_block(desk: Desk, button: Locator, label: str) -> None:
    """Choose a block from the list behind a plus."""
    button.click()
    desk.page.locator(".w-combobox__option").first.wait_for()
    desk.look()
    desk.page.locator(".w-combobox__option", has_text=re.compile(f"^{label}$")).click()
    desk.page.wait_for_timeout(300)


def begin_question(desk: Desk, name: str, kind: str, *, difficulty: str = "easy") -> Page:
    """A new question of a kind, with all that every kind needs."""
    desk.goto(f"{BANK}/cau-hoi/")
    desk.page.get_by_role("link", name="Thêm câu hỏi").first.click()
    desk.look()
    page = desk.page
    page.locator("[name=name]").fill(name)
    add_block(desk, page.locator(".c-sf-add-button").first, kind)
    page.locator("[name=body-0-value-prompt]").fill(name)
    page.locator("[name=competence]").select_option(index=1)
    page.locator("[name=difficulty]").select_option(difficulty)
    page.locator("[name=source]").fill("Bài học của khóa")
    page.locator("[name=review_by]").fill("2030-01-31")
    page.keyboard.press("Escape")
    return page


def write_questions(desk: Desk) -> None:
    """Three, of three kinds; the key of the last one is wrong."""
    page = begin_question(desk, CHOICE, "Chọn một câu đúng")
    before = "body-0-value-choices"
    while page.locator(f"[name='{before}-2-value-text']").count() == 0:
        page.locator("[data-contentpath=choices] .c-sf-add-button").last.click()
        page.wait_for_timeout(200)
    for place, (text, credit) in enumerate((("Tắt máy", "100"), ("Đọc mã", "0"), ("Chuyển tiền", "0"))):
        page.locator(f"[name='{before}-{place}-value-text']").fill(text)
        page.locator(f"[name='{before}-{place}-value-credit']").fill(credit)
    keep(desk)
    page = begin_question(desk, STATEMENT, "Đúng hay sai", difficulty="hard")
    page.locator("[name='body-0-value-answer'][value=True], [name='body-0-value-answer']").first.check()
    keep(desk)
    page = begin_question(desk, NUMBER, "Gõ một con số")
    page.locator("[name='body-0-value-answers-0-value-value']").fill("114")
    keep(desk)
    assert "người khác" in desk.page.locator(".messages").inner_text(), "how it goes on from here"


def keep(desk: Desk) -> None:
    """Keep a draft."""
    desk.save_draft()
    assert "/edit/" in desk.page.url, desk.page.locator(".error-message, .messages").all_inner_texts()


def publish_all_that_waits(desk: Desk, count: int) -> None:
    """From the first screen, one after another."""
    for left in range(count, 0, -1):
        desk.goto("/quan-tri/")
        assert f"Chờ xuất bản: {left} câu hỏi và bài kiểm tra" in desk.page.locator("main").inner_text()
        desk.page.locator("a[href*='/ngan-hang-cau-hoi/'][href*='/edit/']").first.click()
        desk.page.wait_for_url("**/edit/**")
        desk.look()
        publish(desk)


def publish(desk: Desk) -> None:
    """Publish what is open."""
    button = desk.page.locator("[name=action-publish]")
    if not button.is_visible():
        desk.other_acts()
    with desk.page.expect_navigation():
        button.click()
    desk.look()
    assert "Chưa" not in desk.page.locator(".messages").inner_text()


def choose(desk: Desk, chooser: str, name: str) -> None:
    """Choose a question or a quiz by searching for it."""
    page = desk.page
    page.locator(f"#{chooser} [data-chooser-action-choose]").first.click()
    page.locator(".modal-content [name=q]").fill(name)
    page.locator(".modal-content a", has_text=name).first.wait_for()
    page.wait_for_timeout(500)
    desk.look()
    page.locator(".modal-content a", has_text=name).first.click()
    page.locator(".modal-content").wait_for(state="detached")


def write_quiz(desk: Desk) -> None:
    """Two certain questions, and one drawn from the bank."""
    desk.goto(f"{BANK}/bai-kiem-tra/")
    desk.page.get_by_role("link", name="Thêm bài kiểm tra").first.click()
    desk.look()
    page = desk.page
    page.locator("[name=title]").fill(QUIZ)
    page.locator("[name=intro]").fill("Cô bác cứ thong thả.")
    for place, name in enumerate((CHOICE, NUMBER)):
        add_block(desk, page.locator("[data-contentpath=parts] .c-sf-add-button, .c-sf-add-button").nth(place),
                  "một câu chọn sẵn")  # fmt: skip
        choose(desk, f"parts-{place}-value-question-chooser", name)
    add_block(desk, page.locator("[data-contentpath=parts] .c-sf-add-button, .c-sf-add-button").nth(2),
              "rút từ ngân hàng")  # fmt: skip
    page.locator("[name=parts-2-value-competence]").select_option(index=1)
    page.locator("[name=parts-2-value-difficulty]").select_option("hard")
    page.locator("[name=pass_mark]").fill("60")
    page.locator("[name=time_limit_minutes]").fill("20")
    keep(desk)


def embed(desk: Desk, lesson: int) -> None:
    """Put the quiz at the end of the lesson's first card."""
    desk.edit(lesson)
    page = desk.page
    count = int(page.locator("[name=cards-0-value-body-count]").input_value())
    card = page.locator("[data-contentpath=body]").first
    add_block(desk, card.locator(".c-sf-add-button").nth(count), "bài kiểm tra")
    choose(desk, f"cards-0-value-body-{count}-value-quiz-chooser", QUIZ)
    desk.submit()


def slowly(route: Route) -> None:
    """The server's answer comes when the lesson has begun already."""
    time.sleep(1)
    route.continue_()


def take(page: Page, path: str, answers: dict[str, str]) -> None:
    """Answer as the words say: what stands on a choice, or what is typed."""
    quizzing.begin(page, path)
    for _ in range(page.locator(".quiz-card").count()):
        card = page.locator(".quiz-card.is-current")
        answer = answers[card.locator("legend").inner_text()]
        if card.locator(".option").count():
            card.locator(".option", has_text=re.compile(f"^{answer}$")).tap()
        else:
            card.locator("input").fill(answer)
        page.wait_for_timeout(ECHO)
        page.locator("[data-next]").tap()
    quizzing.hand_in(page)


def look_at(desk: Desk, name: str) -> None:
    """From the list of questions to the page of one."""
    desk.goto(f"{BANK}/cau-hoi/?q={name}")
    desk.page.locator("tr", has_text=name).locator("button").first.click()
    desk.look()
    desk.page.locator("a:visible", has_text="Xem").first.click()
    desk.page.locator("iframe").wait_for()
    desk.look()


def correct_key(official: Desk, reviewer: Desk, administrator: Desk) -> None:
    """The right key is written and published, then a correction is written by one and applied by another."""
    look_at(official, NUMBER)
    official.page.get_by_role("link", name="Sửa", exact=True).click()
    official.look()
    official.page.locator("[name='body-0-value-answers-0-value-value']").fill("113")
    keep(official)
    publish_all_that_waits(reviewer, 1)
    look_at(reviewer, NUMBER)
    reviewer.page.get_by_role("link", name="Đáp án sai?").click()
    reviewer.look()
    reviewer.page.locator("[name=effect][value=replace]").check()
    reviewer.page.locator("[name=reason]").fill("Đáp án cũ ghi nhầm số của cứu hỏa.")
    reviewer.page.locator("form:has([name=reason]) button[type=submit]").click()
    reviewer.look()
    assert "đồng nghiệp" in reviewer.page.locator("main").inner_text()
    administrator.goto("/quan-tri/dap-an-sai/")
    administrator.page.locator("td a").first.click()
    administrator.look()
    administrator.page.locator("button[value=apply]").click()
    administrator.look()


def retire(desk: Desk, name: str) -> None:
    """No paper draws it any more."""
    look_at(desk, name)
    desk.page.get_by_role("link", name="Ngừng dùng").click()
    desk.look()
    desk.page.locator("main form button[type=submit], .nice-padding form button[type=submit]").first.click()
    desk.look()
    assert "không" in desk.page.locator(".messages").inner_text()


def give_time(desk: Desk, phone: str) -> None:
    """Half as much again, for somebody whose number is known."""
    desk.goto("/quan-tri/them-gio/")
    desk.page.locator("[name=phone]").fill(phone)
    desk.page.locator("form:has([name=phone]) button[type=submit]").click()
    desk.look()
    desk.page.locator("[name=percent]").fill("50")
    desk.page.locator("[name=reason]").first.fill("Mắt kém")
    desk.page.locator("form:has([name=percent]) button[type=submit]").click()
    desk.look()
    assert "50 %" in desk.page.locator("main").inner_text()


def test_a_test_of_ones_own_goes_into_a_lesson_and_a_wrong_key_is_mended(
    browser: Browser, own_site: Site, home: Path
) -> None:
    lesson = courses(own_site)[0].lessons[0]
    [(number,)] = own_site.rows("SELECT page_ptr_id FROM courses_lessonpage WHERE uuid = %s", lesson["uuid"])
    official, reviewer, administrator = (Desk(browser, own_site, who) for who in (OFFICIAL, REVIEWER, ADMINISTRATOR))
    write_questions(official)
    publish_all_that_waits(reviewer, 3)
    write_quiz(official)
    publish_all_that_waits(reviewer, 1)
    embed(official, number)
    reviewer.open_first_task()
    reviewer.approve()

    learner = Learner(browser.new_context(**PHONE, base_url=own_site.url), own_site)
    page = learner.page
    learner.open(lesson["path"])
    card = page.locator(".lesson-card:has([data-quiz-card])")
    path = str(card.locator("[data-quiz-card] a").get_attribute("href"))
    card.locator("[data-quiz-card] a").tap()
    page.locator("[data-quiz-start]").wait_for()
    take(page, path, {CHOICE: "Tắt máy", STATEMENT: "Đúng", NUMBER: "113"})
    assert page.locator("[data-score]").get_attribute("data-score") == "66"
    assert "Cô bác đã đạt" in page.locator("main").inner_text()
    page.route("**/api/v1/me", slowly)
    learner.open(lesson["path"])
    page.locator("[data-dot].is-done").first.wait_for()
    done = page.locator("[data-dot]").evaluate_all("(all) => all.map((one) => one.classList.contains('is-done'))")
    assert done[0]
    assert not all(done)

    correct_key(official, reviewer, administrator)
    with jobs(home, own_site):
        score = "SELECT score FROM quizzes_attempt WHERE quiz = %s"
        own_site.wait_for(score, path.split("/")[2], expected=[(1,)], seconds=30)
    page.goto("/toi/")
    page.locator("a[href*='/ket-qua/']").tap()
    page.locator("[data-score='100']").wait_for()
    assert "ghi nhầm số của cứu hỏa" in page.locator("main").inner_text()

    retire(reviewer, STATEMENT)
    give_time(reviewer, OFFICIAL.phone)
    assert (official.english, reviewer.english, administrator.english) == (set(), set(), set())
    for desk in (official, reviewer, administrator):
        desk.close()
    page.context.close()


def test_on_a_phone_the_choices_of_the_report_stay_on_the_screen(browser: Browser, site: Site) -> None:
    desk = Desk(browser, site, ADMINISTRATOR)
    desk.page.set_viewport_size({"width": 360, "height": 740})
    desk.goto("/quan-tri/nang-luc/")
    rights = desk.page.locator("main select").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert len(rights) == 2
    assert max(rights) <= 360
    desk.close()
