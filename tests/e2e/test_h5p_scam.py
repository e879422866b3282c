"""The practice of the starter curriculum in the real player: to the end, again, by keyboard, for everyone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.h5p_lab import content_url, play, wait_for_told
from tests.e2e.serving import Site

CONTENT = (
    Path(apps.get_app_config("courses").path)
    / "curriculum/an-toan-tren-mang/tranh-bay-lua-dao/h5p/tap-nhan-ra-lua-dao/content/content.json"
)
TOLD: dict[str, Any] = json.loads(CONTENT.read_text())
MESSAGES: list[dict[str, Any]] = TOLD["messages"]
WORDS: dict[str, str] = TOLD["l10n"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def practice(site: Site) -> str:
    """Where it plays."""
    with psycopg.connect(site.database_url) as database:
        row = database.execute("SELECT id, number FROM courses_h5ppackage WHERE kind = 'BDHVS.ScamOrNot'").fetchone()
    assert row is not None
    return f"/p/{row[0]}/{row[1]}/"


@pytest.fixture(params=["light", "dark"])
def alone(request: pytest.FixtureRequest, browser: Browser, site: Site, practice: str) -> Iterator[Page]:
    """The player by itself, on a phone."""
    with browser.new_context(**PHONE, color_scheme=request.param, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(content_url(site) + practice)
        yield page


def spots(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [message["sender"], *message["pieces"]]


def signs(message: dict[str, Any]) -> int:
    return sum(bool(spot.get("telling")) for spot in spots(message))


def decide(frame: FrameLocator | Page, message: dict[str, Any], *, rightly: bool = True, tap: bool = True) -> None:
    """Tap every telling sign, then choose."""
    if tap:
        for place, spot in enumerate(spots(message)):
            if spot.get("telling"):
                sign = frame.locator("button.son-spot").nth(place)
                press(sign)
                expect(sign).to_have_attribute("aria-pressed", "true")
    words = WORDS["scam"] if message["scam"] == rightly else WORDS["real"]
    press(frame.get_by_role("button", name=words, exact=True))
    expect(frame.locator(".son-verdict")).to_be_visible()


_CALM = """async ([frame, milliseconds]) => {
  const rect = () => JSON.stringify(frame.getBoundingClientRect());
  for (let [last, since] = [rect(), performance.now()]; performance.now() - since < milliseconds; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (rect() !== last) [last, since] = [rect(), performance.now()];
  }
}"""


def press(button: Locator) -> None:
    """Click when the frame has stood where it is for a while.

    Chromium throws away what is pressed in a frame of another origin that moved or grew within the last half second
    (`DiscardInputEventsToRecentlyMovedFrames`). People are slower than that.
    """
    button.scroll_into_view_if_needed()
    frame = button.page.locator("#activity")
    if frame.count():
        button.page.evaluate(_CALM, [frame.element_handle(), 800])
    button.click()


def verbs(page: Page) -> list[str]:
    told: list[str] = page.evaluate(
        'told.filter((each) => each.type === "statement").map((each) => each.statement.verb.id.split("/").pop())'
    )
    return told


def test_it_is_played_to_the_end_and_tells_how_it_went(page: Page, site: Site, practice: str) -> None:
    page.goto("/")
    play(page, site, practice)
    frame = page.frame_locator("#activity")
    for place, message in enumerate(MESSAGES):
        expect(frame.locator(".son-place")).to_have_text(f"Tin {place + 1} trên {len(MESSAGES)}")
        rightly = place != 1
        decide(frame, message, rightly=rightly)
        verdict = frame.locator(".son-verdict h3")
        expect(verdict).to_have_text(
            f"{WORDS['right' if rightly else 'wrong']} {WORDS['isScam' if message['scam'] else 'isReal']}"
        )
        expect(verdict).to_be_focused()
        expect(frame.locator(".son-signs .son-found")).to_have_count(signs(message))
        last = place + 1 == len(MESSAGES)
        press(frame.get_by_role("button", name=WORDS["finish" if last else "next"]))
    expect(frame.get_by_role("heading", name="Cô bác nhận đúng 7 trên 8 tin.")).to_be_focused()
    total = sum(map(signs, MESSAGES))
    expect(frame.get_by_text(f"Dấu hiệu đã thấy: {total} trên {total}.")).to_be_visible()
    for line in TOLD["advice"]:
        expect(frame.get_by_text(line)).to_be_visible()
    assert verbs(page) == ["attempted", *["progressed"] * 8, "completed"]
    completed = wait_for_told(page, "statement")[-1]["statement"]
    assert completed["result"]["score"] == {"min": 0, "max": 8, "raw": 7, "scaled": 0.875}
    assert completed["result"]["completion"] is True
    assert completed["result"]["success"] is False


def test_one_goes_on_where_one_was_and_ends_only_once(page: Page, site: Site, practice: str) -> None:
    page.goto("/")
    play(page, site, practice)
    frame = page.frame_locator("#activity")
    wait_for_told(page, "ready")
    decide(frame, MESSAGES[0])
    press(frame.get_by_role("button", name=WORDS["next"]))
    decide(frame, MESSAGES[1], rightly=False)
    state = wait_for_told(page, "state")[-1]
    page.goto("/")
    play(page, site, practice, {state["key"]: state["data"]})
    expect(frame.locator(".son-place")).to_have_text("Tin 2 trên 8")
    expect(frame.locator(".son-verdict h3")).to_contain_text(WORDS["wrong"])
    for place, message in list(enumerate(MESSAGES))[2:]:
        press(frame.get_by_role("button", name=WORDS["next"]))
        expect(frame.locator(".son-place")).to_have_text(f"Tin {place + 1} trên 8")
        decide(frame, message, tap=False)
    press(frame.get_by_role("button", name=WORDS["finish"]))
    expect(frame.get_by_role("heading", name="Cô bác nhận đúng 7 trên 8 tin.")).to_be_visible()
    assert verbs(page).count("completed") == 1
    state = wait_for_told(page, "state")[-1]
    page.goto("/")
    play(page, site, practice, {state["key"]: state["data"]})
    expect(frame.get_by_role("heading", name="Cô bác nhận đúng 7 trên 8 tin.")).to_be_visible()
    assert verbs(page) == ["attempted"]
    press(frame.get_by_role("button", name=WORDS["retry"]))
    expect(frame.locator(".son-place")).to_have_text("Tin 1 trên 8")
    expect(frame.locator(".son-place")).to_be_focused()
    assert json.loads(wait_for_told(page, "state")[-1]["data"])["answers"] == []


@pytest.mark.parametrize(
    "state",
    [
        "1", '"x"', "[]", '{"at": 99, "answers": [{}], "ended": true}', '{"at": -3, "marks": [77, "a", -1, 0.5]}',
        '{"at": 3, "ended": true, "answers": [{"scam": true, "marks": {"length": 9}}]}',
    ],
)  # fmt: skip
def test_a_state_that_is_none_does_no_harm(page: Page, site: Site, practice: str, state: str) -> None:
    page.goto("/")
    play(page, site, practice, {"0/state": state})
    frame = page.frame_locator("#activity")
    expect(frame.locator(".son-place")).to_contain_text("trên 8")
    frame.locator("button.son-button").first.click()
    expect(frame.locator(".son-place")).to_be_visible()


def test_keys_alone_are_enough(page: Page, site: Site, practice: str) -> None:
    page.goto(content_url(site) + practice)
    expect(page.locator(".son-phone")).to_be_visible()
    for place, message in enumerate(MESSAGES):
        for spot in spots(message):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.firstChild.textContent") == spot["text"]
            if spot.get("telling"):
                page.keyboard.press("Space")
                expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("status").filter(has_text=str(signs(message)))).to_be_visible()
        page.keyboard.press("Tab")
        if not message["scam"]:
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".son-verdict h3")).to_be_focused()
        expect(page.locator(".son-verdict h3")).to_contain_text(WORDS["right"])
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        if place + 1 < len(MESSAGES):
            expect(page.locator(".son-place")).to_be_focused()
    expect(page.get_by_role("heading", name="Cô bác nhận đúng 8 trên 8 tin.")).to_be_focused()


def problems(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def test_axe_finds_nothing_at_any_step(alone: Page) -> None:
    for message in MESSAGES:
        expect(alone.locator(".son-choices")).to_be_visible()
        alone.locator("button.son-spot").nth(1).click()
        assert problems(alone) == []
        decide(alone, message, tap=False)
        assert problems(alone) == []
        alone.locator(".son-actions button").first.click()
    assert problems(alone) == []
    alone.get_by_role("button", name=WORDS["review"]).click()
    assert problems(alone) == []
    expect(alone.locator(".son-message")).to_have_count(len(MESSAGES))


def test_everything_that_can_be_pressed_is_as_large_as_a_thumb_and_nothing_jumps(alone: Page) -> None:
    sizes = "(all) => all.map((each) => each.getBoundingClientRect()).map(({ width, height }) => [width, height])"
    for message in MESSAGES:
        places = alone.evaluate("document.body.scrollHeight")
        for index in range(len(spots(message))):
            alone.locator("button.son-spot").nth(index).click()
        assert alone.evaluate("document.body.scrollHeight") == places
        pressed = alone.locator("button").evaluate_all(sizes)
        assert all(width >= 48 and height >= 48 for width, height in pressed)
        decide(alone, message, tap=False)
        alone.locator(".son-actions button").first.click()
    assert all(width >= 48 and height >= 48 for width, height in alone.locator("button").evaluate_all(sizes))


def test_beneath_it_the_screen_is_of_its_own_colour(alone: Page) -> None:
    colours = """() => ["html", ".h5p-bdhvs-scam-or-not"].map(
      (name) => getComputedStyle(document.querySelector(name)).backgroundColor)"""
    expect(alone.locator(".son-phone")).to_be_visible()
    assert len(set(alone.evaluate(colours))) == 1


@pytest.mark.parametrize(("width", "letters"), [(320, 100), (360, 200), (320, 200)])
def test_small_phones_and_large_letters_need_no_scrolling_sideways(
    page: Page, site: Site, practice: str, width: int, letters: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(content_url(site) + practice)
    page.evaluate(f"document.documentElement.style.fontSize = '{letters}%'")
    for message in MESSAGES:
        for step in ("asking", "told"):
            assert page.evaluate("document.documentElement.scrollWidth") <= width, step
            if step == "asking":
                decide(page, message)
        page.locator(".son-actions button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
