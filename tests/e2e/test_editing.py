"""A lesson's way to learners: written, handed in, sent back, mended, compared, approved for a time, published, seen."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from people.accounts.demo import ADMINISTRATOR, OFFICIAL, REVIEWER
from tests.e2e.conftest import PHONE
from tests.e2e.editors import Desk
from tests.e2e.learning import Learner, courses
from tests.e2e.serving import Site, jobs

COMMENT = "Tên thẻ chưa rõ, cô sửa giúp."
FIRST, MENDED = "Thẻ viết vội", "Thẻ đã viết rõ"
# Both places where Wagtail keeps the time of a publication.
HOUR_HAS_COME = """
UPDATE wagtailcore_revision SET approved_go_live_at = now() - interval '1 second',
       content = jsonb_set(content, '{go_live_at}', to_jsonb(to_char(now() - interval '1 second',
                                                                  'YYYY-MM-DD"T"HH24:MI:SSOF')))
WHERE approved_go_live_at IS NOT NULL
"""


def test_a_lesson_goes_from_draft_to_learners_by_two_people_and_no_english_is_met(
    browser: Browser, own_site: Site, home: Path
) -> None:
    lesson = courses(own_site)[0].lessons[0]
    [(number,)] = own_site.rows("SELECT page_ptr_id FROM courses_lessonpage WHERE uuid = %s", lesson["uuid"])
    learner = Learner(browser.new_context(**PHONE, base_url=own_site.url), own_site)
    learner.open(lesson["path"])
    before = learner.card.locator("h2").inner_text()
    editor, reviewer = Desk(browser, own_site, OFFICIAL), Desk(browser, own_site, REVIEWER)

    editor.edit(number)
    editor.page.locator("[name=cards-0-value-title]").fill(FIRST)
    editor.submit()
    assert own_site.rows("SELECT count(*) FROM courses_lessonversion WHERE lesson = %s", lesson["uuid"]) == [(1,)]
    editor.edit(number)
    assert "Lưu bản nháp" not in editor.page.locator("footer").inner_text(), "locked while it is with a reviewer"

    reviewer.open_first_task()
    assert reviewer.page.locator("[name=cards-0-value-title]").input_value() == FIRST
    for panel in ("status", "checks", "comments"):
        reviewer.page.locator(f"[data-side-panel-toggle={panel}]").click()
        reviewer.look()
    reviewer.send_back(COMMENT)

    editor.open_first_task()
    assert COMMENT in editor.page.content()
    editor.page.locator("[name=cards-0-value-title]").fill(MENDED)
    editor.submit()

    reviewer.goto("/quan-tri/")
    reviewer.page.get_by_text("So sánh với bản đang hiện").click()
    reviewer.look()
    changes = reviewer.page.locator("main").inner_text()
    assert before in changes
    assert MENDED in changes
    reviewer.open_first_task()
    reviewer.set_time("2035-01-31 08:00")
    reviewer.approve()
    for screen in ("history", "workflow_history", "usage"):
        reviewer.goto(f"/quan-tri/pages/{number}/{screen}/")
    reviewer.edit(number)
    for report in ("/quan-tri/reports/workflow/", "/quan-tri/reports/workflow_tasks/", "/quan-tri/soat-lai/"):
        reviewer.goto(report)
        editor.goto(report)
    reviewer.goto(f"/quan-tri/soat-lai/{number}/")
    assert (editor.english, reviewer.english) == (set(), set())

    with jobs(home, own_site):
        time.sleep(2)
        assert _newest(own_site, lesson["uuid"]) == 1, "its time has not come"
    own_site.rows(HOUR_HAS_COME)
    with jobs(home, own_site):
        own_site.rows("UPDATE foundation_jobrun SET due_at = now() WHERE name = 'publish_scheduled'")
        versions = "SELECT number FROM courses_lessonversion WHERE lesson = %s ORDER BY number"
        own_site.wait_for(versions, lesson["uuid"], expected=[(1,), (2,)], seconds=30)
    other = Learner(browser.new_context(**PHONE, base_url=own_site.url), own_site)
    other.open(lesson["path"])
    assert other.card.locator("h2").inner_text() == MENDED
    acts = [
        act
        for (act,) in own_site.rows("SELECT event FROM people_auditentry WHERE object_id = %s ORDER BY id", str(number))
    ]
    assert acts[-6:] == [
        "review_asked", "review_sent_back", "review_asked", "review_approved", "scheduled", "published",
    ]  # fmt: skip
    for person in (editor, reviewer):
        person.close()
    for phone in (learner, other):
        phone.context.close()


def _newest(site: Site, lesson: str) -> int:
    [(number,)] = site.rows("SELECT max(number) FROM courses_lessonversion WHERE lesson = %s", lesson)
    return int(number)


@pytest.mark.parametrize(
    "path", ["users/", "soat-lai/", "nhat-ky/", "reports/aging-pages/", "reports/site-history/", "pages/{course}/"]
)
def test_on_a_phone_every_column_of_a_list_can_be_reached(browser: Browser, site: Site, path: str) -> None:
    [(course,)] = site.rows("SELECT min(page_ptr_id) FROM courses_coursepage")
    desk = Desk(browser, site, ADMINISTRATOR)
    desk.page.set_viewport_size({"width": 360, "height": 740})
    desk.page.goto(f"/quan-tri/{path.format(course=course)}")
    frame = desk.page.locator(":has(> table.listing)")
    assert frame.evaluate("(each) => each.getBoundingClientRect().right <= innerWidth")
    assert frame.evaluate("(each) => each.scrollHeight <= each.clientHeight + 1"), "no line is cut off"
    frame.evaluate("(each) => each.scrollTo(9999, 0)")
    last = desk.page.locator("table.listing tbody tr:first-child > :last-child").bounding_box()
    assert last
    assert last["x"] + last["width"] <= 361
    title = desk.page.locator("table.listing tbody tr:first-child > :is(td.title, :first-child)").last.bounding_box()
    assert title
    assert title["width"] >= 150, "no letter below the other"
    desk.close()
