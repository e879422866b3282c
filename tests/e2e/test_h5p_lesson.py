"""Activities in a lesson: what a frame says is kept once and for the right person, and a broken one holds up nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import PHONE
from tests.e2e.h5p_lesson_lab import H5PLab, Hand
from tests.e2e.lab import lose_the_answer, until
from tests.e2e.learning import ECHO, KEPT, RECEIVED
from tests.e2e.phone_server import PhoneServer
from tests.e2e.test_design_access import OPTIONS
from tests.e2e.test_design_size import SHIFT, SMALL, TARGET, WIDER

EVENTS = "/api/v1/h5p"
INNER = """verb("answered", { object: { id: "http://h5p/1?subContentId=a",
  definition: { extensions: { "http://h5p.org/x-api/h5p-subContentId": "a" } } },
  context: { contextActivities: { parent: [{ id: "http://h5p/1" }] } } })"""
ADD = """async ([name, first]) => {
  const { outbox } = await import("/static/learn/record.js");
  const { add } = await import("/static/foundation/persons.js");
  await add(outbox.disk, { name, picture: "trau" }, first);
}"""


@pytest.fixture
def servers() -> Iterator[tuple[PhoneServer, PhoneServer]]:
    pair = PhoneServer(), PhoneServer()
    yield pair
    for server in pair:
        server.stop()


@pytest.fixture
def lab(servers: tuple[PhoneServer, PhoneServer]) -> H5PLab:
    return H5PLab(*servers)


@pytest.fixture
def phone(browser: Browser, lab: H5PLab) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE, base_url=lab.server.url)
    yield context
    context.close()


@pytest.fixture
def hand(phone: BrowserContext, lab: H5PLab) -> Hand:
    return Hand(phone, lab)


def verbs(events: list[dict[str, Any]]) -> list[str]:
    return [event["verb"]["id"].rsplit("/", 1)[1] for event in events]


# -- playing ----------------------------------------------------------------------------------------------------------


def test_the_frame_is_made_when_it_is_asked_for_and_shut_in(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    assert hand.page.locator("iframe").count() == 0
    hand.begin()
    frame = hand.page.locator("#c2 iframe")
    assert frame.get_attribute("sandbox") == "allow-scripts allow-same-origin"
    assert frame.get_attribute("allow") == "fullscreen"
    assert frame.get_attribute("title") == "Bài tập 1"
    assert frame.get_attribute("src") == lab.origin + lab.pieces[0].path
    assert hand.started_with() == [{}]
    assert hand.place().locator("[data-h5p-stage]").get_attribute("aria-busy") == "false"
    expect(hand.page.locator("[data-announce]")).to_have_text("Bài thực hành đã mở xong, mời bà con làm.")
    assert hand.complaints == []


def test_several_are_opened_one_after_the_other(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "slow"
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
    hand.inside()
    hand.page.wait_for_timeout(ECHO)
    hand.page.locator("[data-next]").tap()
    hand.place("c3").locator("[data-h5p-start]").tap()
    hand.wait_for("waiting", "c3")
    hand.page.wait_for_timeout(300)
    assert hand.page.locator("iframe").count() == 1
    hand.say("say('ready', { height: 300 })")
    hand.wait_for("playing", "c3")
    assert hand.page.locator("iframe").count() == 2


def test_the_button_that_begins_is_on_the_screen_though_the_card_has_more(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    start = hand.place().locator("[data-h5p-start]")
    top = hand.place().locator(".h5p-screen").bounding_box()["y"]
    assert start.bounding_box()["y"] - top < 24


def test_a_broken_one_lets_the_next_begin(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "slow"
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
    hand.page.evaluate("location.hash = 'c3'")
    hand.place("c3").locator("[data-h5p-start]").tap()
    hand.wait_for("waiting", "c3")
    hand.say("say('failed', { reason: 'script' })")
    hand.wait_for("playing", "c3")


def test_only_the_frames_own_window_is_heard(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    forged = "{ h5p: 1, type: 'statement', statement: { verb: { id: 'http://adlnet.gov/expapi/verbs/completed' } } }"
    # From the page's own window, from a second frame of the same host, and from the frame once it is somewhere else.
    hand.page.evaluate(f"postMessage({forged}, '*')")
    hand.page.evaluate(
        """(src) => new Promise((done) => {
          const frame = Object.assign(document.createElement("iframe"), { src, id: "stranger" });
          frame.onload = done;
          document.body.append(frame);
        })""",
        lab.origin + lab.pieces[1].path,
    )
    stranger = hand.page.frame_locator("#stranger").locator("body")
    stranger.evaluate(f"() => parent.postMessage({forged}, '*')")
    lab.server.pages["/elsewhere"] = lambda: f"<script>parent.postMessage({forged}, '*')</script>"
    own = hand.inside()
    own.evaluate("(url) => location.replace(url)", f"{lab.server.url}/elsewhere")
    hand.page.wait_for_timeout(500)
    assert hand.waiting() == []
    assert lab.events() == []
    assert hand.page.locator("[data-dot]").nth(1).get_attribute("class") != "is-done"


def test_a_program_that_never_stops_telling_fills_nothing_and_its_end_is_still_heard(hand: Hand, lab: H5PLab) -> None:
    count = """() => {
      window.told = { statement: 0, state: 0, done: 0 };
      window.addEventListener("bdhvs:h5p-told", (event) => {
        for (const kind of ["statement", "state", "done"]) if (event.detail[kind]) window.told[kind] += 1;
        event.stopPropagation();
      }, true);
    }"""
    hand.open()
    hand.page.evaluate(count)
    hand.begin()
    hand.say("""for (let n = 0; n < 700; n += 1) {
      verb("progressed");
      say("state", { key: "0/" + n, data: "x" });
      say("state", { key: "0/1", data: String(n) });
    }
    verb("answered"); verb("answered"); verb("completed");""")
    until(lambda: hand.page.evaluate("told.done") == 1, hand.page)
    hand.page.wait_for_timeout(300)
    assert hand.page.evaluate("told") == {"statement": 501, "state": 800, "done": 1}


def test_messages_that_are_none_of_ours_are_passed_over(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    for message in (
        "null", "'text'", "[1]", "{ type: 'statement', statement: {} }", "{ h5p: 2, type: 'failed' }",
        "{ h5p: 1, type: 'statement', statement: 'completed' }", "{ h5p: 1, type: 'statement' }",
        "{ h5p: 1, type: 'state', key: '', data: 'x' }",
        "{ h5p: 1, type: 'state', key: '0/' + 'x'.repeat(90), data: 'x' }",
        "{ h5p: 1, type: 'state', key: '0/state', data: 7 }",
        "{ h5p: 1, type: 'size', height: 'tall' }", "{ h5p: 1, type: 'size', height: -3 }",
        "{ h5p: 1, type: 'size', height: Infinity }", "{ h5p: 1, type: 'unheard of' }",
        "{ h5p: 1, type: 'statement', statement: { verb: null, object: null, context: { contextActivities: null } } }",
    ):  # fmt: skip
        hand.say(f"parent.postMessage({message}, site)")
    hand.say("verb('answered')")
    until(lambda: verbs([e for e in lab.told("statement") if "id" in e["verb"]]) == ["answered"], hand.page)
    assert hand.complaints == []
    assert lab.told("state") == []


def test_a_frame_is_as_high_as_it_says_and_no_card_jumps(hand: Hand, lab: H5PLab) -> None:
    hand.page.add_init_script(f"({SHIFT})()")
    hand.open()
    screen = hand.place().locator(".h5p-screen")
    before = screen.bounding_box()
    hand.begin()
    assert screen.bounding_box() == before
    assert hand.page.evaluate("shift") <= 0.01
    stage = hand.place().locator("[data-h5p-stage]")
    for told, shown in ((640, 640), (700, 700), (420, 420), (99999, 6000)):
        hand.say(f"say('size', {{ height: {told} }})")
        until(lambda shown=shown: round(stage.bounding_box()["height"]) == shown, hand.page)
    hand.say("say('size', { height: 300 }); say('size', { height: 650 })")
    hand.page.wait_for_timeout(700)
    assert round(stage.bounding_box()["height"]) == 650


def test_a_frame_hears_whether_its_card_is_on_the_screen(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.begin()
    frame = hand.inside()
    assert frame.evaluate("seen") == [[True, False]]
    hand.page.wait_for_timeout(ECHO)
    hand.page.locator("[data-next]").tap()
    until(lambda: frame.evaluate("seen.at(-1)") == [False, False], hand.page)
    hand.page.go_back()
    until(lambda: frame.evaluate("seen.at(-1)") == [True, False], hand.page)
    hand.page.evaluate("location.hash = document.querySelector('[data-lesson-end]').id")
    until(lambda: frame.evaluate("seen.at(-1)") == [False, False], hand.page)
    assert frame.evaluate("seen.length") == 4


def test_one_that_comes_when_its_card_is_gone_knows_it_before_it_begins(hand: Hand, lab: H5PLab) -> None:
    hand.open()
    hand.page.evaluate("document.querySelector('#c2 [data-h5p-start]').click(); location.hash = 'c3'")
    hand.wait_for("playing")
    assert hand.inside().evaluate("[seen, starts.length]") == [[[False, False]], 1]


def test_what_is_higher_than_a_frame_may_be_and_what_fills_the_screen_scrolls_within_itself(
    hand: Hand, lab: H5PLab
) -> None:
    hand.open()
    hand.begin()
    frame = hand.inside()
    hand.say("say('size', { height: 7000 })")
    until(lambda: frame.evaluate("seen.at(-1)") == [True, True], hand.page)
    hand.say("say('size', { height: 600 })")
    until(lambda: frame.evaluate("seen.at(-1)") == [True, False], hand.page)
    hand.place().locator("[data-h5p-whole]").tap()
    until(lambda: frame.evaluate("seen.at(-1)") == [True, True], hand.page)
    # Whoever goes on by the phone's own Back is not left with a card over the whole screen.
    hand.page.evaluate("location.hash = 'c3'")
    until(lambda: frame.evaluate("seen.at(-1)") == [False, False], hand.page)
    assert not hand.page.evaluate("Boolean(document.fullscreenElement)")


# -- what is kept -----------------------------------------------------------------------------------------------------


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


# -- when a card is done ----------------------------------------------------------------------------------------------


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


# -- when it does not play --------------------------------------------------------------------------------------------


def test_what_fails_says_so_and_is_tried_again(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "failing"
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
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
    hand.place().locator("[data-h5p-start]").tap()
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
    hand.place().locator("[data-h5p-start]").tap()
    hand.wait_for("failed")
    expect(hand.place()).to_contain_text("Hiện không có mạng nên chưa mở được bài thực hành.")
    phone.set_offline(False)
    hand.place().get_by_role("button", name="Thử lại").tap()
    hand.wait_for("playing")


def test_a_host_that_says_nothing_is_not_waited_for_without_end(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "silent"
    hand.page.clock.install()
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
    hand.inside()
    hand.page.clock.run_for(7000)
    hand.wait_for("failed")
    # The site is there: it is not the learner's network.
    expect(hand.place()).to_contain_text("Lúc này chưa tải được bài thực hành.")


def test_a_host_that_does_not_even_answer_is_given_up_after_a_minute(hand: Hand, lab: H5PLab) -> None:
    hand.page.clock.install()
    hand.page.route(f"**{lab.pieces[0].path}", lambda _route: None)
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
    hand.page.locator("#c2 iframe").wait_for(state="attached")
    hand.page.clock.run_for(59_000)
    assert hand.place().locator("[data-h5p-player]").get_attribute("data-state") == "waiting"
    hand.page.clock.run_for(2_000)
    hand.wait_for("failed")
    expect(hand.place()).to_contain_text("Lúc này chưa tải được bài thực hành.")
    hand.page.unroute_all(behavior="ignoreErrors")


def test_who_does_not_want_to_wait_goes_on_and_may_come_back(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "slow"
    hand.page.clock.install()
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
    hand.inside()
    skip = hand.place().get_by_role("button", name="Bỏ qua, học tiếp")
    expect(skip).to_have_count(0)
    hand.page.clock.run_for(16000)
    skip.tap()
    expect(hand.page.locator("#c3")).to_be_visible()
    assert "is-done" in (hand.page.locator("[data-dot]").nth(1).get_attribute("class") or "")
    # Nothing is fetched any more that nobody waits for, and the next has its turn.
    assert hand.page.locator("#c2 iframe").count() == 0
    hand.place("c3").locator("[data-h5p-start]").tap()
    hand.wait_for("playing", "c3")
    hand.page.evaluate("location.hash = 'c2'")
    lab.pieces[0].mood = "well"
    hand.begin()


def test_a_slow_one_says_that_it_is_slow_and_is_given_up_in_the_end(hand: Hand, lab: H5PLab) -> None:
    lab.pieces[0].mood = "slow"
    hand.page.clock.install()
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
    hand.inside()
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


# -- by keyboard, by ear, in large letters ----------------------------------------------------------------------------


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
    lab.pieces[0].mood = "slow"
    hand.open()
    hand.place().locator("[data-h5p-start]").tap()
    hand.inside()
    hand.page.wait_for_timeout(ECHO)
    hand.page.locator("[data-next]").tap()
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
        hand.place().locator("[data-h5p-start]").tap()
    hand.wait_for(state)
    found = Axe().run(hand.page, options=OPTIONS).response["violations"]
    assert [fault["id"] for fault in found] == []
    assert hand.page.evaluate(SMALL, TARGET) == []
    for size in ("100%", "200%"):
        hand.page.evaluate("(size) => (document.documentElement.style.fontSize = `calc(${size} * 1.125)`)", size)
        assert hand.page.evaluate(WIDER) == []
    context.close()
