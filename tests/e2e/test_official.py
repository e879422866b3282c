"""Officials change a lesson: new learners see it at once, those in the middle finish theirs."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from people.accounts.demo import OFFICIAL, REVIEWER
from tests.e2e.conftest import PHONE
from tests.e2e.editors import Desk
from tests.e2e.lab import until
from tests.e2e.learning import ECHO, Learner, courses
from tests.e2e.serving import Site

NEW_TITLE = "Thẻ này vừa được sửa"


def test_an_edit_is_seen_at_the_next_opening_and_a_begun_lesson_is_finished_in_its_version(
    browser: Browser, own_site: Site
) -> None:
    lesson = courses(own_site)[0].lessons[0]
    early, late = (Learner(browser.new_context(**PHONE, base_url=own_site.url), own_site) for _ in range(2))
    early.open(lesson["path"])
    early.next()
    early.wait_until_received()
    cards = early.cards()

    _publish_another_title_of_the_first_card(browser, own_site, lesson["uuid"])

    late.open(lesson["path"])
    assert late.card.locator("h2").inner_text() == NEW_TITLE
    assert _version(late.page) == "2"
    late.wait_until_received()

    early.open(lesson["path"])
    early.page.wait_for_url("**/v/1/**")
    until(lambda: early.card_id == cards[1], early.page)
    early.finish_lesson()
    early.wait_until_received()
    until(lambda: _progress(early) == [(1, True)], early.page)
    assert early.page.locator(f"text={NEW_TITLE}").count() == 0
    early.open(lesson["path"])
    assert _version(early.page) == "2", "a finished lesson opens in its newest version"
    assert early.complaints == late.complaints == []
    early.context.close()
    late.context.close()


def test_a_learner_in_the_middle_may_ask_for_the_newer_version(browser: Browser, own_site: Site) -> None:
    lesson = courses(own_site)[0].lessons[0]
    learner = Learner(browser.new_context(**PHONE, base_url=own_site.url), own_site)
    learner.open(lesson["path"])
    learner.next()
    learner.wait_until_received()
    _publish_another_title_of_the_first_card(browser, own_site, lesson["uuid"])
    learner.open(lesson["path"])
    learner.page.wait_for_url("**/v/1/**")
    learner.page.locator(f"main a[href='{lesson['path']}']").first.tap()
    learner.page.wait_for_url(f"**{lesson['path']}")
    assert _version(learner.page) == "2"
    learner.wait_until_received()
    learner.open(lesson["path"])
    learner.page.wait_for_timeout(1000)
    assert _version(learner.page) == "2", "from now on the newer one is theirs"
    learner.context.close()


def _version(page: Page) -> str | None:
    return page.locator("[data-lesson-page]").get_attribute("data-version")


def _progress(learner: Learner) -> list[tuple[int, bool]]:
    query = "SELECT version, completed_at IS NOT NULL FROM learn_lessonprogress WHERE learner_id = %s"
    return learner.site.rows(query, learner.identity["learner"])


def _publish_another_title_of_the_first_card(browser: Browser, site: Site, lesson: str) -> None:
    """As officials do it: an editor changes the lesson and hands it in, a reviewer approves."""
    [(number,)] = site.rows("SELECT page_ptr_id FROM courses_lessonpage WHERE uuid = %s", lesson)
    editor, reviewer = Desk(browser, site, OFFICIAL), Desk(browser, site, REVIEWER)
    editor.edit(number)
    editor.page.locator("[name=cards-0-value-title]").fill(NEW_TITLE)
    editor.submit()
    reviewer.open_first_task()
    reviewer.approve()
    versions = "SELECT number FROM courses_lessonversion WHERE lesson = %s ORDER BY number"
    site.wait_for(versions, lesson, expected=[(1,), (2,)])
    _look_at_the_draft(editor.page, site, number)
    editor.close()
    reviewer.close()


def _look_at_the_draft(page: Page, site: Site, number: int) -> None:
    """An official who tries a lesson out is no learner: nothing of it is recorded."""
    learners = site.rows("SELECT count(*) FROM learn_learner")
    [(revision,)] = site.rows("SELECT latest_revision_id FROM wagtailcore_page WHERE id = %s", number)
    page.goto(f"/quan-tri/pages/{number}/revisions/{revision}/view/")
    page.wait_for_timeout(ECHO)
    page.locator("[data-next]").click()
    page.wait_for_timeout(2500)
    assert page.locator("[data-save-state]").is_hidden()
    assert site.rows("SELECT count(*) FROM learn_learner") == learners
