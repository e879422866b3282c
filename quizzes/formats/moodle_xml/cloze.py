"""Moodle's texts with answers embedded (“cloze”), where every gap is typed into."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building
from quizzes.formats.building import FULL, Answer
from quizzes.formats.moodle_xml.texts import Question
from quizzes.formats.numbers import weight
from quizzes.formats.records import Refused
from quizzes.formats.tags import GAP

_GAP = re.compile(r"\{(\d{0,3}):([A-Za-z_]{1,40}):((?:\\.|[^\\{}])*)\}", re.DOTALL)
_PIECE = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_FEEDBACK = re.compile(r"(?<!\\)#")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TYPED = {"SHORTANSWER", "SA", "MW"}
_TYPED_CASE = {"SHORTANSWER_C", "SAC", "MWC"}


def cloze(question: Question) -> tuple[str, dict[str, Any]]:
    """Gaps in a sentence. Raises ``Refused`` for gaps that one chooses for, or that ask for a number."""
    text = question.child("questiontext")
    gaps = _GAP.findall(text)
    kinds = {kind.upper() for _share, kind, _answers in gaps}
    if not gaps or not (kinds <= _TYPED or kinds <= _TYPED_CASE):
        message = _("A text with gaps comes along only if words are typed into all of them.")
        raise Refused(question.line, "cloze", message)
    if len({share or "1" for share, _kind, _answers in gaps}) > 1:
        message = _("Gaps count for different shares; here they are equal.")
        question.notes.changed(question.line, "unequal_weights", message)
    fold = kinds <= _TYPED
    accepted = [
        building.short_answer(_answers_of(found, question), question.notes, fold_case=fold)["gaps"][0]
        for _share, _kind, found in gaps
    ]
    prompt, sentence = _divided(_GAP.sub(lambda _found: GAP, text), question)
    return "fill_in", {"sentence": sentence, "gaps": accepted, "fold_case": fold, "fold_marks": False, "prompt": prompt}


def _answers_of(text: str, question: Question) -> list[Answer]:
    answers = []
    for piece in _PIECE.findall(text):
        share, rest = weight(piece)
        if share is None and rest.lstrip().startswith("="):
            share, rest = FULL, rest.lstrip()[1:]
        said, *feedback = (_ESCAPE.sub(r"\1", part).strip() for part in _FEEDBACK.split(rest, maxsplit=1))
        answers.append(Answer(said, share or Decimal(0), "".join(feedback), question.line))
    if not answers:
        raise Refused(question.line, "no_answer", _("This question has no answers."))
    return answers


def _divided(text: str, question: Question) -> tuple[str, str]:
    """What stands above the first line with a gap asks; the rest is the sentence."""
    lines = text.split("\n")
    first = next(place for place, line in enumerate(lines) if GAP in line)
    prompt = "\n".join(lines[:first]).strip()
    if not prompt:
        prompt = _("Fill in the gaps.")
        question.notes.changed(
            question.line, "prompt_added", _("The text has no question; “%s” was put there.") % prompt
        )
    return prompt, "\n".join(lines[first:])
