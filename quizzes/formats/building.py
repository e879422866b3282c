"""Contents made from what Moodle's formats have in common: texts with a weight and something said to each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.numbers import decimal
from quizzes.formats.records import Notes, Refused
from quizzes.kinds.numbers import plain

FULL = Decimal(100)
# Thirds and sevenths are written with few digits.
_NEARLY = Decimal(1)

_WILD = re.compile(r"\\\*|\*")


@dataclass(slots=True)
class Answer:
    """A text with its weight in percent."""

    text: str
    weight: Decimal
    feedback: str
    line: int


def single_choice(answers: list[Answer], notes: Notes) -> dict[str, Any]:
    """One is chosen; each has its credit."""
    best = max(answer.weight for answer in answers)
    if best < FULL:
        raise Refused(answers[0].line, "no_right_answer", _("No answer of this question is fully right."))
    return {
        "choices": [
            {"text": answer.text, "credit": _credit(answer, notes), "feedback": answer.feedback} for answer in answers
        ]
    }


def multiple_choice(answers: list[Answer], notes: Notes) -> dict[str, Any]:
    """Several are chosen; right is what has a positive weight."""
    right = [answer.weight for answer in answers if answer.weight > 0]
    wrong = [answer.weight for answer in answers if answer.weight <= 0]
    line = answers[0].line
    if not right:
        raise Refused(line, "no_right_answer", _("No answer of this question is right."))
    if max(right) - min(right) > _NEARLY or not (_all_of(right) or min(right) >= FULL):
        notes.changed(line, "unequal_weights", _("The right answers count for different shares; here they are equal."))
    # Without a weight of their own, wrong ones cost here what docs/question-kinds.md says; a weight is meant.
    if any(wrong) and (max(wrong) - min(wrong) > _NEARLY or not _all_of([-weight for weight in wrong])):
        notes.changed(line, "wrong_weights", _("Wrong answers cost another share than here."))
    return {
        "choices": [
            {"text": answer.text, "correct": answer.weight > 0, "feedback": answer.feedback} for answer in answers
        ]
    }


def short_answer(answers: list[Answer], notes: Notes, *, fold_case: bool = True) -> dict[str, Any]:
    """One gap; what is typed is compared with each."""
    accepted = []
    for answer in answers:
        if answer.text == "*":
            notes.changed(answer.line, "any_answer_lost", _("What is said to any other answer does not come along."))
        elif answer.weight <= 0:
            message = _("“%s” is a wrong answer with something said to it; it does not come along.")
            notes.changed(answer.line, "wrong_answer_lost", message % answer.text)
        else:
            text = _without_wildcards(answer, notes)
            accepted.append({"text": text, "credit": _credit(answer, notes, least=1), "feedback": answer.feedback})
    if not accepted:
        raise Refused(answers[0].line, "no_right_answer", _("No answer of this question is right."))
    return {"sentence": "", "gaps": [{"accepted": accepted}], "fold_case": fold_case, "fold_marks": False}


def number(answers: list[tuple[Answer, str]], notes: Notes, *, unit: str = "") -> dict[str, Any]:
    """A number is typed; each answer comes with its tolerance."""
    fitting = []
    for answer, tolerance in answers:
        if answer.text == "*" or answer.weight <= 0:
            notes.changed(answer.line, "any_answer_lost", _("What is said to any other answer does not come along."))
            continue
        value, around = _numeral(answer.text, answer.line), _numeral(tolerance or "0", answer.line)
        credit = _credit(answer, notes, least=1)
        fitting.append({"value": value, "tolerance": around.lstrip("-"), "credit": credit, "feedback": answer.feedback})
    if not fitting:
        raise Refused(answers[0][0].line, "no_right_answer", _("No answer of this question is right."))
    return {"answers": fitting, "unit": unit}


def matching(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Pairs; a right without a left is a distractor."""
    return {
        "pairs": [{"left": left, "right": right} for left, right in pairs if left],
        "distractors": [right for left, right in pairs if not left],
    }


def _credit(answer: Answer, notes: Notes, least: int = 0) -> int:
    credit = int(answer.weight.to_integral_value(ROUND_HALF_UP))
    credit = min(max(credit, least), 100)
    if credit != answer.weight:
        values = {"weight": plain(answer.weight), "credit": credit}
        notes.changed(answer.line, "weight_rounded", _("The weight %(weight)s%% became %(credit)d%%.") % values)
    return credit


def _all_of(weights: list[Decimal]) -> bool:
    return abs(sum(weights) - FULL) <= _NEARLY


def _numeral(text: str, line: int) -> str:
    value = decimal(text)
    if value is None:
        raise Refused(line, "not_a_number", _("“%s” is not a number.") % text[:60])
    return plain(value)


def _without_wildcards(answer: Answer, notes: Notes) -> str:
    if any(found[0] == "*" for found in _WILD.finditer(answer.text)):
        message = _("The * in “%s” stood for anything; here it is a star.")
        notes.changed(answer.line, "wildcard", message % answer.text)
    return answer.text.replace("\\*", "*")
