"""Activities play in a frame on a page of the site and tell it what happens in them."""

from __future__ import annotations

import wave
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.e2e.h5p_lab import COUNTER, FRAME, content_url, package, play, put, wait_for_told
from tests.e2e.lab import until
from tests.e2e.serving import Site


@pytest.fixture(scope="module")
def counter(home: Path, site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An activity with a button."""
    return put(home, site, tmp_path_factory.mktemp("h5p"), package(COUNTER))[0]


@pytest.fixture
def own(home: Path, site: Site, tmp_path: Path) -> Callable[..., str]:
    """Puts another activity into the site."""
    return lambda files: put(home, site, tmp_path, files)[0]


def test_an_activity_plays_and_tells_what_happens(page: Page, site: Site, counter: str):
    page.goto("/")
    play(page, site, counter)
    (ready,) = wait_for_told(page, "ready")
    assert ready["height"] > 48
    assert ready["origin"] == content_url(site)
    frame = page.frame_locator("#activity")
    frame.get_by_role("button", name="Bấm vào đây").click()
    expect(frame.get_by_text("Bấm 1")).to_be_visible()
    attempted, answered = (each["statement"] for each in wait_for_told(page, "statement", 2))
    assert attempted["verb"]["id"].endswith("/attempted")
    assert answered["verb"]["id"].endswith("/answered")
    assert answered["result"]["score"] == {"min": 0, "max": 4, "raw": 1, "scaled": 0.25}
    assert "actor" not in answered
    assert answered["object"]["id"] == content_url(site) + counter
    (state,) = wait_for_told(page, "state")
    assert (state["key"], state["data"]) == ("0/state", '{"times":1}')
    assert wait_for_told(page, "size")[-1]["height"] > ready["height"]


def test_it_goes_on_where_one_was(page: Page, site: Site, counter: str):
    page.goto("/")
    play(page, site, counter, {"0/state": '{"times":3}'})
    frame = page.frame_locator("#activity")
    expect(frame.get_by_text("Bấm 3")).to_be_visible()
    frame.get_by_role("button", name="Bấm vào đây").click()
    assert wait_for_told(page, "statement", 2)[-1]["statement"]["verb"]["id"].endswith("/completed")
    assert wait_for_told(page, "state")[-1]["data"] == '{"times":4}'


def test_a_state_that_is_no_json_does_not_stop_it(page: Page, site: Site, counter: str):
    page.goto("/")
    play(page, site, counter, {"0/state": "{"})
    expect(page.frame_locator("#activity").get_by_text("Bấm 0")).to_be_visible()


def test_nothing_is_begun_before_the_page_gave_the_state(page: Page, site: Site, counter: str):
    page.goto("/")
    page.evaluate(FRAME, [content_url(site) + counter, None])
    wait_for_told(page, "hello")
    expect(page.frame_locator("#activity").get_by_text("Đang mở bài thực hành…")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("told.filter(({ type }) => type !== 'size').map(({ type }) => type)") == ["hello"]


def test_only_the_page_that_holds_the_frame_may_begin_it(page: Page, site: Site, counter: str):
    page.goto("/")
    page.evaluate(FRAME, [content_url(site) + counter, None])
    wait_for_told(page, "hello")
    forged = "({ type = 'start', h5p = 1 }) => postMessage({ type, h5p, state: {} }, '*')"
    frame = page.locator("#activity").element_handle().content_frame()
    assert frame is not None
    frame.evaluate(forged, {})
    page.evaluate("document.querySelector('#activity').contentWindow.postMessage({ type: 'start', state: {} }, '*')")
    page.wait_for_timeout(500)
    assert not page.evaluate("told.some(({ type }) => type === 'ready')")


def test_no_page_of_another_host_may_frame_it(browser: Browser, site: Site, counter: str):
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{site.port}/healthz")
    page.set_content("<main></main>")
    page.evaluate(FRAME, [content_url(site) + counter, {}])
    page.wait_for_timeout(1500)
    assert page.evaluate("told.length") == 0
    page.close()


def test_by_itself_it_plays_and_speaks_to_nobody(page: Page, site: Site, counter: str):
    page.goto(content_url(site) + counter)
    page.get_by_role("button", name="Bấm vào đây").click()
    expect(page.get_by_text("Bấm 1")).to_be_visible()


@pytest.mark.parametrize("script", ["this is no program", "H5P.Other = 1;", "H5P.Counter = function () { throw 1; };"])
def test_a_program_that_does_not_work_is_said_to_fail(page: Page, own: Callable[..., str], site: Site, script: str):
    page.goto("/")
    play(page, site, own(package(script, f"H5P.Counter 1.{len(script)}")))
    (failed,) = wait_for_told(page, "failed")
    assert failed["reason"] == "script"
    alert = page.frame_locator("#activity").get_by_role("alert")
    expect(alert).to_contain_text("chưa mở được")
    expect(alert.get_by_role("button", name="Thử lại")).to_be_visible()


def test_a_script_that_does_not_arrive_is_said_so_and_can_be_tried_again(page: Page, site: Site, counter: str):
    page.goto("/")
    page.route("**/main.js", lambda route: route.abort())
    play(page, site, counter)
    assert wait_for_told(page, "failed")[0]["reason"] == "script"
    page.unroute("**/main.js")
    page.frame_locator("#activity").get_by_role("button", name="Thử lại").click()
    wait_for_told(page, "ready")
    expect(page.frame_locator("#activity").get_by_text("Bấm 0")).to_be_visible()


def test_a_network_that_says_nothing_for_half_a_minute_is_too_slow(page: Page, site: Site, counter: str):
    page.clock.install()
    page.goto("/")
    page.route("**/main.js", lambda _route: None)
    play(page, site, counter)
    wait_for_told(page, "hello")
    page.clock.fast_forward(29_000)
    assert not page.evaluate("told.some(({ type }) => type === 'failed')")
    page.clock.fast_forward(3_000)
    assert wait_for_told(page, "failed")[0]["reason"] == "timeout"
    page.unroute_all(behavior="ignoreErrors")


def test_a_library_that_is_gone_is_said_to_be(page: Page, own: Callable[..., str], site: Site):
    path = own(package(COUNTER, "H5P.Counter 1.77"))
    site.rows("DELETE FROM courses_h5plibrary WHERE machine = 'H5P.Counter' AND minor = 77")
    page.goto("/")
    # The process notices within five seconds.
    page.wait_for_timeout(5_000)
    play(page, site, path)
    assert wait_for_told(page, "failed")[0]["reason"] == "library"
    expect(page.frame_locator("#activity").get_by_role("alert")).to_contain_text("không còn phần mềm")


def test_it_says_when_it_fills_the_screen(page: Page, site: Site, counter: str):
    page.goto("/")
    play(page, site, counter)
    wait_for_told(page, "ready")
    page.frame_locator("#activity").get_by_role("button", name="Bấm vào đây").click()
    frame = page.locator("#activity").element_handle().content_frame()
    assert frame is not None
    frame.evaluate("document.querySelector('main').requestFullscreen()")
    assert wait_for_told(page, "fullscreen")[0]["on"] is True
    frame.evaluate("document.exitFullscreen()")
    assert wait_for_told(page, "fullscreen", 2)[1]["on"] is False


# A box, and a library that never says that its height changed.
GROWING = """
H5P.Counter = function (params) {
  H5P.EventDispatcher.call(this);
  this.attach = function ($container) {
    var box = document.createElement("div");
    box.id = "box";
    box.style.height = "100px";
    $container.append(box);
  };
};
H5P.Counter.prototype = Object.create(H5P.EventDispatcher.prototype);
"""
GROW = """async (height) => {
  // Whatever is put off by a timer does not come.
  window.setTimeout = () => 0;
  document.querySelector("#box").style.height = height;
}"""


def activity(page: Page) -> Frame:
    """The frame, for looking into it."""
    frame = page.locator("#activity").element_handle().content_frame()
    assert frame is not None
    return frame


def test_a_new_height_is_told_at_once(page: Page, own: Callable[..., str], site: Site):
    page.goto("/")
    play(page, site, own(package(GROWING, "H5P.Counter 1.60")))
    wait_for_told(page, "ready")
    activity(page).evaluate(GROW, "700px")
    page.wait_for_function("() => told.some(({ type, height }) => type === 'size' && height === 700)")
    activity(page).evaluate(GROW, "300px")
    page.wait_for_function("() => told.at(-1).height === 300")


def test_libraries_leave_a_margin_at_their_sides(page: Page, site: Site, counter: str):
    page.goto("/")
    play(page, site, counter)
    wait_for_told(page, "ready")
    expect(page.frame_locator("#activity").locator(".h5p-content.h5p-frame")).to_have_count(1)
    expect(page.frame_locator("#activity").locator(".h5p-no-frame")).to_have_count(0)
    assert activity(page).evaluate("document.querySelector('.h5p-content').clientLeft") == 0


def test_what_is_always_higher_than_its_frame_is_not_followed_without_end(
    page: Page, own: Callable[..., str], site: Site
):
    page.goto("/")
    play(page, site, own(package(GROWING, "H5P.Counter 1.61")))
    wait_for_told(page, "ready")
    frame = activity(page)
    frame.evaluate("document.querySelector('#box').style.height = 'calc(100vh + 2px)'")
    page.wait_for_function("() => told.filter(({ type }) => type === 'size').length > 10")
    high = "document.querySelector('#activity').clientHeight"
    until(lambda: page.evaluate(high) == (page.wait_for_timeout(700), page.evaluate(high))[1], page)
    assert page.evaluate(high) < 500
    # What is done in it afterwards is followed again.
    frame.locator("#box").click()
    frame.evaluate("document.querySelector('#box').style.height = '900px'")
    page.wait_for_function("() => document.querySelector('#activity').clientHeight === 900")


def test_something_that_moves_is_followed_to_its_end(page: Page, own: Callable[..., str], site: Site):
    page.goto("/")
    play(page, site, own(package(GROWING, "H5P.Counter 1.62")))
    wait_for_told(page, "ready")
    activity(page).evaluate("H5P.jQuery('#box').animate({ height: 1500 }, 600)")
    page.wait_for_function("() => document.querySelector('#activity').clientHeight === 1500")


SOUNDS = """
H5P.Counter = function (params) {
  H5P.EventDispatcher.call(this);
  var url = "data:audio/wav;base64," + params.said;
  this.attach = function ($container) {
    var button = document.createElement("button");
    button.textContent = "Nghe";
    button.onclick = function () {
      window.context = new AudioContext();
      window.loose = new Audio(url);
      window.within = document.createElement("audio");
      within.src = url;
      $container.append(within);
      loose.loop = within.loop = true;
      loose.play();
      within.play();
    };
    $container.append(button);
  };
};
H5P.Counter.prototype = Object.create(H5P.EventDispatcher.prototype);
"""
HEARD = "[!loose.paused, !within.paused, context.state === 'running']"


def silence() -> str:
    """A second of nothing, as WAV in base64."""
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes([128]) * 8000)
    return b64encode(file.getvalue()).decode()


def test_what_sounds_falls_silent_when_its_card_is_gone(page: Page, own: Callable[..., str], site: Site):
    path = own(package(SOUNDS, "H5P.Counter 1.63", content={"said": silence()}))
    say = """(on) => document.querySelector("#activity").contentWindow.postMessage(
      { h5p: 1, type: "seen", on, scrolls: false }, new URL(document.querySelector("#activity").src).origin)"""
    page.goto("/")
    play(page, site, path)
    wait_for_told(page, "ready")
    frame = activity(page)
    page.frame_locator("#activity").get_by_role("button", name="Nghe").click()
    until(lambda: frame.evaluate(HEARD) == [True, True, True], page)
    page.evaluate(say, False)
    until(lambda: frame.evaluate(HEARD) == [False, False, False], page)
    # Nor does anything begin there: not a sound that waited for its turn, nor one with the browser's own button.
    assert frame.evaluate("loose.play().then(() => 'plays', (error) => error.name)") == "NotAllowedError"
    frame.evaluate("within.setAttribute('autoplay', ''); within.load()")
    page.wait_for_timeout(500)
    assert frame.evaluate(HEARD) == [False, False, False]
    page.evaluate(say, True)
    until(lambda: frame.evaluate("context.state") == "running", page)
    assert frame.evaluate("loose.play().then(() => 'plays', (error) => error.name)") == "plays"


def test_what_was_made_on_a_card_that_is_gone_is_laid_out_when_it_comes(
    page: Page, own: Callable[..., str], site: Site
):
    measuring = GROWING.replace(
        "$container.append(box);",
        "$container.append(box); this.on('resize', function () { window.last = box.clientWidth; });",
    )
    page.goto("/")
    page.evaluate("document.querySelector('main').hidden = true")
    play(page, site, own(package(measuring, "H5P.Counter 1.64")))
    wait_for_told(page, "ready")
    page.evaluate("""() => {
      const frame = document.querySelector("#activity");
      const { origin } = new URL(frame.src);
      const say = (on) => frame.contentWindow.postMessage({ h5p: 1, type: "seen", on, scrolls: false }, origin);
      say(false);
      document.querySelector("main").hidden = false;
      say(true);
    }""")
    until(lambda: activity(page).evaluate("last") == activity(page).evaluate("box.clientWidth") > 100, page)
    page.wait_for_function("() => document.querySelector('#activity').clientHeight === 100")


def test_large_letters_on_a_narrow_phone_are_all_to_be_seen(page: Page, own: Callable[..., str], site: Site):
    page.set_viewport_size({"width": 320, "height": 640})
    path = own(package("this is no program", "H5P.Counter 1.99"))
    page.goto("/")
    play(page, site, path)
    wait_for_told(page, "failed")
    frame = page.locator("#activity").element_handle().content_frame()
    assert frame is not None
    frame.evaluate("document.documentElement.style.fontSize = '200%'")
    assert frame.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.frame_locator("#activity").get_by_role("button", name="Thử lại")).to_be_visible()
