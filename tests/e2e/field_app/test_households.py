"""Households in the member's app: asked first, found again, told apart."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.field_app.making import arrived, mai, sent
from tests.e2e.field_office import Office, go


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
