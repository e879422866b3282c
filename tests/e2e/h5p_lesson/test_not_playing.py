"""When an activity does not play."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import PHONE
from tests.e2e.h5p_lesson_lab import H5PLab, Hand
from tests.e2e.lab import until
from tests.e2e.learning import ECHO


def ask_by_the_clock(hand: Hand, lab: H5PLab, mood: str) -> None:
    """Begin one that does not play, on a page whose time the test tells."""
    lab.pieces[0].mood = mood
    hand.page.clock.install()
    hand.open()
    hand.ask()
    hand.inside()


def test_what_fails_says_so_and_is_tried_again(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "failing"
    hand.open()
    hand.ask()
    hand.wait_for("failed")
    expect(hand.place()).to_contain_text("Bài thực hành này chưa mở được trên máy này.")
    assert hand.page.locator("iframe").count() == 0
    lab.pieces[0].mood = "well"
    hand.place().get_by_role("button", name="Thử lại").tap()
    hand.wait_for("playing")
    assert hand.started_with() == [{}]


def test_who_skips_it_goes_on_and_the_card_is_done(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "failing"
    hand.open()
    hand.ask()
    hand.wait_for("failed")
    hand.page.wait_for_timeout(ECHO)
    hand.place().get_by_role("button", name="Bỏ qua, học tiếp").tap()
    expect(hand.page.locator("#c3")).to_be_visible()
    assert "is-done" in (hand.page.locator("[data-dot]").nth(1).get_attribute("class") or "")
    skipped = f"card:{lab.lesson}/c2"
    until(lambda: any(s["activity"] == skipped and s["verb"] == "completed" for s in _statements(lab)), hand.page)
    [said] = [s for s in _statements(lab) if s["verb"] == "completed"]
    assert said["result"] == {"response": "skipped"}
    assert lab.events() == []


def _statements(lab: H5PLab) -> list[dict[str, Any]]:
    return lab.server.items("statements")


def test_without_a_network_it_says_so_and_comes_when_there_is_one(
    hand: Hand, lab: H5PLab, phone: BrowserContext
) -> None:
    hand.open()
    phone.set_offline(True)
    hand.ask()
    hand.wait_for("failed")
    expect(hand.place()).to_contain_text("Hiện không có mạng nên chưa mở được bài thực hành.")
    phone.set_offline(False)
    hand.place().get_by_role("button", name="Thử lại").tap()
    hand.wait_for("playing")


def test_a_host_that_says_nothing_is_not_waited_for_without_end(hand: Hand, lab: H5PLab) -> None:
    ask_by_the_clock(hand, lab, "silent")
    hand.page.clock.run_for(7000)
    hand.wait_for("failed")
    # The site is there: it is not the learner's network.
    expect(hand.place()).to_contain_text("Lúc này chưa tải được bài thực hành.")


def test_a_host_that_does_not_even_answer_is_given_up_after_a_minute(hand: Hand, lab: H5PLab) -> None:
    hand.page.clock.install()
    hand.page.route(f"**{lab.pieces[0].path}", lambda _route: None)
    hand.open()
    hand.ask()
    hand.page.locator("#c2 iframe").wait_for(state="attached")
    hand.page.clock.run_for(59_000)
    assert hand.place().locator("[data-h5p-player]").get_attribute("data-state") == "waiting"
    hand.page.clock.run_for(2_000)
    hand.wait_for("failed")
    expect(hand.place()).to_contain_text("Lúc này chưa tải được bài thực hành.")
    hand.page.unroute_all(behavior="ignoreErrors")


def test_who_does_not_want_to_wait_goes_on_and_may_come_back(hand: Hand, lab: H5PLab) -> None:
    ask_by_the_clock(hand, lab, "slow")
    skip = hand.place().get_by_role("button", name="Bỏ qua, học tiếp")
    expect(skip).to_have_count(0)
    hand.page.clock.run_for(16000)
    skip.tap()
    expect(hand.page.locator("#c3")).to_be_visible()
    assert "is-done" in (hand.page.locator("[data-dot]").nth(1).get_attribute("class") or "")
    # Nothing is fetched any more that nobody waits for, and the next has its turn.
    assert hand.page.locator("#c2 iframe").count() == 0
    hand.ask("c3")
    hand.wait_for("playing", "c3")
    hand.page.evaluate("location.hash = 'c2'")
    lab.pieces[0].mood = "well"
    hand.begin()


def test_a_slow_one_says_that_it_is_slow_and_is_given_up_in_the_end(hand: Hand, lab: H5PLab) -> None:
    ask_by_the_clock(hand, lab, "slow")
    hand.page.clock.run_for(16000)
    expect(hand.place().locator("[data-h5p-waiting]")).to_contain_text("Mạng đang chậm")
    hand.page.clock.run_for(170000)
    hand.wait_for("failed")
    expect(hand.place()).to_contain_text("Mạng chậm quá nên chưa mở được bài thực hành.")


def test_without_scripts_the_card_says_what_it_is(browser: Browser, lab: H5PLab) -> None:
    context = browser.new_context(**PHONE, base_url=lab.server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(lab.path)
    place = page.locator("#c2 [data-h5p]")
    expect(place).to_contain_text("Bài thực hành (0,6 MB)")
    expect(place).to_contain_text("Chưa mở được thì bà con cứ đọc tiếp")
    expect(page.locator("#c3")).to_be_visible()
    assert page.locator("button:visible").count() == 0
    context.close()
