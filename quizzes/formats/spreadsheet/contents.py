"""What each kind takes from a row besides what all have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.spreadsheet import gaps
from quizzes.formats.spreadsheet.columns import MEDIUMS
from quizzes.formats.spreadsheet.row import Row

Content = dict[str, Any]


def _texts(row: Row) -> list[tuple[int, str]]:
    """The choices that are filled in; a credit or a feedback without its choice is a mistake."""
    found = []
    for place in row.places("choice", "credit", "feedback"):
        text = row.text(f"choice_{place}")
        if not text:
            row.wrong(f"choice_{place}", _("nothing stands there, but beside it"))
        found.append((place, text))
    return found


def _single_choice(row: Row) -> Content:
    return {
        "choices": [
            {
                "text": text,
                "credit": row.credit(f"credit_{place}", otherwise=0),
                "feedback": row.text(f"feedback_{place}"),
            }
            for place, text in _texts(row)
        ]
    }


def _multiple_choice(row: Row) -> Content:
    return {"choices": _marked(row, "text", "correct", "feedback")}


def _marked(row: Row, text_key: str, flag_key: str, said_key: str) -> list[Content]:
    return [
        {
            text_key: text,
            flag_key: bool(row.flag(f"credit_{place}", otherwise=False)),
            said_key: row.text(f"feedback_{place}"),
        }
        for place, text in _texts(row)
    ]


def _true_false(row: Row) -> Content:
    return {
        "answer": bool(row.flag("answer", otherwise=None)),
        "feedback_true": row.text("feedback_1"),
        "feedback_false": row.text("feedback_2"),
    }


def _matching(row: Row) -> Content:
    pairs = []
    for place in row.places("choice", "right"):
        pair = {"left": row.text(f"choice_{place}"), "right": row.text(f"right_{place}")}
        if not all(pair.values()):
            row.wrong(f"choice_{place}", _("one side of this pair is missing"))
        pairs.append(pair)
    return {"pairs": pairs, "distractors": [row.text(f"distractor_{place}") for place in row.places("distractor")]}


def _ordering(row: Row) -> Content:
    return {"items": [row.text(f"choice_{place}") for place in row.places("choice")]}


def _fill_in(row: Row) -> Content:
    return {
        "sentence": row.text("sentence"),
        "gaps": [{"accepted": _accepted(row, f"gap_{place}")} for place in row.places("gap")],
        "fold_case": bool(row.flag("fold_case", otherwise=True)),
        "fold_marks": bool(row.flag("fold_marks", otherwise=False)),
    }


def _accepted(row: Row, key: str) -> list[Content]:
    accepted = []
    for line in filter(None, row.text(key).split("\n")):
        text, credit, feedback, *more = [*gaps.parts(line), "", ""]
        if any(more):
            row.wrong(key, _("a line has at most three parts: answer | credit | what is said"))
        share = row.credit(key, otherwise=100, least=1, text=credit)
        accepted.append({"text": text, "credit": share, "feedback": feedback})
    return accepted


def _number(row: Row) -> Content:
    return {
        "answers": [
            {
                "value": row.decimal(f"choice_{place}"),
                "tolerance": row.decimal(f"tolerance_{place}", otherwise="0") if place <= 6 else "0",
                "credit": row.credit(f"credit_{place}", otherwise=100, least=1),
                "feedback": row.text(f"feedback_{place}"),
            }
            for place, _text in _texts(row)
        ],
        "unit": row.line("unit"),
    }


def _tap_place(row: Row) -> Content:
    places = _marked(row, "label", "correct", "feedback")
    for place, content in zip(row.places("choice", "credit", "feedback"), places, strict=True):
        area = row.numbers(f"area_{place}", 4)
        content |= dict(zip(("left", "top", "width", "height"), area, strict=False))
    return {"places": places}


def _scam(row: Row) -> Content:
    return {
        "medium": row.word("medium", MEDIUMS, otherwise="message"),
        "sender": row.line("sender"),
        "parts": _marked(row, "text", "sign", "why"),
        "is_scam": bool(row.flag("answer", otherwise=None)),
    }


CONTENTS: dict[str, Callable[[Row], Content]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "fill_in": _fill_in,
    "number": _number,
    "tap_place": _tap_place,
    "scam": _scam,
}
