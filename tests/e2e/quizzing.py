"""Somebody who takes a quiz in a real browser: by taps, or by a plain form without scripts."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from playwright.sync_api import Locator, Page

from quizzes.kinds.registry import kind_of
from tests.e2e.learning import ECHO
from tests.e2e.serving import Site

_NEWEST = """
SELECT DISTINCT ON (question) question::text, kind, content FROM quizzes_questionversion ORDER BY question, number DESC
"""


# A quiz like one of the starter's, on no course's page, that asks one question of each kind.
_ONE_OF_EACH = """
SELECT DISTINCT ON (kind) kind, id FROM
(SELECT DISTINCT ON (question) question, kind, id FROM quizzes_questionversion ORDER BY question, number DESC) AS newest
ORDER BY kind, id
"""
_MODEL = "SELECT * FROM quizzes_quiz WHERE course_id IS NOT NULL ORDER BY id LIMIT 1"
_QUIZ = f"""
INSERT INTO quizzes_quiz SELECT made.* FROM ({_MODEL}) AS model, jsonb_populate_record(
    NULL::quizzes_quiz, to_jsonb(model) || jsonb_build_object('id', %s::uuid, 'course_id', NULL)) AS made
"""
_VERSION = f"""
INSERT INTO quizzes_quizversion SELECT made.* FROM quizzes_quizversion v, jsonb_populate_record(
    NULL::quizzes_quizversion, to_jsonb(v) || jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('quizzes_quizversion', 'id')), 'quiz', %s::uuid, 'parts', %s::jsonb,
        'settings', v.settings || '{{"course": null, "shuffle_questions": false}}')) AS made
WHERE v.quiz = (SELECT id FROM ({_MODEL}) AS model) ORDER BY v.number DESC LIMIT 1
"""


def every_kind(site: Site) -> tuple[str, list[str]]:
    """The path of a new quiz with one question of each kind, and the kinds in its order."""
    chosen = site.rows(_ONE_OF_EACH)
    quiz = str(uuid.uuid4())
    parts = json.dumps([{"pool": [version], "take": 1} for _, version in chosen])
    site.rows(_QUIZ, quiz)
    site.rows(_VERSION, quiz, parts)
    return f"/bai-kiem-tra/{quiz}/", [kind for kind, _ in chosen]


def begin(page: Page, path: str) -> None:
    """Open a quiz and begin it."""
    page.goto(path)
    page.locator("[data-quiz-start] button").tap()
    page.locator("[data-started]").wait_for()


def hand_in(page: Page) -> None:
    """Tap the button at the end and wait for the result."""
    page.wait_for_timeout(ECHO)
    page.locator("[data-quiz-submit]").tap()
    page.wait_for_url(re.compile("/ket-qua/"), timeout=30_000)


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
