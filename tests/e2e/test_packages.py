"""A course travels: one site sends it away as a file, another takes it in as drafts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from people.accounts.demo import OFFICIAL, REVIEWER
from tests.e2e.conftest import PHONE
from tests.e2e.editors import Desk
from tests.e2e.learning import courses
from tests.e2e.serving import Site, running

MENDED = "Thẻ đã viết rõ hơn"


def test_a_course_is_sent_away_and_taken_in_elsewhere_as_drafts(
    browser: Browser, own_site: Site, make_site: Callable[[], Site], tmp_path: Path
) -> None:
    course = courses(own_site)[0]
    lesson = course.lessons[0]
    [(course_number,)] = own_site.rows("SELECT page_ptr_id FROM courses_coursepage WHERE uuid = %s", course.uuid)
    [(number,)] = own_site.rows("SELECT page_ptr_id FROM courses_lessonpage WHERE uuid = %s", lesson["uuid"])
    editor, reviewer = Desk(browser, own_site, OFFICIAL), Desk(browser, own_site, REVIEWER)
    editor.edit(number)
    before = editor.page.locator("[name=cards-0-value-title]").input_value()
    editor.page.locator("[name=cards-0-value-title]").fill(MENDED)
    editor.submit()
    reviewer.open_first_task()
    reviewer.approve()
    editor.open_page_acts(course_number)
    with editor.page.expect_download() as download:
        editor.page.get_by_role("link", name="Tải khóa học về thành một tệp").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.endswith(".bdhvs.zip")

    with running(make_site()) as elsewhere:
        taker = Desk(browser, elsewhere, REVIEWER)
        taker.goto("/quan-tri/goi-khoa-hoc/nhap/")
        broken = tmp_path / "dut-giua-chung.bdhvs.zip"
        broken.write_bytes(file.read_bytes()[:-2000])
        _send(taker, broken)
        expect(taker.page.locator("main [role=alert]")).to_be_visible()
        _send(taker, file, only_check=True)
        expect(taker.page.locator("main tbody tr", has_text="có thay đổi")).to_have_count(1)
        assert _drafts(elsewhere) == 0, "only looked at"
        _send(taker, file)
        changed = taker.page.locator("main tbody tr", has_text="có thay đổi")
        expect(changed).to_have_count(1)
        expect(changed).to_contain_text(lesson["title"])
        others = taker.page.locator("main tbody tr", has_text="giống như ở đây")
        expect(others).to_have_count(len(course.lessons))
        assert _drafts(elsewhere) == 1

        phone = browser.new_context(**PHONE, base_url=elsewhere.url)
        page = phone.new_page()
        page.goto(lesson["path"])
        expect(page.locator("[data-cards]")).to_contain_text(before)
        assert MENDED not in page.content(), "learners see what was published here"
        [(there,)] = elsewhere.rows("SELECT page_ptr_id FROM courses_lessonpage WHERE uuid = %s", lesson["uuid"])
        taker.edit(there)
        assert taker.page.locator("[name=cards-0-value-title]").input_value() == MENDED
        taker.goto("/quan-tri/goi-khoa-hoc/nhap/")
        _send(taker, file)
        expect(taker.page.locator("main tbody tr", has_text="giống như ở đây")).to_have_count(len(course.lessons) + 1)
        assert (editor.english, reviewer.english, taker.english) == (set(), set(), set())
        phone.close()
        taker.close()
    editor.close()
    reviewer.close()


def _send(desk: Desk, file: Path, *, only_check: bool = False) -> None:
    desk.page.locator("[name=file]").set_input_files(file)
    desk.page.locator("[name=only_check]").set_checked(only_check)
    with desk.page.expect_navigation():
        desk.page.locator("main form [type=submit]").click()
    desk.look()


def _drafts(site: Site) -> int:
    """How many pages have a draft that learners do not see."""
    [(number,)] = site.rows("SELECT count(*) FROM wagtailcore_page WHERE has_unpublished_changes")
    return int(number)
