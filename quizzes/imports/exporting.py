"""The bank as a file, piece by piece, so that a hundred thousand questions need no more memory than a thousand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from courses.framework.models import Competence
from quizzes.bank.models import Question
from quizzes.formats.gift.writer import pieces as gift_pieces
from quizzes.formats.records import Record, Records
from quizzes.formats.spreadsheet.writer import csv_pieces, xlsx_pieces
from quizzes.imports.models import Format

AT_ONCE = 500

WRITERS: dict[str, Callable[[Records], Iterator[bytes]]] = {
    Format.XLSX: xlsx_pieces,
    Format.CSV: csv_pieces,
    Format.GIFT: gift_pieces,
}
TYPES = {
    Format.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    Format.CSV: ("text/csv; charset=utf-8", "csv"),
    Format.GIFT: ("text/plain; charset=utf-8", "gift"),
}


def chosen(*, competence: Competence | None = None, kind: str = "") -> list[uuid.UUID]:
    """Questions in use by competence and name; of a bank of any size their ids are little."""
    found = Question.objects.in_use()
    if competence is not None:
        found = found.filter(competence=competence)
    if kind:
        found = found.filter(kind=kind)
    return list(found.order_by("competence__code", "name", "id").values_list("pk", flat=True))


def records_of(ids: list[uuid.UUID]) -> Iterator[Record]:
    """They themselves, some hundred at a time."""
    for place in range(0, len(ids), AT_ONCE):
        piece = ids[place : place + AT_ONCE]
        rows = Question.objects.select_related("competence").defer("folded").in_bulk(piece)
        yield from (record_of(rows[one]) for one in piece if one in rows)


def record_of(question: Question) -> Record:
    """A question outside the bank, as it is published."""
    return Record(
        id=question.pk,
        name=question.name,
        kind=question.kind,
        content=_without_nothing(question.content),
        competence=question.competence.code,
        difficulty=question.difficulty,
        language=question.language,
        source=question.source,
        source_url=question.source_url,
        review_by=question.review_by,
    )


def _without_nothing(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value is not None}
