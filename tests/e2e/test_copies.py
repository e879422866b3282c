"""A province's copy of a course: made, left behind by its original, and brought up to it card by card."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from people.accounts.demo import OFFICIAL, REVIEWER
from tests.e2e.editors import Desk
from tests.e2e.learning import courses
from tests.e2e.serving import Site

PROVINCE = "Thành phố Hà Nội"
IN_ORIGINAL, OWN = "Thẻ đầu, bản gốc viết lại", "Thẻ hai của Hà Nội"
SECOND = "Thẻ hai, bản gốc viết lại"


def test_a_copy_sees_what_its_original_changed_card_by_card_and_takes_it_over(browser: Browser, own_site: Site) -> None:
    course = courses(own_site)[0]
    lesson = course.lessons[0]
    [(course_number,)] = own_site.rows("SELECT page_ptr_id FROM courses_coursepage WHERE uuid = %s", course.uuid)
    [(number,)] = own_site.rows("SELECT page_ptr_id FROM courses_lessonpage WHERE uuid = %s", lesson["uuid"])
    editor, reviewer = Desk(browser, own_site, OFFICIAL), Desk(browser, own_site, REVIEWER)

    editor.open_page_acts(course_number)
    editor.page.get_by_role("link", name="Tạo bản cho tỉnh").click()
    editor.look()
    editor.page.locator("[name=area]").select_option(label=PROVINCE)
    editor.page.locator("main [type=submit]").click()
    editor.page.wait_for_url(re.compile(r"/quan-tri/ban-cua-tinh/\d+/$"))
    editor.look()
    copy_screen = editor.page.url
    expect(editor.page.locator("main tbody tr")).to_have_count(len(course.lessons))
    expect(editor.page.locator("main")).not_to_contain_text("bản gốc đã đổi")
    [(copied,)] = own_site.rows(
        """SELECT page_ptr_id FROM courses_lessonpage JOIN courses_lessoncopy ON copy = uuid WHERE original = %s""",
        lesson["uuid"],
    )
    assert own_site.rows("SELECT live FROM wagtailcore_page WHERE id = %s", copied) == [(False,)]

    # The province says the second card in its own way; the original changes the first two.
    editor.edit(copied)
    before = editor.page.locator("[name=cards-0-value-title]").input_value()
    editor.page.locator("[name=cards-1-value-title]").fill(OWN)
    editor.save_draft()
    editor.edit(number)
    editor.page.locator("[name=cards-0-value-title]").fill(IN_ORIGINAL)
    editor.page.locator("[name=cards-1-value-title]").fill(SECOND)
    editor.submit()
    editor.page.goto(copy_screen)
    expect(editor.page.locator("main")).not_to_contain_text("bản gốc đã đổi")
    reviewer.open_first_task()
    reviewer.approve()

    editor.goto("/quan-tri/ban-cua-tinh/")
    assert _beyond_the_screen(editor) == []
    row = editor.page.locator("main tbody tr", has_text=PROVINCE)
    expect(row).to_contain_text("1 bài")
    row.get_by_role("link").click()
    editor.look()
    row = editor.page.locator("main tbody tr", has_text="bản gốc đã đổi")
    expect(row).to_have_count(1)
    row.get_by_role("link", name="So sánh").click()
    editor.look()
    assert _beyond_the_screen(editor) == []
    sections = editor.page.locator("main section:has(form)")
    expect(sections).to_have_count(2)
    for words in (before, IN_ORIGINAL):
        expect(sections.first).to_contain_text(words)
    for words in (OWN, SECOND):
        expect(sections.last).to_contain_text(words)

    sections.first.locator("[value=take]").click()
    expect(sections).to_have_count(1)
    # What the province wrote itself is replaced only where that was ticked.
    sections.first.locator("[value=take]").click()
    expect(sections).to_have_count(1)
    editor.look()
    sections.first.locator("[value=keep]").click()
    expect(sections).to_have_count(0)
    editor.look()
    expect(editor.page.locator("main")).to_contain_text("Bản gốc không có gì mới cần quyết định")
    editor.page.goto(copy_screen)
    expect(editor.page.locator("main")).not_to_contain_text("bản gốc đã đổi")
    editor.edit(copied)
    shown = [editor.page.locator(f"[name=cards-{place}-value-title]").input_value() for place in (0, 1)]
    assert shown == [IN_ORIGINAL, OWN]
    assert own_site.rows("SELECT live FROM wagtailcore_page WHERE id = %s", copied) == [(False,)], "still a draft"
    assert (editor.english, reviewer.english) == (set(), set())
    editor.close()
    reviewer.close()


def _beyond_the_screen(desk: Desk) -> list[str]:
    """What of the tables could not be read on a phone."""
    desk.page.set_viewport_size({"width": 360, "height": 740})
    found = desk.page.locator("main td").evaluate_all(
        "(all) => all.filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.innerText)"
    )
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    return list(found)
