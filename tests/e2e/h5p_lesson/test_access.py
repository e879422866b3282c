"""By keyboard, by ear, in large letters."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import PHONE
from tests.e2e.h5p_lesson_lab import H5PLab, Hand
from tests.e2e.lab import until
from tests.e2e.test_design_access import OPTIONS
from tests.e2e.test_design_size import SMALL, TARGET, WIDER


def test_the_keyboard_goes_in_and_comes_out_again(browser: Browser, lab: H5PLab) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=lab.server.url)
    hand = Hand(context, lab)
    hand.open()
    start = hand.place().locator("[data-h5p-start]")
    start.focus()
    hand.page.keyboard.press("Enter")
    hand.wait_for("playing")
    # What is typed now is for the frame.
    until(lambda: hand.page.evaluate("document.activeElement.tagName") == "IFRAME", hand.page)
    hand.page.keyboard.press("Tab")
    until(lambda: hand.inside().evaluate("document.activeElement.id") == "yes", hand.page)
    hand.page.keyboard.press("Tab")
    hand.page.keyboard.press("Tab")
    whole = hand.place().locator("[data-h5p-whole]")
    expect(whole).to_be_focused()
    expect(whole).to_have_accessible_name("Toàn màn hình")
    hand.page.keyboard.press("Enter")
    expect(whole).to_have_accessible_name("Thu nhỏ lại")
    box = hand.place().locator("[data-h5p-player]").bounding_box()
    assert (box["x"], box["y"], box["width"]) == (0, 0, 1280)
    hand.page.keyboard.press("Escape")
    expect(whole).to_have_accessible_name("Toàn màn hình")
    expect(whole).to_be_focused()
    assert not hand.page.evaluate("Boolean(document.fullscreenElement)")
    context.close()


def test_who_has_gone_on_meanwhile_is_left_there(hand: Hand, lab: H5PLab) -> None:
    hand.ask_for_a_slow_one()
    hand.say("say('ready', { height: 300 })")
    hand.wait_for("playing")
    assert hand.page.evaluate("document.activeElement.textContent") == "Thực hành 2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["before", "waiting", "playing", "failed"])
def test_axe_finds_nothing_and_every_target_is_large(browser: Browser, lab: H5PLab, state: str, scheme: str) -> None:
    context = browser.new_context(**PHONE, base_url=lab.server.url, color_scheme=scheme)
    hand = Hand(context, lab)
    lab.pieces[0].mood = {"waiting": "slow", "failed": "failing"}.get(state, "well")
    hand.open()
    if state != "before":
        hand.ask()
    hand.wait_for(state)
    found = Axe().run(hand.page, options=OPTIONS).response["violations"]
    assert [fault["id"] for fault in found] == []
    assert hand.page.evaluate(SMALL, TARGET) == []
    for size in ("100%", "200%"):
        hand.page.evaluate("(size) => (document.documentElement.style.fontSize = `calc(${size} * 1.125)`)", size)
        assert hand.page.evaluate(WIDER) == []
    context.close()
