"""A record into the cells of a row, by key. What ``reading`` takes gives the same record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from quizzes.formats.records import Record
from quizzes.formats.spreadsheet import gaps
from quizzes.formats.spreadsheet.cells import Cell, comma
from quizzes.formats.spreadsheet.columns import CHOSEN, DIFFICULTIES, KINDS, MEDIUMS, TRUTHS, VERDICTS

Cells = dict[str, Cell]


def cells_of(record: Record) -> Cells:
    """Every cell in which something stands."""
    content = record.content
    cells: dict[str, Any] = {
        "id": str(record.id or ""),
        "name": record.name,
        "kind": KINDS[record.kind],
        "prompt": content["prompt"],
        "competence": record.competence,
        "difficulty": DIFFICULTIES.get(record.difficulty, ""),
        "language": record.language,
        "source": record.source,
        "source_url": record.source_url,
        "review_by": record.review_by,
        "explanation": content.get("explanation", ""),
        **_media(content),
        **_OWN[record.kind](content),
    }
    return {key: value for key, value in cells.items() if value not in (None, "")}


def _media(content: dict[str, Any]) -> Cells:
    cells: Cells = {}
    if picture := content.get("picture"):
        cells |= {"picture": picture["image"], "alt_text": picture["alt_text"]}
    if audio := content.get("audio"):
        cells |= {"audio": audio["file"], "transcript": audio["transcript"]}
    return cells


def _listed(name: str, values: Iterable[Any]) -> Cells:
    return {f"{name}_{place}": value for place, value in enumerate(values, 1)}


def _answers(things: list[dict[str, Any]], text: str, said: str, credits: Iterable[Cell]) -> Cells:
    return {
        **_listed("choice", (thing[text] for thing in things)),
        **_listed("credit", credits),
        **_listed("feedback", (thing.get(said, "") for thing in things)),
    }


def _single_choice(content: dict[str, Any]) -> Cells:
    choices = content["choices"]
    return _answers(choices, "text", "feedback", (choice["credit"] for choice in choices))


def _multiple_choice(content: dict[str, Any]) -> Cells:
    choices = content["choices"]
    return _answers(choices, "text", "feedback", (TRUTHS[choice.get("correct", False)] for choice in choices))


def _true_false(content: dict[str, Any]) -> Cells:
    said = [content.get("feedback_true", ""), content.get("feedback_false", "")]
    return {"answer": TRUTHS[content["answer"]], **_listed("feedback", said)}


def _matching(content: dict[str, Any]) -> Cells:
    return {
        **_listed("choice", (pair["left"] for pair in content["pairs"])),
        **_listed("right", (pair["right"] for pair in content["pairs"])),
        **_listed("distractor", content.get("distractors", [])),
    }


def _ordering(content: dict[str, Any]) -> Cells:
    return _listed("choice", content["items"])


def _fill_in(content: dict[str, Any]) -> Cells:
    return {
        "sentence": content.get("sentence", ""),
        "fold_case": CHOSEN[content.get("fold_case", False)],
        "fold_marks": CHOSEN[content.get("fold_marks", False)],
        **_listed("gap", (gaps.written(gap["accepted"]) for gap in content["gaps"])),
    }


def _number(content: dict[str, Any]) -> Cells:
    answers = [{**answer, "value": Decimal(answer["value"])} for answer in content["answers"]]
    return {
        "unit": content.get("unit", ""),
        **_answers(answers, "value", "feedback", (answer["credit"] for answer in answers)),
        **_listed("tolerance", (Decimal(answer.get("tolerance") or 0) for answer in answers)),
    }


def _tap_place(content: dict[str, Any]) -> Cells:
    places = content["places"]
    areas = (
        "; ".join(comma(Decimal(str(place[side]))) for side in ("left", "top", "width", "height")) for place in places
    )
    credits = (TRUTHS[place.get("correct", False)] for place in places)
    return {**_answers(places, "label", "feedback", credits), **_listed("area", areas)}


def _scam(content: dict[str, Any]) -> Cells:
    parts = content["parts"]
    return {
        "medium": MEDIUMS[content["medium"]],
        "sender": content["sender"],
        "answer": VERDICTS[content["is_scam"]],
        **_answers(parts, "text", "why", (CHOSEN[part.get("sign", False)] for part in parts)),
    }


_OWN: dict[str, Callable[[dict[str, Any]], Cells]] = {
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
