"""Visits in the member's app: three taps, without a network, corrected."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.field_app.making import TOPIC, arrived, log_visit, mai
from tests.e2e.field_office import Office, go


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
