"""axe on every page and every kind of card, in light and dark: nothing of WCAG 2.2 A and AA is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from quizzes.kinds.registry import NAMES
from tests.e2e import quizzing
from tests.e2e.conftest import PHONE
from tests.e2e.learning import ECHO, Learner, courses
from tests.e2e.serving import Site

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
PAGES = [
    "/", "/khoa-hoc/", "/toi/", "/tro-giup/", "/tim-kiem/?q=mat+khau", "/tim-kiem/?q=xyzw", "/dia-ban/?q=dai+phuc",
    "/to-cong-nghe/", "/bang-theo-doi/", "/mau-giao-dien/", "/khong-co-trang-nay/", "/toi/nguoi-hoc/", "/dang-nhap/",
    "/dang-nhap/khoi-phuc/", "/chung-nhan/", "/chung-nhan/?so=ABCD-1234", "/toi/du-lieu/",
    "/toi/nang-luc/", "/toi/nang-luc/noi-o/?q=dai",
]  # fmt: skip
KINDS = {"text", "picture", "steps", "do_dont", "warning", "check", "official_link"}


@pytest.fixture(params=["light", "dark"])
def seen(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(**PHONE, base_url=site.url, color_scheme=request.param)
    yield context.new_page()
    context.close()


def complaints(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]} — {node['failureSummary']}" for fault in found for node in fault["nodes"]
    ]


def kinds_of_card(site: Site) -> dict[str, tuple[str, str]]:
    """For each kind of piece a card that has it: path of the lesson, and the card."""
    query = "SELECT DISTINCT ON (lesson) lesson::text, cards FROM courses_lessonversion ORDER BY lesson, number DESC"
    paths = {lesson["uuid"]: lesson["path"] for course in courses(site) for lesson in course.lessons}
    places = {}
    for lesson, cards in site.rows(query):
        for card in cards:
            places |= dict.fromkeys(card["blocks"], (paths[lesson], card["id"]))
    return places


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_a_page(seen: Page, path: str) -> None:
    seen.goto(path)
    assert complaints(seen) == []


def test_axe_finds_nothing_on_track_course_and_the_end_of_a_lesson(seen: Page, site: Site) -> None:
    course = courses(site)[0]
    learner = Learner(seen.context, site)
    learner.open(course.lessons[0]["path"])
    learner.next()
    learner.page.locator("[data-map] summary").tap()
    assert complaints(learner.page) == []
    learner.page.locator("[data-map] summary").tap()
    learner.finish_lesson()
    learner.wait_until_received()
    assert complaints(learner.page) == []
    for path in (course.path, course.path.rsplit("/", 2)[0] + "/", "/", "/toi/"):
        learner.open(path)
        learner.page.wait_for_load_state("networkidle")
        assert complaints(learner.page) == [], path


def test_axe_finds_nothing_on_any_kind_of_card(seen: Page, site: Site) -> None:
    places = kinds_of_card(site)
    assert set(places) >= KINDS
    learner = Learner(seen.context, site)
    for kind, (path, card) in sorted(places.items()):
        learner.open(f"{path}#{card}")
        learner.page.locator(f"#{card}.is-current").wait_for()
        assert complaints(learner.page) == [], kind
        learner.answer()
        assert complaints(learner.page) == [], f"{kind}, answered"


def test_axe_finds_nothing_on_any_kind_of_question(seen: Page, site: Site) -> None:
    path, kinds = quizzing.every_kind(site)
    assert set(kinds) == set(NAMES)
    known = quizzing.keys(site)
    seen.goto(path)
    assert complaints(seen) == [], "before it begins"
    quizzing.begin(seen, path)
    for kind in kinds:
        assert complaints(seen) == [], kind
        card = seen.locator(".quiz-card.is-current")
        question = str(card.get_attribute("data-question"))
        quizzing.fill(card, question, *known[question])
        assert complaints(seen) == [], f"{kind}, answered"
        seen.wait_for_timeout(ECHO)
        seen.locator("[data-next]").tap()
    seen.locator("[data-map] summary").tap()
    assert complaints(seen) == [], "to be handed in"
    quizzing.hand_in(seen)
    seen.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    assert complaints(seen) == [], "result"
    seen.goto(path)
    assert complaints(seen) == [], "afterwards"


def test_axe_finds_nothing_on_a_result_that_is_not_passed_and_on_what_one_can_do(seen: Page, site: Site) -> None:
    [(placement,)] = site.rows("SELECT id::text FROM quizzes_quiz WHERE purpose = 'placement'")
    _, path = quizzing.quiz_of(site, courses(site)[0].uuid)
    for quiz in (path, f"/bai-kiem-tra/{placement}/"):
        quizzing.begin(seen, quiz)
        seen.evaluate("location.hash = '#nop_bai'")
        assert complaints(seen) == [], f"{quiz}, with questions left"
        quizzing.hand_in(seen)
        seen.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
        assert complaints(seen) == [], f"{quiz}, result"
    seen.goto("/toi/nang-luc/")
    assert complaints(seen) == []
