"""Activities play in a frame on a page of the site and tell it what happens in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.h5p_lab import COUNTER, FRAME, content_url, package, play, put, wait_for_told
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
    expect(page.frame_locator("#activity").get_by_text("Đang mở hoạt động…")).to_be_visible()
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
