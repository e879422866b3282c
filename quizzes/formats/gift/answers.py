"""What stands between the braces: which kind it makes, and its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building
from quizzes.formats.building import FULL, Answer
from quizzes.formats.gift.blocks import Block
from quizzes.formats.gift.escapes import show
from quizzes.formats.gift.texts import Texts
from quizzes.formats.numbers import decimal, weight
from quizzes.formats.records import Refused
from quizzes.kinds.numbers import plain

_TRUE = {"T", "TRUE"}
_FALSE = {"F", "FALSE"}
_MARKERS = re.compile("[=~]")
# No kind has as many; more come of signs that were not escaped.
_MOST_ANSWERS = 100


@dataclass(slots=True)
class Piece:
    """One answer as it stands in the file: after ``=``, after ``~`` or after neither."""

    marker: str
    text: str
    line: int


@dataclass(slots=True)
class Body:
    """All that is between the braces but the general feedback; ``start`` is its place in the block."""

    block: Block
    text: str
    start: int
    texts: Texts

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.block.line(self.start)

    def pieces(self, skip: int = 0) -> list[Piece]:
        """The answers one by one. Raises ``Refused``."""
        if self.text.count("=") + self.text.count("~") > _MOST_ANSWERS:
            raise Refused(self.line, "too_many_answers", _("A question has at most %d answers.") % _MOST_ANSWERS)
        found, marker, begin = [], "", skip
        for sign in _MARKERS.finditer(self.text, skip):
            found.append(self._piece(marker, begin, sign.start()))
            marker, begin = sign[0], sign.end()
        found.append(self._piece(marker, begin, len(self.text)))
        return [piece for piece in found if piece.marker or piece.text.strip()]

    def _piece(self, marker: str, begin: int, end: int) -> Piece:
        return Piece(marker, self.text[begin:end], self.block.line(self.start + max(begin - 1, 0)))

    def answer(self, piece: Piece, otherwise: Decimal) -> Answer:
        """A piece with its weight and with what is said to it."""
        share, rest = weight(piece.text)
        text, _sign, feedback = rest.partition("#")
        said = self.texts.text(feedback, piece.line)
        return Answer(self.texts.text(text, piece.line), otherwise if share is None else share, said, piece.line)


def read_answers(body: Body) -> tuple[str, dict[str, Any]]:
    """The kind and its part of the content, as Moodle decides between kinds. Raises ``Refused``."""
    text = body.text
    if not text.strip():
        raise Refused(body.line, "essay", _("A question that is answered by writing freely does not come along."))
    if text.lstrip().startswith("#"):
        return "number", _number(body)
    if "~" in text:
        return _choice(body)
    if "=" in text and "->" in text:
        return "matching", _matching(body)
    if text.split("#", 1)[0].strip().upper() in _TRUE | _FALSE:
        return "true_false", _true_false(body)
    return "fill_in", building.short_answer([body.answer(piece, FULL) for piece in body.pieces()], body.texts.notes)


def _choice(body: Body) -> tuple[str, dict[str, Any]]:
    pieces = body.pieces()
    _nothing_before(pieces)
    answers = [body.answer(piece, FULL if piece.marker == "=" else Decimal(0)) for piece in pieces]
    if any(piece.marker == "=" for piece in pieces):
        return "single_choice", building.single_choice(answers, body.texts.notes)
    return "multiple_choice", building.multiple_choice(answers, body.texts.notes)


def _nothing_before(pieces: list[Piece]) -> None:
    if not pieces[0].marker:
        stray = " ".join(show(pieces[0].text).split())[:60]
        message = _("“%s” stands before the first answer; answers begin with = or ~.") % stray
        raise Refused(pieces[0].line, "stray_text", message)


def _matching(body: Body) -> dict[str, Any]:
    pieces = body.pieces()
    _nothing_before(pieces)
    pairs = []
    for piece in pieces:
        left, arrow, right = piece.text.partition("->")
        if not arrow:
            raise Refused(piece.line, "no_arrow", _("This pair has no arrow -> between its two sides."))
        right, sign, _feedback = right.partition("#")
        if sign:
            message = _("What is said to a single pair does not come along.")
            body.texts.notes.changed(piece.line, "pair_feedback_lost", message)
        # Moodle knows no form for rights.
        pairs.append((body.texts.text(left, piece.line), " ".join(show(" ".join(right.split())).split(" "))))
    return building.matching(pairs)


def _true_false(body: Body) -> dict[str, Any]:
    said, *feedback = body.text.split("#", 2)
    wrong, right = (body.texts.text(text, body.line) for text in [*feedback, "", ""][:2])
    answer = said.strip().upper() in _TRUE
    return {
        "answer": answer,
        "feedback_true": right if answer else wrong,
        "feedback_false": wrong if answer else right,
    }


def _number(body: Body) -> dict[str, Any]:
    answers = []
    for piece in body.pieces(skip=body.text.index("#") + 1):
        answer = body.answer(piece, Decimal(0) if piece.marker == "~" else FULL)
        if piece.marker == "~":
            answer.text = "*"
        answers.append(_with_tolerance(answer))
    if not answers:
        raise Refused(body.line, "no_answer", _("There is no number after the sign #."))
    return building.number(answers, body.texts.notes)


def _with_tolerance(answer: Answer) -> tuple[Answer, str]:
    if ".." in answer.text:
        least, most = (decimal(text) for text in answer.text.split("..", 1))
        if least is None or most is None:
            message = _("“%s” is not a range of numbers.") % answer.text[:60]
            raise Refused(answer.line, "not_a_number", message)
        answer.text = plain((least + most) / 2)
        return answer, plain(abs(most - least) / 2)
    answer.text, _colon, tolerance = (text.strip() for text in answer.text.partition(":"))
    return answer, tolerance
