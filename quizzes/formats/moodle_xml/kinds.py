"""Moodle's types of questions as our kinds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building
from quizzes.formats.moodle_xml.cloze import cloze
from quizzes.formats.moodle_xml.texts import Question
from quizzes.formats.records import Refused

_NO = {"", "0", "false"}


def read_kind(question: Question) -> tuple[str, dict[str, Any]]:
    """The kind and its content but for the explanation. Raises ``Refused``."""
    name = question.element.get("type", "")
    reader = _READERS.get(name)
    if reader is None:
        raise Refused(question.line, "type", _("Questions of Moodle's type “%s” do not come along.") % name[:40])
    kind, content = reader(question)
    return kind, {"prompt": question.child("questiontext"), **content}


def _multichoice(question: Question) -> tuple[str, dict[str, Any]]:
    if question.value("single") in _NO:
        return "multiple_choice", building.multiple_choice(question.answers(), question.notes)
    return "single_choice", building.single_choice(question.answers(), question.notes)


def _truefalse(question: Question) -> tuple[str, dict[str, Any]]:
    answers = {answer.text.lower(): answer for answer in question.answers("plain")}
    if set(answers) != {"true", "false"}:
        raise Refused(question.line, "true_false", _("The answers of this question are not “true” and “false”."))
    return "true_false", {
        "answer": answers["true"].weight > answers["false"].weight,
        "feedback_true": answers["true"].feedback,
        "feedback_false": answers["false"].feedback,
    }


def _shortanswer(question: Question) -> tuple[str, dict[str, Any]]:
    fold = question.value("usecase") in _NO
    return "fill_in", building.short_answer(question.answers("plain"), question.notes, fold_case=fold)


def _numerical(question: Question) -> tuple[str, dict[str, Any]]:
    tolerances = [(element.findtext("tolerance") or "").strip() for element in question.element.findall("answer")]
    answers = list(zip(question.answers("plain"), tolerances, strict=True))
    return "number", building.number(answers, question.notes, unit=_unit(question))


def _unit(question: Question) -> str:
    units = [
        ((unit.findtext("unit_name") or "").strip(), (unit.findtext("multiplier") or "1").strip())
        for unit in question.element.findall("units/unit")
    ]
    own = next((name for name, factor in units if building.decimal(factor) == 1), "")
    others = [name for name, _factor in units if name != own]
    if others:
        message = _("Other units than the question's own do not come along: %s.")
        question.notes.changed(question.line, "units_lost", message % ", ".join(others)[:200])
    return own


def _matching(question: Question) -> tuple[str, dict[str, Any]]:
    pairs = [
        (
            question.text(pair),
            question.text(pair.find("answer"), "plain" if pair.find("answer[@format]") is None else ""),
        )
        for pair in question.element.findall("subquestion")
    ]
    if not pairs:
        raise Refused(question.line, "no_answer", _("This question has no answers."))
    return "matching", building.matching(pairs)


def _ordering(question: Question) -> tuple[str, dict[str, Any]]:
    if question.value("selecttype") not in {"", "0", "ALL"}:
        message = _("Moodle shows only some of the items; here all are shown.")
        question.notes.changed(question.line, "all_items", message)
    return "ordering", {"items": [answer.text for answer in question.answers()]}


_READERS = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "cloze": cloze,
    "multianswer": cloze,
}
