"""Large letters, small screens, large targets, and nothing that jumps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import quizzing, signing
from tests.e2e.conftest import PHONE
from tests.e2e.learning import ECHO, Learner, courses
from tests.e2e.serving import Site

PAGES = ["/", "/khoa-hoc/", "/toi/", "/tro-giup/", "/tim-kiem/?q=mat+khau", "/dia-ban/?q=dai", "/mau-giao-dien/",
         "/to-cong-nghe/", "/khong-co-trang-nay/", "/toi/nguoi-hoc/", "/dang-nhap/",
         "/dang-nhap/khoi-phuc/", "/chung-nhan/", "/toi/du-lieu/",
         "/toi/nang-luc/", "/toi/nang-luc/noi-o/?q=dai"]  # fmt: skip
TARGET = 48

# What reaches beyond the right edge, if the page scrolls sideways.
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 100))"""

# Controls whose target is smaller than it should be. A link within a sentence is as tall as its line.
SMALL = """(least) => {
  const small = [];
  for (const each of document.querySelectorAll("a, button, summary, input, select")) {
    // A box to tick is ticked by tapping its words as well.
    const box = ((["checkbox", "radio"].includes(each.type) && each.closest("label")) || each).getBoundingClientRect();
    if (!box.width || box.right < 0 || box.bottom < 0 || each.closest(".away, .skip")) continue;
    if (getComputedStyle(each).display === "inline") continue;
    const grown = getComputedStyle(each, "::after");
    const more = grown.position === "absolute" ? -2 * parseFloat(grown.top) || 0 : 0;
    if (box.height + more < least) small.push(`${each.outerHTML.slice(0, 90)} ${box.height + more}`);
  }
  return small;
}"""

SHIFT = """() => { window.shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    if (!one.hadRecentInput) window.shift += one.value;
  })).observe({ type: "layout-shift", buffered: true }); }"""


def lesson_of(site: Site) -> str:
    return courses(site)[0].lessons[0]["path"]


def enlarge(page: Page) -> None:
    """Letters twice as large."""
    page.evaluate("document.documentElement.style.fontSize = '225%'")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 360])
def test_no_page_scrolls_sideways_even_with_letters_twice_as_large(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(path)
    assert page.evaluate(WIDER) == []
    enlarge(page)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 36
    if width == 360:
        assert page.evaluate(WIDER) == []


def test_no_card_of_any_lesson_scrolls_sideways_with_letters_twice_as_large(page: Page, site: Site) -> None:
    for course in courses(site):
        page.goto(course.path)
        enlarge(page)
        assert page.evaluate(WIDER) == [], course.path
        for lesson in course.lessons:
            page.goto(lesson["path"])
            enlarge(page)
            while page.locator("[data-next]").is_visible():
                assert page.evaluate(WIDER) == [], f"{lesson['path']} {page.evaluate('location.hash')}"
                page.wait_for_timeout(ECHO)
                page.locator("[data-next]").click()
            assert page.evaluate(WIDER) == [], lesson["path"]


def test_with_letters_twice_as_large_the_card_begins_on_the_screen(page: Page, site: Site) -> None:
    page.goto(lesson_of(site))
    enlarge(page)
    page.wait_for_timeout(ECHO)
    page.locator("[data-next]").tap()
    page.wait_for_timeout(ECHO)
    page.locator("[data-next]").tap()
    bar = page.locator(".lesson-bar").bounding_box()
    heading = page.locator(".is-current h2").bounding_box()
    assert bar is not None
    assert heading is not None
    assert heading["y"] >= 0
    assert heading["y"] + heading["height"] <= bar["y"]


@pytest.mark.parametrize("path", PAGES)
def test_what_is_pressed_is_as_large_as_a_thumb(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate(SMALL, TARGET) == []


def test_what_is_pressed_in_a_lesson_is_as_large_as_a_thumb(page: Page, site: Site) -> None:
    page.goto(lesson_of(site))
    page.locator("[data-map] summary").tap()
    while page.locator("[data-next]").is_visible():
        assert page.evaluate(SMALL, TARGET) == []
        page.wait_for_timeout(ECHO)
        page.locator("[data-next]").tap()
    assert page.evaluate(SMALL, TARGET) == []


def test_nothing_jumps_while_a_page_fills_in_what_the_phone_knows(browser: Browser, site: Site) -> None:
    context = browser.new_context(**PHONE, base_url=site.url)
    context.add_init_script(f"({SHIFT})()")
    learner = Learner(context, site)
    course = courses(site)[0]
    learner.open(course.lessons[0]["path"])
    learner.finish_lesson()
    learner.wait_until_received()
    learner.open(course.lessons[1]["path"])
    learner.next()
    learner.wait_until_received()
    for path in ("/", "/khoa-hoc/", course.path, course.lessons[0]["path"], course.lessons[2]["path"], "/toi/"):
        learner.open(path)
        learner.page.wait_for_load_state("networkidle")
        learner.page.wait_for_timeout(300)
        assert learner.page.evaluate("shift") <= 0.01, path
    context.close()


def test_help_stands_in_the_same_place_on_every_page(page: Page, site: Site) -> None:
    places = set()
    for path in [*PAGES, lesson_of(site)]:
        page.goto(path)
        box = page.locator("a.site-help").bounding_box()
        assert box is not None
        places.add((round(box["x"]), round(box["y"])))
    assert len(places) == 1, places


def test_the_button_that_sends_the_code_is_on_the_first_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/dang-nhap/")
    bottom = page.locator("form:has([name=phone]) button").bounding_box()
    bar = page.locator("nav.bar").bounding_box()
    assert bottom
    assert bar
    assert bottom["y"] + bottom["height"] <= bar["y"]


def test_every_picture_and_the_field_after_it_are_near_and_each_picture_is_a_target_with_a_name(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    signing.type_number(page, signing.new_number())
    signing.type_code(page)
    page.locator("[name=full_name]").wait_for()
    first, last = (page.get_by_role("radio", name=name, exact=True) for name in ("Con trâu", "Ngôi nhà"))
    top, bottom = first.bounding_box(), last.bounding_box()
    assert top
    assert bottom
    assert bottom["y"] + bottom["height"] - top["y"] <= 360, "half a screen"
    boxes = [radio.bounding_box() or {} for radio in page.get_by_role("radio").all()]
    assert len(boxes) == 24
    assert min(min(box["width"], box["height"]) for box in boxes) >= TARGET
    button = page.locator("form:has([name=full_name]) button").bounding_box()
    assert button
    assert button["y"] <= 900


# Places on a picture and arrows lie side by side: they are looked at across as well.
NARROW = """(least) => [...document.querySelectorAll(".is-current :is(.place input, .quiz-move)")]
  .filter((each) => each.getBoundingClientRect().width < least).map((each) => each.outerHTML.slice(0, 90))"""


def test_every_kind_of_question_fits_the_phone_and_the_thumb(page: Page, site: Site) -> None:
    path, kinds = quizzing.every_kind(site)
    page.goto(path)
    assert page.evaluate(SMALL, TARGET) == []
    quizzing.begin(page, path)
    for kind in [*kinds, "to be handed in"]:
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate(SMALL, TARGET) == [], kind
        assert page.evaluate(NARROW, TARGET) == [], kind
        page.set_viewport_size({"width": 320, "height": 740})
        assert page.evaluate(WIDER) == [], kind
        page.wait_for_timeout(ECHO)
        if page.locator("[data-next]").is_visible():
            page.locator("[data-next]").tap()
    quizzing.hand_in(page)
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    assert page.evaluate(WIDER) == [], "result"
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(SMALL, TARGET) == [], "result"


def test_no_kind_of_question_scrolls_sideways_with_letters_twice_as_large(page: Page, site: Site) -> None:
    path, kinds = quizzing.every_kind(site)
    page.goto(path)
    enlarge(page)
    assert page.evaluate(WIDER) == []
    quizzing.begin(page, path)
    enlarge(page)
    for kind in [*kinds, "to be handed in"]:
        assert page.evaluate(WIDER) == [], kind
        page.wait_for_timeout(ECHO)
        if page.locator("[data-next]").is_visible():
            page.locator("[data-next]").tap()
    quizzing.hand_in(page)
    enlarge(page)
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    assert page.evaluate(WIDER) == [], "result"
