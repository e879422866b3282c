"""The member's app as a member uses it: households, a visit in three taps, conflicts, leaving."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.field_office import COURSE, Office, come_in, go, open_phone
from tests.e2e.lab import until
from tests.e2e.test_design_access import complaints

TOPIC = "vneid-muc-2"
# What a finger has to meet; links within a sentence are not counted.
TARGETS = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .map((one) => one.closest("label.chip, label.agree, label.topic-name, label.button") || one)
  .filter((one) => one.checkVisibility() && !one.closest("p:not(.buttons, .crumb)") && !one.matches(".skip"))
  .map((one) => ({ box: one.getBoundingClientRect(), what: one.outerHTML.slice(0, 120) }))
  .filter(({ box }) => box.width && (box.height < 47.5 || box.width < 47.5)).map(({ what }) => what)"""


@pytest.fixture
def office() -> Iterator[Office]:
    """A server with one household that has been taught something."""
    office = Office()
    visit = {
        "id": "01900000-0000-7000-8000-000000000001", "day": "2026-11-01", "outcome": "met", "by": "Lò Văn Bình",
        "member": 8, "skills": [{"topic": TOPIC, "before": 0, "after": 1}], "corrects": None, "service": None,
    }  # fmt: skip
    office.mai = office.meet("Lò Thị Mai", phone="0912345678", last_met_on="2026-11-01", visits=[visit])  # type: ignore[attr-defined]
    yield office
    office.stop()


@pytest.fixture
def phone(browser: Browser, office: Office) -> Iterator[BrowserContext]:
    """A new phone of this office."""
    context = open_phone(browser, office)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """The app, open and with its households."""
    page = come_in(phone)
    page.get_by_role("link", name=re.compile("Lò Thị Mai")).first.wait_for()
    return page


def mai(office: Office) -> str:
    """The household that the server knows."""
    return str(office.mai)  # type: ignore[attr-defined]


def sent(office: Office, kind: str) -> list[dict[str, Any]]:
    """The payloads of this kind that have arrived."""
    return [operation["payload"] for operation in office.ops.values() if operation["kind"] == kind]


def arrived(office: Office, page: Page, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """The same, once there are so many."""
    until(lambda: len(sent(office, kind)) >= count, page)
    return sent(office, kind)


def log_visit(page: Page, household: str, level: int = 2) -> None:
    """Three taps: the topic, how far they are now, save."""
    go(page, f"/ho/{household}/tham")
    page.locator(f"[data-topic={TOPIC}] .topic-name").tap()
    page.locator(f"[name='after:{TOPIC}'][value='{level}']").tap()
    page.get_by_role("button", name="Lưu lượt này").tap()
    page.get_by_role("heading", level=1, name="Đã lưu trên máy này").wait_for()


def test_a_visit_takes_three_taps_and_says_what_is_sent(page: Page, office: Office) -> None:
    log_visit(page, mai(office))
    [payload] = arrived(office, page, "visit.create")
    # What they could do before is known from the visit before.
    assert payload == {
        "household": mai(office),
        "outcome": "met",
        "skills": [{"topic": TOPIC, "before": 1, "after": 2}],
    }
    go(page, "/")
    done = page.locator("li.row", has_text="Lò Thị Mai")
    expect(done.get_by_text("Đã gửi", exact=True)).to_be_visible()
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")


def test_a_visit_without_network_is_kept_and_goes_out_later(page: Page, phone: BrowserContext, office: Office) -> None:
    phone.set_offline(True)
    log_visit(page, mai(office))
    expect(page.locator(".sent-line")).to_contain_text("1 việc chưa gửi")
    expect(page.locator(".sent-line")).to_contain_text("không có mạng")
    go(page, "/")
    expect(page.locator("li.row", has_text="Lò Thị Mai").get_by_text("Đã lưu trên máy")).to_be_visible()
    phone.set_offline(False)
    arrived(office, page, "visit.create")
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")


def test_a_topic_without_a_level_is_not_saved(page: Page, office: Office) -> None:
    go(page, f"/ho/{mai(office)}/tham")
    page.get_by_role("button", name="Lưu lượt này").tap()
    expect(page.get_by_text("Xin chọn lượt này thế nào.")).to_be_visible()
    page.locator(f"[data-topic={TOPIC}] .topic-name").tap()
    page.get_by_role("button", name="Lưu lượt này").tap()
    expect(page.get_by_text("Mỗi bài xin chọn bây giờ làm được đến đâu.")).to_be_visible()
    assert not office.kinds()


def test_who_was_not_met_was_taught_nothing(page: Page, office: Office) -> None:
    go(page, f"/ho/{mai(office)}/tham")
    page.locator(f"[data-topic={TOPIC}] .topic-name").tap()
    page.locator("[name=outcome][value=nobody_home]").tap()
    page.get_by_role("button", name="Lưu lượt này").tap()
    [payload] = arrived(office, page, "visit.create")
    assert payload == {"household": mai(office), "outcome": "nobody_home", "skills": []}


def test_what_was_typed_survives_a_reload(page: Page, office: Office) -> None:
    go(page, f"/ho/{mai(office)}/tham")
    page.locator(f"[data-topic={TOPIC}] .topic-name").tap()
    page.locator(f"[name='after:{TOPIC}'][value='3']").tap()
    page.get_by_text("Thêm", exact=True).tap()
    page.locator("[name=note]").fill("Hẹn lại chiều thứ Bảy")
    page.wait_for_timeout(300)
    page.reload()
    page.get_by_text("Những gì đã nhập dở vẫn còn đây.").wait_for()
    page.get_by_role("button", name="Lưu lượt này").tap()
    [payload] = arrived(office, page, "visit.create")
    assert payload["skills"] == [{"topic": TOPIC, "before": 1, "after": 3}]
    assert payload["note"] == "Hẹn lại chiều thứ Bảy"
    go(page, f"/ho/{mai(office)}/tham")
    assert page.locator("[name=note]").input_value() == ""


def test_an_own_visit_is_corrected_once_and_says_why(page: Page, office: Office) -> None:
    log_visit(page, mai(office), level=3)
    arrived(office, page, "visit.create")
    [first] = [operation["entity"] for operation in office.ops.values()]
    page.get_by_role("link", name="Sửa lượt này").tap()
    page.get_by_role("heading", level=1, name="Sửa lượt đến nhà").wait_for()
    page.locator(f"[name='after:{TOPIC}'][value='2']").tap()
    page.get_by_role("button", name="Lưu lượt đã sửa").tap()
    page.get_by_text("Xin ghi vài chữ sai ở chỗ nào.").wait_for()
    page.locator("[name=why]").fill("Bấm nhầm")
    page.get_by_role("button", name="Lưu lượt đã sửa").tap()
    [payload] = arrived(office, page, "visit.correct")
    assert (payload["corrects"], payload["why"], payload["skills"][0]["after"]) == (first, "Bấm nhầm", 2)
    go(page, f"/ho/{mai(office)}/tham/{first}")
    expect(page.get_by_text("mỗi lượt một lần")).to_be_visible()


def test_a_household_is_asked_first_and_nothing_is_ticked_beforehand(page: Page, office: Office) -> None:
    go(page, "/ho/moi")
    assert page.locator("[name=answer]:checked, [name=how]:checked, [type=checkbox]:checked").count() == 0
    assert not page.locator("[name=head_name]").is_visible()
    page.get_by_role("button", name="Lưu hộ này").tap()
    page.get_by_text("Xin hỏi bà con trước rồi chọn câu trả lời.").wait_for()
    page.locator("[name=hamlet][value='12']").tap()
    page.locator("[name=answer][value=agrees]").tap()
    page.locator("[name=how][value=spoken]").tap()
    page.locator("[name=head_name]").fill("Bế Thị Sửu")
    page.locator("[name=phone]").fill("0987 654 321")
    page.get_by_role("button", name="Lưu hộ này").tap()
    page.get_by_role("heading", level=1, name="Bế Thị Sửu").wait_for()
    [payload] = arrived(office, page, "household.create")
    assert (payload["head_name"], payload["phone"], payload["hamlet"]) == ("Bế Thị Sửu", "0987654321", 12)
    assert re.fullmatch("[abcdefghjkmnpqrstuvwxyz23456789]{26}", payload["token"])
    [consent] = payload["consents"]
    assert (consent["purpose"], consent["how"]) == ("record", "spoken")
    page.get_by_text("Mã QR của hộ").tap()
    expect(page.get_by_role("img", name="Mã QR mở trang riêng của hộ")).to_be_visible()


def test_without_a_name_nothing_personal_leaves_the_phone(page: Page, office: Office) -> None:
    go(page, "/ho/moi")
    page.locator("[name=hamlet][value='13']").tap()
    page.locator("[name=answer][value=agrees]").tap()
    page.locator("[name=head_name]").fill("Tên đã gõ nhầm")
    page.locator("[name=answer][value=nameless]").tap()
    page.locator("[name=devices][value=smartphone]").tap()
    page.get_by_role("button", name="Lưu hộ này").tap()
    [payload] = arrived(office, page, "household.create")
    assert set(payload) == {"hamlet", "token", "devices", "languages"}


def test_a_refusal_keeps_that_one_household_did_not_want_it(page: Page, office: Office) -> None:
    go(page, "/ho/moi")
    page.locator("[name=hamlet][value='12']").tap()
    page.locator("[name=answer][value=refuses]").tap()
    page.get_by_role("button", name="Lưu là hộ không muốn").tap()
    [visit] = arrived(office, page, "visit.create")
    [household] = sent(office, "household.create")
    assert set(household) == {"hamlet", "token"}
    assert (visit["outcome"], visit["skills"]) == ("refused", [])


def test_households_that_may_be_the_same_are_offered_while_typing(page: Page, office: Office) -> None:
    go(page, "/ho/moi")
    page.locator("[name=hamlet][value='12']").tap()
    page.locator("[name=answer][value=agrees]").tap()
    page.locator("[name=head_name]").press_sequentially("lo thi mai")
    page.locator(".alike").get_by_role("link", name="Lò Thị Mai").tap()
    page.get_by_role("heading", level=1, name="Lò Thị Mai").wait_for()
    assert not office.kinds()


@pytest.mark.parametrize("query", ["mai lo", "Mại", "0912345", "TOKEN"])
def test_a_household_is_found_by_name_number_or_letters(page: Page, office: Office, query: str) -> None:
    office.meet("Trần Văn Hải", phone="0388111222")
    token = office.households[mai(office)]["token"]
    go(page, "/ho")
    page.get_by_role("searchbox").fill(token[:6] if query == "TOKEN" else query)
    expect(page.get_by_text("1 hộ", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Lò Thị Mai")).to_be_visible()


def test_a_conflict_shows_both_and_is_chosen(page: Page, office: Office) -> None:
    both = {
        "phone": {"mine": "0987654321", "theirs": "0911222333"},
        "address": {"mine": "Đầu thôn", "theirs": "Cuối thôn"},
    }

    def judge(operation: dict[str, Any]) -> dict[str, Any] | None:
        if operation["kind"] != "household.update" or "resolves" in operation["payload"]:
            return None
        return {"status": "conflict", "version": 9, "fields": both}

    office.verdict = judge
    go(page, f"/ho/{mai(office)}/sua")
    page.locator("[name=phone]").fill("0987654321")
    page.locator("[name=address]").fill("Đầu thôn")
    page.get_by_role("button", name="Lưu", exact=True).tap()
    expect(page.locator(".sent-line")).to_contain_text("1 việc cần xem")
    go(page, "/gui")
    conflict = page.locator(".conflict")
    for value in ("0987 654 321", "0911 222 333", "Đầu thôn", "Cuối thôn"):
        expect(conflict.get_by_text(value)).to_be_visible()
    assert conflict.locator(":checked").count() == 0
    conflict.locator("[data-field=phone] [value=theirs]").tap()
    page.get_by_role("button", name="Lưu lựa chọn").tap()
    page.get_by_text("Xin chọn một trong hai.").wait_for()
    conflict.locator("[data-field=address] [value=mine]").tap()
    page.get_by_role("button", name="Lưu lựa chọn").tap()
    [payload] = arrived(office, page, "household.update")
    assert payload["fields"] == {"phone": "0911222333", "address": "Đầu thôn"}
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")


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
    at = page.evaluate("scrollY")
    page.locator(".long a").nth(130).evaluate("(link) => (window.link = link)")
    phone.set_offline(True)
    expect(page.locator(".sent-line")).to_contain_text("không có mạng")
    page.wait_for_timeout(300)
    assert page.evaluate("window.link.isConnected"), "nothing is drawn anew that is the same"
    phone.set_offline(False)
    office.meet("Hộ Số 999")
    expect(page.get_by_text("162 hộ")).to_be_visible()
    assert page.locator(".long > li").count() >= 160
    assert page.evaluate("scrollY") == at


def paths(office: Office) -> list[str]:
    """Every screen that can be opened by its address."""
    house = f"/ho/{mai(office)}"
    return [
        "/", "/ho", "/ho/moi", house, f"{house}/sua", f"{house}/tham", f"{house}/xong", "/buoi", "/so-cua-toi", "/to",
        "/bai", f"/bai/{TOPIC}", "/bai/lua/cong-an-gia-goi-hinh", "/khoa", f"/khoa/{COURSE}", "/gui", "/may", "/la",
    ]  # fmt: skip


def unfolded(page: Page) -> None:
    """Everything that is folded away is open, and every question is asked."""
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    page.evaluate("""() => {
      for (const one of document.querySelectorAll("[name=answer][value=agrees], [name=agree_needs], [name=topics]")) {
        one.checked = true;
        one.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }""")


def fill(office: Office) -> None:
    """Something to see on every screen."""
    day = str((dt.datetime.now(dt.UTC) + dt.timedelta(hours=7)).date())
    due = {"id": "01900000-0000-7000-8000-000000000002", "due_from": day, "due_to": day, "topics": [TOPIC], "rule": "7"}
    needs = {"given": True, "version": "2026-11", "at": "2026-11-01T08:00:00+07:00"}
    known = office.households[mai(office)]
    office.add(mai(office), followups=[due], needs=["elderly_alone"], consents={**known["consents"], "needs": needs})
    office.leads = True
    office.words = [{"id": 1, "from": "Lò Văn Bình", "text": "Tối thứ Sáu họp ở nhà văn hóa.", "at": day}]
    office.warnings = [{"kind": "cong-an-gia-goi-hinh", "commune": "Xã Chợ Đồn", "reports": 4, "since": day}]
    office.month = {day[:7]: {"visits": 31, "taught": 40}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_every_target_is_large_enough(browser: Browser, office: Office, scheme: str) -> None:
    fill(office)
    context = open_phone(browser, office, color_scheme=scheme)
    page = come_in(context)
    page.get_by_text("Tối thứ Sáu họp").wait_for()
    for path in paths(office):
        go(page, path)
        assert complaints(page) == [], path
        unfolded(page)
        assert complaints(page) == [], f"{path}, unfolded"
        assert page.evaluate(TARGETS) == [], path
    context.close()


@pytest.mark.parametrize(("width", "letters"), [(360, 1), (360, 2), (1280, 1)])
def test_no_screen_is_wider_than_the_phone(browser: Browser, office: Office, width: int, letters: int) -> None:
    fill(office)
    context = open_phone(browser, office, viewport={"width": width, "height": 740})
    page = come_in(context)
    page.get_by_text("Tối thứ Sáu họp").wait_for()
    page.add_style_tag(content=f"html {{ font-size: {112.5 * letters}% !important; }}")
    for path in paths(office):
        go(page, path)
        unfolded(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_scripts_are_there_for_every_text_that_screens_ask_for() -> None:
    from community_teams.app.strings import STRINGS
    from portal.run.options import ROOT

    folder = ROOT / "community_teams" / "static" / "community_teams" / "app" / "screens"
    asked = {name for path in folder.glob("*.js") for name in re.findall(r'\bsay\("(\w+)"', path.read_text("utf-8"))}
    assert len(asked) > 150
    assert asked <= set(STRINGS)
