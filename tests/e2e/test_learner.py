"""A guest takes a course on a phone: the network goes and comes, the browser is closed and opened, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import PHONE
from tests.e2e.lab import DENIED, set_clock, until
from tests.e2e.learning import ECHO, KEPT, RECEIVED, UNSAVED, WATCH, Learner, courses
from tests.e2e.serving import Site


def test_a_guest_takes_a_whole_course_with_the_network_cut_and_the_browser_closed(
    open_phone: Callable[[str], BrowserContext], site: Site
) -> None:
    course = courses(site)[0]
    assert len(course.lessons) >= 2
    phone = open_phone(site.url)
    learner = Learner(phone, site)
    learner.open("/")
    learner.page.locator(f"a[href='{course.path}']").first.tap()
    learner.page.locator(f"[data-lesson='{course.lessons[0]['uuid']}'] a").tap()
    learner.page.wait_for_url(f"**{course.lessons[0]['path']}")
    learner.page.evaluate(WATCH)
    learner.finish_lesson()
    learner.wait_until_received()
    assert set(learner.page.evaluate("words")) == {KEPT, RECEIVED}, "both words were shown, and no other"
    learner.page.locator("[data-onward]").tap()
    learner.page.wait_for_url(f"**{course.lessons[1]['path']}")

    learner.next()
    # What is on its way when the network goes may arrive although the phone never hears of it.
    learner.page.wait_for_timeout(ECHO)
    until(lambda: not learner.store("outbox"), learner.page)
    phone.set_offline(True)
    learner.next()
    learner.next()
    learner.page.locator("[data-save-state]", has_text=KEPT).wait_for()
    stopped_at = learner.card_id
    waiting = {item["id"] for item in learner.store("outbox")}
    assert waiting, "what was done without a network waits on the phone"
    assert not waiting & learner.statements()
    phone.close()

    learner = Learner(open_phone(site.url), site)
    learner.open("/")
    learner.page.locator("[data-continue]").tap()
    learner.page.wait_for_url(f"**{course.lessons[1]['path']}**")
    until(lambda: learner.card_id == stopped_at, learner.page)
    learner.wait_until_received()
    assert waiting <= learner.statements()

    for place in range(1, len(course.lessons)):
        learner.finish_lesson()
        learner.page.locator("[data-onward]").tap()
        following = course.lessons[place + 1]["path"] if place + 1 < len(course.lessons) else course.path
        learner.page.wait_for_url(f"**{following}")
    until(lambda: not learner.store("outbox"), learner.page)
    _everything_agrees(learner, course.uuid, len(course.lessons))
    learner.open(course.path)
    finished = learner.page.locator("[data-course] [data-progress]").first
    finished.filter(has_text=finished.get_attribute("data-words-done")).wait_for()
    assert learner.page.locator("li[data-lesson][data-state=done]").count() == len(course.lessons)
    assert learner.complaints == []


def _everything_agrees(learner: Learner, course: str, lessons: int) -> None:
    site, who = learner.site, learner.identity["learner"]
    kept = {receipt["id"] for receipt in learner.store("receipts")}
    assert kept == learner.statements(), "the phone's receipts and the database hold the same statements"
    assert learner.store("refused") == []
    me = learner.me()
    query = "SELECT lesson::text, done, version, card FROM learn_lessonprogress WHERE learner_id = %s"
    for lesson, done, version, card in site.rows(query, who):
        told = me["lessons"][lesson]
        assert (told["done"], told["version"], told["card"], told["progress"]) == (done, version, card, 1.0)
        assert told["completed_at"]
    assert len(me["lessons"]) == lessons
    query = "SELECT cardinality(done), completed_at IS NOT NULL FROM learn_courseprogress WHERE learner_id = %s"
    assert site.rows(query, who) == [(lessons, True)]
    assert (me["courses"][course]["done"], me["courses"][course]["total"]) == (lessons, lessons)
    learner.open("/toi/")
    shown = learner.page.locator("[data-my-learning] progress")
    assert shown.count() == 1
    assert shown.get_attribute("value") == "100"
    assert f"{lessons}" in learner.page.locator("[data-my-learning] progress + .entry-note").inner_text()


def test_the_page_of_my_learning_shows_what_was_done_a_moment_ago(phone: BrowserContext, site: Site) -> None:
    course = courses(site)[0]
    learner = Learner(phone, site)
    learner.open(course.lessons[0]["path"])
    learner.next()
    learner.open("/toi/")
    learner.page.locator(f"[data-my-learning] a[href='{course.path}']").wait_for()
    assert course.lessons[0]["title"] in learner.page.locator("[data-my-learning]").inner_text()


def test_a_lesson_that_is_open_goes_on_without_a_network(phone: BrowserContext, site: Site) -> None:
    course = courses(site)[-1]
    learner = Learner(phone, site)
    learner.open(course.lessons[0]["path"])
    phone.set_offline(True)
    learner.finish_lesson()
    learner.page.locator("[data-save-state]", has_text=KEPT).wait_for()
    phone.set_offline(False)
    learner.wait_until_received()
    assert sorted(learner.done(course.lessons[0]["uuid"])) == sorted(learner.cards())
    assert learner.complaints == []


def test_a_lesson_over_plain_http_is_kept_and_received_too(phone: BrowserContext, site: Site) -> None:
    lesson = courses(site)[0].lessons[0]
    learner = Learner(phone, site)
    learner.open(f"{site.plain_url}{lesson['path']}")
    assert learner.page.evaluate("isSecureContext") is False
    learner.finish_lesson()
    learner.wait_until_received()
    until(lambda: sorted(learner.done(lesson["uuid"])) == sorted(learner.cards()), learner.page)
    assert learner.complaints == []


def test_a_phone_that_cannot_keep_anything_says_so_and_sends_it_all_the_same(phone: BrowserContext, site: Site) -> None:
    phone.add_init_script(DENIED)
    lesson = courses(site)[0].lessons[0]
    learner = Learner(phone, site)
    learners = site.rows("SELECT count(*) FROM learn_learner")[0][0]
    learner.open(lesson["path"])
    learner.wait_until_received()
    phone.set_offline(True)
    learner.next()
    learner.page.locator("[data-save-state]", has_text=UNSAVED).wait_for()
    phone.set_offline(False)
    learner.finish_lesson()
    learner.wait_until_received()
    query = "SELECT count(*) FROM learn_lessonprogress WHERE lesson = %s AND completed_at > now() - interval '20 s'"
    assert site.rows(query, lesson["uuid"])[0][0] >= 1
    assert site.rows("SELECT count(*) FROM learn_learner")[0][0] == learners + 1, "one guest for the page"
    assert learner.complaints == []


def test_two_tabs_of_one_lesson_forget_nothing_of_each_other(phone: BrowserContext, site: Site) -> None:
    lesson = courses(site)[0].lessons[0]
    one = Learner(phone, site)
    one.open(lesson["path"])
    one.next()
    other = Learner(phone, site)
    other.page = phone.new_page()
    last = one.cards()[-1]
    other.open(f"{lesson['path']}#{last}")
    other.answer()
    other.wait_until_received()
    one.next()
    one.wait_until_received()
    [note] = [note for note in one.store("notes") if note.get("lesson") == lesson["uuid"] and "done" in note]
    assert {*one.cards()[:2], last} <= set(note["done"])
    assert {*one.cards()[:2], last} <= set(one.done(lesson["uuid"]))


@pytest.mark.parametrize("days", [366, -366])
def test_a_clock_that_is_a_year_off_and_then_put_right_changes_nothing_for_the_learner(
    open_phone: Callable[[str], BrowserContext], site: Site, days: int
) -> None:
    lesson = courses(site)[0].lessons[0]
    phone = open_phone(site.url)
    set_clock(phone, days)
    learner = Learner(phone, site)
    learner.open(lesson["path"])
    learner.next()
    learner.wait_until_received()
    learner.next()
    learner.wait_until_received()
    stopped_at = learner.card_id
    # "Received" may still be what was said of the card before.
    until(lambda: (learner.me()["last"] or {}).get("card") == stopped_at, learner.page)
    phone.close()
    learner = Learner(open_phone(site.url), site)
    learner.open(lesson["path"])
    until(lambda: learner.card_id == stopped_at, learner.page)
    learner.finish_lesson()
    learner.wait_until_received()
    assert sorted(learner.done(lesson["uuid"])) == sorted(learner.cards())
    learner.open(lesson["path"])
    assert learner.card_id == learner.cards()[0], "a finished lesson begins anew"


@pytest.mark.parametrize("part", ["outbox_store", "outbox", "record", "lesson"])
def test_a_script_that_does_not_arrive_stops_no_lesson(browser: Browser, site: Site, part: str) -> None:
    context = browser.new_context(**PHONE, base_url=site.url)
    context.route(f"**/{part}.*.js", lambda route: route.abort())
    learner = Learner(context, site)
    learner.open(courses(site)[0].lessons[0]["path"])
    # Whether the lesson plays or stands open is decided when its script has run or another one has failed.
    learner.page.wait_for_function("() => document.documentElement.matches('[data-ready], :not(.js)')")
    if learner.page.locator("[data-next]").is_visible():
        learner.finish_lesson()
    else:
        _every_card_can_be_read(learner.page)
    if part != "lesson":
        assert learner.page.locator("[data-save-state]").is_hidden(), "nothing is promised that nobody keeps"
    assert learner.complaints == []
    context.close()


def test_without_scripts_every_card_is_there_and_nothing_is_promised(browser: Browser, site: Site) -> None:
    context = browser.new_context(**PHONE, base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(courses(site)[0].lessons[0]["path"])
    _every_card_can_be_read(page)
    page.locator("[data-correct=false] summary").first.tap()
    assert page.locator("[data-correct=false][open] .choice-answer").first.is_visible()
    assert page.locator("[data-save-state]").is_hidden()
    assert context.cookies() == []
    context.close()


def _every_card_can_be_read(page: Page) -> None:
    cards = page.locator("[data-card]")
    assert cards.count() >= 5
    assert all(cards.nth(place).is_visible() for place in range(cards.count()))
