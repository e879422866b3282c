"""When a card with an activity is done."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.e2e.h5p_lesson.making import INNER
from tests.e2e.h5p_lesson_lab import H5PLab, Hand
from tests.e2e.lab import until
from tests.e2e.phone_server import PhoneServer


def test_only_the_activitys_own_end_makes_its_card_done(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    dot = hand.page.locator("[data-dot]").nth(1)
    hand.say(f"verb('attempted'); verb('progressed'); {INNER}")
    until(lambda: len(lab.events()) == 3, hand.page)
    assert "is-done" not in (dot.get_attribute("class") or "")
    assert lab.told("statement")[2]["context"]["contextActivities"]["parent"] == [{"id": "http://h5p/1"}]
    hand.say("verb('completed', { result: { completion: true } })")
    until(lambda: "is-done" in (dot.get_attribute("class") or ""), hand.page)
    expect(hand.place().locator("[data-h5p-done]")).to_be_visible()
    until(lambda: len(lab.events()) == 4, hand.page)
    hand.open()
    until(lambda: "is-done" in (hand.page.locator("[data-dot]").nth(1).get_attribute("class") or ""), hand.page)
    expect(hand.place().locator("[data-h5p-done]")).to_be_visible()
    # The server draws the card's own statement from what the activity said.
    assert not any(s["activity"].endswith("/c2") and s["verb"] != "opened" for s in lab.server.items("statements"))


def test_a_preview_plays_and_keeps_nothing(servers: tuple[PhoneServer, PhoneServer], phone: BrowserContext) -> None:
    lab = H5PLab(*servers, version=0)
    hand = Hand(phone, lab)
    hand.open()
    hand.begin()
    hand.say("verb('completed'); say('state', { key: '0/state', data: 'x' })")
    until(lambda: "is-done" in (hand.page.locator("[data-dot]").nth(1).get_attribute("class") or ""), hand.page)
    hand.leave()
    hand.page.wait_for_timeout(500)
    assert hand.waiting() == []
    assert hand.notes() == {}
    assert lab.events() == []
