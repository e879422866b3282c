"""A row into a record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from foundation.identifiers import parse_uuid
from quizzes.formats.naming import name_of
from quizzes.formats.records import Notes, Record, Refused
from quizzes.formats.spreadsheet.columns import DIFFICULTIES, KINDS
from quizzes.formats.spreadsheet.contents import CONTENTS
from quizzes.formats.spreadsheet.row import Row

# Stands for the id in the rows of the template that only show how it is done.
EXAMPLE = "ví dụ"


def read_row(row: Row, notes: Notes) -> Record:
    """The question of this row. Raises ``Refused`` with everything that is wrong with its cells."""
    identity = _identity(row)
    kind = row.word("kind", KINDS) or ""
    content: dict[str, Any] = {"prompt": row.text("prompt"), "explanation": row.text("explanation"), **_media(row)}
    if kind:
        content |= CONTENTS[kind](row)
    if not content["prompt"]:
        row.wrong("prompt", _("nothing stands there"))
    record = Record(
        id=identity,
        name=name_of(row.line("name"), content["prompt"], row.number, notes),
        kind=kind,
        content=content,
        # A code such as 1.2 is easily taken for a number.
        competence=row.line("competence").replace(",", "."),
        difficulty=row.word("difficulty", DIFFICULTIES, otherwise="") or "",
        language=row.line("language") or "vi",
        source=row.line("source"),
        source_url=row.line("source_url"),
        review_by=row.day("review_by"),
        line=row.number,
    )
    if row.problems:
        raise Refused(row.number, "cells", " ".join(row.problems))
    if left_over := row.left_over():
        message = _("This kind of question has no use for: %s.") % ", ".join(left_over)
        notes.changed(row.number, "cells_ignored", message)
    return record


def _identity(row: Row) -> Any:
    text = row.line("id")
    identity = parse_uuid(text.lower())
    if text and identity is None:
        row.wrong("id", _("“%s” is not the code of a question; leave it empty for a new one") % text[:60])
    return identity


def _media(row: Row) -> dict[str, Any]:
    media: dict[str, Any] = {}
    alt_text, transcript = row.text("alt_text"), row.text("transcript")
    if row.text("picture") or alt_text:
        media["picture"] = {"image": row.whole("picture"), "alt_text": alt_text}
    if row.text("audio") or transcript:
        media["audio"] = {"file": row.whole("audio"), "transcript": transcript}
    return media
