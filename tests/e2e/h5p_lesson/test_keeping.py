"""What an activity tells is kept and sent."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, expect

from tests.e2e.h5p_lesson.making import ADD, EVENTS, verbs
from tests.e2e.h5p_lesson_lab import H5PLab, Hand
from tests.e2e.lab import lose_the_answer, until
from tests.e2e.learning import KEPT, RECEIVED


def test_what_it_says_arrives_with_what_the_page_opened_it_for(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    hand.say(
        """verb("answered", { object: { id: "http://h5p/1", definition: { name: { vi: "x".repeat(90000) } } },
             result: { score: { scaled: 0.5, raw: 1, min: 0, max: 2 }, success: false, response: "ệ".repeat(50000),
                       extensions: { "http://x": "y".repeat(90000) } } })"""
    )
    until(lambda: len(lab.events()) == 1, hand.page)
    [event] = lab.events()
    assert {name: event[name] for name in ("lesson", "version", "card", "activity")} == {
        "lesson": lab.lesson,
        "version": 3,
        "card": "c2",
        "activity": f"h5p:{lab.pieces[0].activity}",
    }
    assert "actor" not in event["statement"]
    result = event["statement"]["result"]
    assert result["score"] == {"scaled": 0.5, "raw": 1, "min": 0, "max": 2}
    assert result["success"] is False
    assert set(result["response"]) == {"ệ"}
    assert len(str(event).encode()) < 16 * 1024


def test_texts_that_the_server_would_refuse_are_mended(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    hand.say(r"verb('answered', { result: { response: 'a\ud83d b\0 \ud83d\ude00 \ude00' + '\0'.repeat(9000) } })")
    hand.say(r"say('state', { key: '0/state', data: '\ud83d\ude00\ude00\0' })")
    until(lambda: "0/state" in _note(hand, lab)["states"], hand.page)
    hand.leave()
    until(lambda: len(lab.events()) == 2, hand.page)
    assert lab.told("statement")[0]["result"]["response"] == "a\ufffd b 😀 \ufffd"
    assert lab.told("state")[0]["data"] == "😀\ufffd"


def test_a_statement_arrives_once_though_the_answer_was_lost(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    lost = iter([lose_the_answer])
    hand.page.route(f"**{EVENTS}", lambda route: next(lost, lambda one: one.continue_())(route))
    hand.say("verb('answered')")
    until(lambda: len(lab.server.sent(EVENTS)) == 2, hand.page)
    hand.page.locator("[data-save-state]", has_text=RECEIVED).wait_for()
    assert verbs(lab.told("statement")) == ["answered"]
    assert hand.waiting() == []


def test_without_a_network_all_is_kept_and_sent_afterwards(hand: Hand, lab: H5PLab, phone: BrowserContext) -> None:
    hand.open()
    hand.begin()
    hand.page.locator("[data-save-state]", has_text=RECEIVED).wait_for()
    phone.set_offline(True)
    hand.say("verb('attempted'); verb('answered'); say('state', { key: '0/state', data: 'nửa bài' })")
    hand.page.locator("[data-save-state]", has_text=KEPT).wait_for()
    until(lambda: len(hand.waiting()) >= 2, hand.page)
    assert lab.events() == []
    hand.leave()
    until(lambda: len(hand.waiting()) == 3, hand.page)
    phone.set_offline(False)
    hand.page.locator("[data-save-state]", has_text=RECEIVED).wait_for()
    assert verbs(lab.told("statement")) == ["attempted", "answered"]
    assert lab.told("state") == [{"key": "0/state", "data": "nửa bài"}]


def test_of_a_state_only_the_latest_waits(hand: Hand, lab: H5PLab, phone: BrowserContext) -> None:
    hand.open()
    hand.begin()
    hand.page.locator("[data-save-state]", has_text=RECEIVED).wait_for()
    phone.set_offline(True)
    for number in range(3):
        hand.say(f"say('state', {{ key: '0/state', data: 'lần {number}' }})")
        until(lambda number=number: _kept(hand, lab) == f"lần {number}", hand.page)
        hand.leave()
        until(lambda number=number: _data(hand) == [f"lần {number}"], hand.page)
    hand.say("say('state', { key: '0/other', data: 'khác' })")
    until(lambda: "0/other" in _note(hand, lab)["states"], hand.page)
    hand.leave()
    until(lambda: sorted(_data(hand)) == ["khác", "lần 2"], hand.page)
    phone.set_offline(False)
    hand.page.locator("[data-save-state]", has_text=RECEIVED).wait_for()
    assert [state["data"] for state in lab.told("state")] == ["lần 2", "khác"]


def _note(hand: Hand, lab: H5PLab) -> dict[str, Any]:
    note: dict[str, Any] = hand.notes().get(f"h5p:{lab.lesson}/c2", {"states": {}})
    return note


def _kept(hand: Hand, lab: H5PLab) -> str:
    return str(_note(hand, lab)["states"].get("0/state", {}).get("data"))


def _data(hand: Hand) -> list[str]:
    return [item["state"]["data"] for item in hand.waiting() if "state" in item]


def test_a_state_that_the_closing_page_could_not_hand_over_goes_with_the_next(hand: Hand, lab: H5PLab) -> None:
    # A page that is ended without a word, as by a full memory.
    hand.page.add_init_script(
        """for (const name of ["pagehide", "visibilitychange"])
             addEventListener(name, (event) => event.stopImmediatePropagation(), true);"""
    )
    hand.open()
    hand.begin()
    hand.page.locator("[data-save-state]", has_text=RECEIVED).wait_for()
    hand.say("say('state', { key: '0/state', data: 'dở dang' })")
    until(lambda: _kept(hand, lab) == "dở dang", hand.page)
    assert _note(hand, lab)["unsent"] == ["0/state"]
    hand.open("c1")
    until(lambda: lab.told("state") == [{"key": "0/state", "data": "dở dang"}], hand.page)
    assert _note(hand, lab)["unsent"] == []


def test_after_a_reload_the_frame_is_given_its_state(hand: Hand, lab: H5PLab, phone: BrowserContext) -> None:
    hand.open()
    hand.begin()
    hand.say("say('state', { key: '0/state', data: 'câu 2' }); say('state', { key: '0/gone', data: 'x' })")
    hand.say("say('state', { key: '0/gone', data: null })")
    until(lambda: "0/gone" in _note(hand, lab)["states"], hand.page)
    hand.open()
    # Nobody is to fear that it begins anew.
    expect(hand.place().locator("[data-h5p-start]")).to_have_text("Mở lại, làm tiếp")
    expect(hand.place("c3").locator("[data-h5p-start]")).to_have_text("Bắt đầu làm")
    hand.begin()
    assert hand.started_with() == [{"0/state": "câu 2"}]
    # The frame loads itself anew: it gets what it has said meanwhile.
    hand.say("say('state', { key: '0/state', data: 'câu 3' })")
    hand.inside().evaluate("location.reload()")
    until(lambda: hand.started_with() == [{"0/state": "câu 3"}], hand.page)


def test_the_later_of_phone_and_server_counts_and_none_of_another_version(
    hand: Hand, lab: H5PLab, phone: BrowserContext
) -> None:
    hand.open()
    hand.begin()
    hand.say("say('state', { key: '0/a', data: 'máy' }); say('state', { key: '0/b', data: 'máy' })")
    until(lambda: len(_note(hand, lab)["states"]) == 2, hand.page)
    hand.page.locator("[data-save-state]", has_text=RECEIVED).wait_for()
    [learner] = {learner for kept in lab.server.kept.values() for learner, _ in kept.values()}
    lab.states[learner] = {
        "0/a": {"data": "máy chủ", "number": 1, "at": "2199-01-01T00:00:00+07:00"},
        "0/b": {"data": "máy chủ", "number": 1, "at": "2020-01-01T00:00:00+07:00"},
        "0/c": {"data": "bản khác", "number": 2, "at": "2199-01-01T00:00:00+07:00"},
    }
    hand.open()
    hand.begin()
    assert hand.started_with() == [{"0/a": "máy chủ", "0/b": "máy"}]
    assert lab.asked[-1] == (learner, {"lesson": lab.lesson, "card": "c2"})
    lab.pieces[0].number = 2
    lab.serve(lab.pieces[0])
    hand.open()
    hand.begin()
    assert hand.started_with() == [{"0/c": "bản khác"}]


def test_two_people_on_one_phone_do_not_see_each_others_state(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    hand.say("say('state', { key: '0/state', data: 'của bà' }); verb('attempted')")
    until(lambda: _kept(hand, lab) == "của bà", hand.page)
    hand.leave()
    until(lambda: len(lab.events()) == 2, hand.page)
    hand.page.evaluate(ADD, ["Cháu Lan", "Bà Mai"])
    hand.open()
    hand.begin()
    assert hand.started_with() == [{}]
    hand.say("say('state', { key: '0/state', data: 'của cháu' }); verb('attempted')")
    until(lambda: _kept(hand, lab) == "của cháu", hand.page)
    hand.leave()
    until(lambda: len(lab.events()) == 4, hand.page)
    by_learner: dict[str, set[str]] = {}
    for learner, event in lab.server.kept["events"].values():
        by_learner.setdefault(learner, set()).add(event.get("state", {}).get("data", ""))
    assert sorted(by_learner.values(), key=sorted) == [{"", "của bà"}, {"", "của cháu"}]
