"""Somebody who takes a quiz in a real browser: by taps, or by a plain form without scripts."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from quizzes.kinds.registry import kind_of
from tests.e2e.learning import ECHO
from tests.e2e.serving import Site

_NEWEST = """
SELECT DISTINCT ON (question) question::text, kind, content FROM quizzes_questionversion ORDER BY question, number DESC
"""


def quiz_of(site: Site, course: str) -> tuple[str, str]:
    """The identifier and the path of the quiz at a course's end."""
    [(identifier,)] = site.rows(
        """SELECT q.id::text FROM quizzes_quiz q JOIN courses_coursepage c ON c.page_ptr_id = q.course_id
           WHERE c.uuid = %s""",
        course,
    )
    return identifier, f"/bai-kiem-tra/{identifier}/"


def keys(site: Site) -> dict[str, tuple[str, dict[str, list[str]]]]:
    """Kind and right answer of every question, by its identifier."""
    return {question: (kind, kind_of(kind).key(content)) for question, kind, content in site.rows(_NEWEST)}


def fill(card: Locator, question: str, kind: str, key: dict[str, list[str]]) -> None:
    """Answer one question as a hand would."""
    if kind == "ordering" and card.locator("[data-move]").count():
        _put_in_order(card, question, key)
        return
    for name, values in key.items():
        field = card.locator(f"[name='{question}:{name}']")
        if field.first.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(values[0])
        elif field.first.get_attribute("type") in ("radio", "checkbox"):
            for value in values:
                card.locator(f"[name='{question}:{name}'][value='{value}']").check(force=True)
        else:
            field.fill(values[0])


def _put_in_order(card: Locator, question: str, key: dict[str, list[str]]) -> None:
    wanted = [name for name, _ in sorted(key.items(), key=lambda one: int(one[1][0]))]
    for place, item in enumerate(wanted):
        while True:
            order = card.locator("[data-item]").evaluate_all("(items) => items.map((one) => one.dataset.item)")
            if order.index(item) == place:
                break
            card.locator(f"[data-item='{item}'] [data-move=up]").tap()
            card.page.wait_for_timeout(ECHO)
    # Already in order: one step away and back says that it was meant.
    if not all(card.locator(f"[name='{question}:{name}']").input_value() for name in wanted):
        for way in ("down", "up"):
            card.locator(f"[data-item='{wanted[0]}'] [data-move={way}]").tap()
            card.page.wait_for_timeout(ECHO)


def answer_card(page: Page, known: dict[str, tuple[str, dict[str, list[str]]]]) -> str:
    """Answer the question on the screen and go on to the next card; which question it was."""
    card = page.locator(".quiz-card.is-current")
    question = str(card.get_attribute("data-question"))
    fill(card, question, *known[question])
    page.wait_for_timeout(ECHO)
    before: Any = card.get_attribute("id")
    page.locator("[data-next]").tap()
    page.wait_for_function("(id) => document.querySelector('[data-cards] > .is-current').id !== id", arg=before)
    return question
