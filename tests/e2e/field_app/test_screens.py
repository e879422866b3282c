"""The other screens of the member's app, and leaving it."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.field_app.making import TOPIC, arrived, log_visit, mai
from tests.e2e.field_office import Office, go
from tests.e2e.lab import until


def test_a_group_session_says_who_came(page: Page, office: Office) -> None:
    go(page, "/buoi")
    page.locator("[name=hamlet][value='12']").tap()
    page.locator(f"[name=topics][value={TOPIC}]").tap()
    page.get_by_role("button", name="Lưu buổi này").tap()
    page.get_by_text("Xin ghi ai đã đến: các hộ, hoặc số người.").wait_for()
    page.get_by_role("searchbox").fill("mai")
    page.get_by_role("button", name="Lò Thị Mai").tap()
    page.locator("[name=others]").fill("7")
    page.get_by_role("button", name="Lưu buổi này").tap()
    [payload] = arrived(office, page, "session.create")
    assert payload["attendees"] == [{"household": mai(office), "skills": []}]
    assert (payload["topics"], payload["others"]) == ([TOPIC], 7)


def test_leaving_is_refused_while_something_is_only_here(page: Page, phone: BrowserContext, office: Office) -> None:
    phone.set_offline(True)
    log_visit(page, mai(office))
    go(page, "/may")
    page.get_by_text("Đăng xuất khỏi máy này").tap()
    page.get_by_role("button", name="Đăng xuất", exact=True).tap()
    expect(page.get_by_text("còn 1 việc chỉ có trên máy này")).to_be_visible()
    phone.set_offline(False)
    arrived(office, page, "visit.create")
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")
    go(page, "/")
    go(page, "/may")
    page.get_by_text("Đăng xuất khỏi máy này").tap()
    page.get_by_role("button", name="Đăng xuất", exact=True).tap()
    page.get_by_role("heading", level=1, name="Đã đăng xuất khỏi máy này").wait_for()
    until(lambda: len(office.emptied) == 1, page)


def test_who_signed_out_is_not_let_in_again_unasked(page: Page, office: Office) -> None:
    go(page, "/may")
    page.get_by_text("Đăng xuất khỏi máy này").tap()
    page.get_by_role("button", name="Đăng xuất", exact=True).tap()
    page.get_by_role("heading", level=1, name="Đã đăng xuất khỏi máy này").wait_for()
    before = len(office.devices)
    # The site's own session lives on.
    page.goto("/to-cong-nghe/")
    page.reload()
    come_in_again = page.get_by_role("link", name="Tôi ở trong tổ: đăng nhập")
    expect(come_in_again).to_be_visible()
    page.wait_for_timeout(500)
    expect(come_in_again).to_be_visible()
    assert len(office.devices) == before
    page.route("**/dang-nhap/**", lambda route: route.fulfill(status=200, body="", content_type="text/html"))
    come_in_again.tap()
    page.wait_for_url("**/dang-nhap/**")
    page.goto("/to-cong-nghe/")
    page.get_by_role("link", name=re.compile("Lò Thị Mai")).first.wait_for()


def test_the_evening_count_says_whether_both_agree_and_why_not(
    page: Page, phone: BrowserContext, office: Office
) -> None:
    phone.set_offline(True)
    log_visit(page, mai(office))
    go(page, "/so-cua-toi")
    expect(page.get_by_text("Còn 1 việc trên máy này chưa gửi.")).to_be_visible()
    phone.set_offline(False)
    arrived(office, page, "visit.create")
    expect(page.get_by_text("Hôm nay hai bên đếm giống nhau.")).to_be_visible()
    yesterday = page.locator("tbody tr").nth(1).locator("td")
    expect(yesterday).to_have_text(["0", "0"])


def test_a_course_is_begun_on_the_other_phone(page: Page) -> None:
    go(page, f"/bai/{TOPIC}")
    go(page, "/khoa")
    page.get_by_role("link", name="Điện thoại của tôi").tap()
    expect(page.get_by_role("img", name="Điện thoại của tôi")).to_be_visible()


def test_the_team_is_named_in_the_words_of_the_site(page: Page) -> None:
    go(page, "/to")
    expect(page.get_by_text("Lò Văn Bình · Tổ trưởng")).to_be_visible()
    expect(page.get_by_text("Nguyễn Văn An · Thành viên")).to_be_visible()


def test_a_number_is_shown_as_people_write_it_and_is_not_changed_by_looking(page: Page, office: Office) -> None:
    office.meet("Trần Văn Hải", phone="+84388111222")
    go(page, "/gui")
    page.get_by_role("button", name="Gửi ngay").tap()
    go(page, "/ho")
    page.get_by_role("link", name="Trần Văn Hải").tap()
    expect(page.get_by_text("0388 111 222")).to_be_visible()
    page.get_by_role("link", name="Sửa thông tin hộ").tap()
    page.locator("[name=address]").fill("Đầu thôn")
    page.get_by_role("button", name="Lưu", exact=True).tap()
    [payload] = arrived(office, page, "household.update")
    assert payload == {"fields": {"address": "Đầu thôn"}}


def test_going_back_shows_the_place_in_the_list_again(page: Page, office: Office) -> None:
    for number in range(320):
        office.meet(f"Hộ Số {number:03}")
    go(page, "/gui")
    page.get_by_role("button", name="Gửi ngay").tap()
    page.get_by_text("Đã gửi và cập nhật xong.").wait_for()
    go(page, "/ho")
    expect(page.get_by_text("321 hộ")).to_be_visible()
    # Not more rows than were looked at.
    assert page.locator(".long > li").count() < 100
    page.evaluate("scrollTo(0, 1200)")
    page.wait_for_timeout(200)
    page.locator(".long a").nth(15).evaluate("(link) => link.click()")
    page.wait_for_function("document.querySelector('h1').textContent.startsWith('Hộ Số')")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.go_back()
    page.wait_for_function("document.querySelector('h1').textContent === 'Hộ'")
    page.wait_for_function("scrollY > 1000")


def test_what_comes_meanwhile_leaves_the_list_as_far_as_it_was_looked_at(
    page: Page, phone: BrowserContext, office: Office
) -> None:
    for number in range(160):
        office.meet(f"Hộ Số {number:03}")
    go(page, "/gui")
    page.get_by_role("button", name="Gửi ngay").tap()
    page.get_by_text("Đã gửi và cập nhật xong.").wait_for()
    go(page, "/ho")
    for rows in (80, 120, 160):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_function("(rows) => document.querySelectorAll('.long > li').length >= rows", arg=rows)
    page.evaluate("(nth) => (window.link = document.querySelectorAll('.long a')[nth])", 130)
    page.evaluate("scrollBy(0, link.getBoundingClientRect().top - innerHeight / 2)")
    page.wait_for_function("Math.abs(link.getBoundingClientRect().top - innerHeight / 2) < 2")
    stands = "Math.abs(link.getBoundingClientRect().top - innerHeight / 2) < 8"
    phone.set_offline(True)
    expect(page.locator(".sent-line")).to_contain_text("không có mạng")
    page.wait_for_timeout(300)
    assert page.evaluate(stands)
    phone.set_offline(False)
    # One that comes above what is looked at, and one far below.
    office.meet("Hộ Số 0005")
    office.meet("Hộ Số 999")
    expect(page.get_by_text("163 hộ")).to_be_visible()
    assert page.locator(".long > li").count() >= 160
    assert page.evaluate("link.isConnected"), "nothing is drawn anew that is the same"
    page.wait_for_timeout(300)
    assert page.evaluate(stands)
    assert page.locator(".long a").nth(131).evaluate("(one) => one === link"), "the new one came above it"
