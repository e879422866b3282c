"""Rows through the resource, with what became of each; one that is bad takes no other with it."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export.results import RowResult

from people.models import User
from quizzes.imports.resources import QuestionResource, dataset

logger = logging.getLogger(__name__)

Did = Literal["new", "update", "skip", ""]
Row = dict[str, Any]
_DID: dict[str, Did] = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "update",
    RowResult.IMPORT_TYPE_SKIP: "skip",
}


@dataclass(slots=True)
class Outcome:
    """What becomes of a row: ``did`` is empty where it is refused, for these ``reasons``."""

    did: Did = ""
    reasons: list[str] = field(default_factory=list)


class _BatchLost(Exception):
    """The database refused the rows as a whole."""


def tried(rows: Sequence[Row]) -> list[Outcome]:
    """What would become of each; nothing is written."""
    result = QuestionResource().import_data(dataset(rows), dry_run=True, raise_errors=False)
    return _outcomes(result)


def done(rows: Sequence[Row], *, by: User | None, now: dt.datetime) -> list[Outcome]:
    """Put them into the bank. What the database refuses is looked for by halves, so that it is one row in the end."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            resource = QuestionResource(user=by, now=now, writing=True)
            result = resource.import_data(dataset(rows), dry_run=False, raise_errors=False, use_transactions=False)
            if result.base_errors:
                raise _BatchLost from result.base_errors[0].error
            return _outcomes(result)
    except _BatchLost as lost:
        if len(rows) == 1:
            logger.warning("A question of a file was refused by the database: %r", lost.__cause__)
            return [Outcome(reasons=[_("The database does not take this question.")])]
    middle = len(rows) // 2
    return [*done(rows[:middle], by=by, now=now), *done(rows[middle:], by=by, now=now)]


def row_of(values: Row, question: uuid.UUID) -> Row:
    """What was written down of a row, as it goes through."""
    day = values["review_by"]
    return {**values, "id": question, "review_by": dt.date.fromisoformat(day) if day else None}


def _outcomes(result: Any) -> list[Outcome]:
    if result.base_errors:
        raise result.base_errors[0].error
    return [_outcome(row) for row in result.rows]


def _outcome(row: RowResult) -> Outcome:
    if did := _DID.get(row.import_type):
        return Outcome(did)
    if row.validation_error is not None:
        return Outcome(reasons=_sentences(row.validation_error))
    logger.error("A question of a file could not be looked at.", exc_info=row.errors[0].error)
    return Outcome(reasons=[_("Something went wrong with this question; it was not put in.")])


def _sentences(error: ValidationError) -> list[str]:
    return [str(message) for message in error.messages]
