"""An activity's way from a file to learners, over the officials' screens."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from people.accounts.demo import ADMINISTRATOR, OFFICIAL, REVIEWER
from tests.courses.h5p.making import Files, zipped
from tests.e2e.conftest import PHONE
from tests.e2e.editors import Desk
from tests.e2e.h5p_lab import guide_files
from tests.e2e.lab import until
from tests.e2e.learning import Learner, courses
from tests.e2e.serving import Site

HERE = "/quan-tri/hoat-dong-tuong-tac/"
MENDED = "Chào bà con!"


def test_an_activity_goes_from_a_file_to_learners_and_no_english_is_met(
    browser: Browser, own_site: Site, tmp_path: Path
) -> None:
    lesson = courses(own_site)[0].lessons[0]
    [(number,)] = own_site.rows("SELECT page_ptr_id FROM courses_lessonpage WHERE uuid = %s", lesson["uuid"])
    first, second = tmp_path / "chao.h5p", tmp_path / "chao-2.h5p"
    files = guide_files()
    first.write_bytes(zipped(files))
    second.write_bytes(zipped(files | _greeting(MENDED)))
    editor, reviewer = Desk(browser, own_site, OFFICIAL), Desk(browser, own_site, REVIEWER)
    administrator = Desk(browser, own_site, ADMINISTRATOR)

    _bring(editor, first)
    expect(editor.page.locator("main .help-critical")).to_contain_text("BDHVS.Greeting 1.0")
    expect(editor.page.locator("main .help-critical")).to_contain_text(ADMINISTRATOR.full_name)
    _bring(administrator, first)
    expect(administrator.page.locator("main table.stacked")).to_contain_text("BDHVS.Greeting")
    _press(administrator, "Cài và đưa vào")
    at = administrator.page.url
    _try_it(administrator.page)
    administrator.look()

    _put_into(editor, number, "loi chao")
    editor.submit()
    reviewer.open_first_task()
    reviewer.approve()
    learner = Learner(browser.new_context(**PHONE, base_url=own_site.url), own_site)
    learner.open(lesson["path"])
    card = learner.cards()[0]
    learner.card.locator("[data-h5p] button").first.tap()
    frame = learner.page.frame_locator("iframe").first
    expect(frame.get_by_text("Chào cô bác!")).to_be_visible()
    frame.get_by_role("button", name="Đã đọc").tap()
    learner.wait_until_received()
    until(lambda: card in learner.done(lesson["uuid"]), learner.page)

    administrator.goto(at)
    administrator.page.get_by_role("link", name="Xóa", exact=True).click()
    administrator.look()
    expect(administrator.page.locator("main")).to_contain_text("Không xóa được, vì có bài học đang dùng")
    editor.goto(at)
    editor.page.get_by_role("link", name="Đưa phiên bản mới lên").click()
    _bring(editor, second, here=True)
    _press(editor, "Đưa vào")
    expect(editor.page.locator("main")).to_contain_text("1 bài học đã xuất bản hiện phiên bản cũ")
    expect(editor.page.locator("main form")).to_have_count(0)
    reviewer.goto(editor.page.url)
    _press(reviewer, "Cho các bài này hiện phiên bản 2")
    again = Learner(browser.new_context(**PHONE, base_url=own_site.url), own_site)
    again.open(lesson["path"])
    again.card.locator("[data-h5p] button").first.tap()
    expect(again.page.frame_locator("iframe").first.get_by_text(MENDED)).to_be_visible()

    _bring(administrator, second)
    expect(administrator.page.locator("main")).to_contain_text("Nội dung này đã có ở đây")
    _press(administrator, "Bỏ tệp này")
    assert own_site.rows("SELECT count(*) FROM courses_h5ppackage") == [(2,)], "with that of the starter curriculum"
    assert (editor.english, reviewer.english, administrator.english) == (set(), set(), set())
    assert learner.complaints == again.complaints == []
    for desk in (editor, reviewer, administrator, learner, again):
        desk.context.close()


def test_the_names_of_the_menu_stand_whole(browser: Browser, site: Site) -> None:
    desk = Desk(browser, site, ADMINISTRATOR)
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    desk.goto(HERE)
    names = desk.page.locator(".sidebar-main-menu > ul > li > * .menuitem-label")
    cut = names.evaluate_all(
        "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
    )
    assert names.count() > 5
    assert cut == []
    desk.close()


def _greeting(words: str) -> Files:
    return {"content/content.json": json.dumps({"words": words}).encode()}


def _bring(desk: Desk, file: Path, *, here: bool = False) -> None:
    if not here:
        desk.goto(f"{HERE}nhap/")
    desk.page.locator("[name=file]").set_input_files(file)
    _press(desk, "Kiểm tra tệp")


def _press(desk: Desk, name: str) -> None:
    with desk.page.expect_navigation():
        desk.page.locator("main").get_by_role("button", name=name, exact=True).click()
    desk.look()


def _try_it(page: Page) -> None:
    """In the officials' preview."""
    page.locator("[data-show]").click()
    expect(page.frame_locator(".h5p-preview iframe").get_by_text("Chào cô bác!")).to_be_visible()


def _put_into(desk: Desk, number: int, words: str) -> None:
    """Choose the activity for the lesson's first card."""
    desk.edit(number)
    body = "xpath=//input[@name='cards-0-value-body-count']/following-sibling::div//button[@title='Chèn khối']"
    desk.page.locator(body).last.click()
    desk.page.get_by_role("option", name="hoạt động tương tác").click()
    desk.page.locator("button:visible", has_text="Chọn hoạt động tương tác").first.click()
    desk.page.locator(".modal-body [name=q]").fill(words)
    found = desk.page.locator(".modal-body a[data-chooser-modal-choice]")
    expect(found).to_have_count(1)
    desk.look()
    found.click()
    expect(desk.page.locator(".modal-body")).to_have_count(0)
    desk.look()
