"""A paper of a quiz as somebody may get it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import render

from foundation.http import private_answer
from learn.conversations import hold
from quizzes.attempts.papers import draw_paper
from quizzes.bank.kept import load_asked, variant_of
from quizzes.kinds.base import Reply
from quizzes.quiz.freezing import draft_version
from quizzes.quiz.kept import rules_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from quizzes.bank.kept import Asked
    from quizzes.quiz.models import Quiz


def preview(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    """One paper, drawn anew each time; or why there is none."""
    return private_answer(render(request, "quizzes/office/quiz_preview.html", {"quiz": quiz, **_paper(quiz)}))


def _paper(quiz: Quiz) -> dict[str, Any]:
    try:
        rules = rules_of(draft_version(quiz))
    except ValidationError as error:
        return {"lacking": error.messages, "cards": []}
    seed = secrets.randbits(62)
    paper = draw_paper(rules, seed)
    asked = hold(load_asked(paper))
    cards = [
        {
            "number": place + 1,
            "name": asked[one].name,
            "html": asked[one].html(variant_of(seed, place, shuffled=rules.shuffle_answers)),
            "replies": _key(asked[one]),
        }
        for place, one in enumerate(paper)
    ]
    return {"rules": rules, "cards": cards, "lacking": []}


def _key(asked: Asked) -> list[Reply]:
    return asked.kind.replies(asked.content, asked.kind.key(asked.content), show_key=True)
