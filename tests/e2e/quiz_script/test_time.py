"""Time runs by the server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.lab import set_clock
from tests.e2e.phone_server import PhoneServer
from tests.e2e.quiz_lab import QuizLab, Taker


@pytest.mark.parametrize("days", [0, 366, -366])
def test_when_time_is_over_what_was_answered_is_handed_in_by_itself(
    phone: BrowserContext, server: PhoneServer, days: int
) -> None:
    set_clock(phone, days)
    lab = QuizLab(server, seconds=6)
    taker = Taker(phone, lab)
    expect(taker.page.locator("[data-clock]")).to_have_text(re.compile(r"Còn [3-6] giây"))
    taker.go("cau_2")
    taker.card.locator("input").press_sequentially("113")
    expect(taker.page.locator("[data-clock]")).to_have_text("Đã hết giờ", timeout=10_000)
    expect(taker.page.locator("#cau_1 input").first).to_be_disabled()
    expect(taker.page.locator("#nop_bai_h")).to_have_text("Đã hết giờ")
    expect(taker.page.locator("[data-sending]")).to_contain_text("đều được tính")
    taker.wait_for_result()
    assert len(lab.submissions()) == 1
    assert lab.latest() == {lab.questions[1]: {"g1": ["113"]}}


def test_time_that_ends_without_a_network_keeps_the_submission(phone: BrowserContext, server: PhoneServer) -> None:
    lab = QuizLab(server, seconds=4)
    taker = Taker(phone, lab)
    phone.set_offline(True)
    taker.choose("c2")
    expect(taker.page.locator("[data-sending]")).to_contain_text("giữ trên máy", timeout=12_000)
    phone.set_offline(False)
    taker.wait_for_result()
    assert len(lab.submissions()) == 1


def test_the_clock_shows_minutes_and_is_heard_only_at_five_and_two(phone: BrowserContext, server: PhoneServer) -> None:
    taker = Taker(phone, QuizLab(server, seconds=24 * 60), open_=False)
    taker.page.clock.install()
    taker.open()
    clock, said = taker.page.locator("[data-clock]"), taker.page.locator("[data-announce]")
    expect(clock).to_have_text("Còn 24 phút")
    height = "document.querySelector('.lesson-head').getBoundingClientRect().height"
    before = taker.page.evaluate(height)
    expect(taker.page.locator("[role=timer]")).to_be_visible()
    taker.page.evaluate("""() => {
      window.changes = 0;
      new MutationObserver(() => changes++).observe(document.querySelector("[data-clock]"), { childList: true });
    }""")
    taker.page.clock.run_for(10 * 60_000)
    expect(clock).to_have_text("Còn 14 phút")
    assert taker.page.evaluate("changes") <= 10
    expect(said).to_have_text("Câu 1 trên 3")
    taker.page.clock.run_for(9 * 60_000 + 2_000)
    expect(said).to_have_text("Còn 5 phút.")
    taker.page.clock.run_for(3 * 60_000)
    expect(said).to_have_text("Còn 2 phút.")
    expect(clock).to_have_text("Còn 2 phút")
    assert taker.page.evaluate(height) == before
    taker.page.clock.run_for(70_000)
    expect(clock).to_have_text(re.compile(r"Còn \d+ giây"))
    assert taker.page.evaluate(height) == before, "nothing jumps"
