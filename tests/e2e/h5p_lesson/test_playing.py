"""Activities in a lesson as they play."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.h5p_lesson.making import verbs
from tests.e2e.h5p_lesson_lab import H5PLab, Hand
from tests.e2e.lab import until
from tests.e2e.learning import ECHO
from tests.e2e.test_design_size import SHIFT


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
    hand.ask_for_a_slow_one()
    hand.ask("c3")
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
    hand.ask()
    hand.page.evaluate("location.hash = 'c3'")
    hand.ask("c3")
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
