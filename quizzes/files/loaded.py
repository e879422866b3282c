"""One row against its entry: is it new, to be brought up to date, or an official's by now?"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext as _

from courses.curriculum_files.tree import fingerprint
from quizzes.bank.models import Question
from quizzes.quiz.models import Quiz

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from courses.curriculum_files.loaded import Did

Row: TypeAlias = "Question | Quiz"

# `loaded_digest` is the fingerprint of the entry, then the one of the row as loading left it.
HALF = 32


def rows_of(model: type[Question] | type[Quiz], ids: Iterable[UUID]) -> dict[UUID, Row]:
    """The rows with these ids, as far as comparing needs them. One query."""
    fields = ["loaded_digest", "latest_revision", "live"]
    if model is Question:
        fields.append("retired_at")
    return {row.pk: row for row in model._default_manager.filter(pk__in=list(ids)).only(*fields)}


def compare(row: Row | None, digest: str, *, deleted: bool) -> tuple[Did, str]:
    """What is to be done, and for what is kept the reason. ``deleted``: there is no row now, but there was one."""
    if row is None:
        return ("kept", _("deleted by an official")) if deleted else ("created", "")
    if not row.loaded_digest:
        return "kept", _("not loaded from a file")
    if row.loaded_digest[HALF:] != _state(row):
        return "kept", _officials_reason(row)
    return ("unchanged" if row.loaded_digest[:HALF] == digest[:HALF] else "updated"), ""


def being_loaded(digest: str) -> str:
    """The digest that goes into the revision: an official's draft begins with it, and no state is ever like it."""
    return digest[:HALF] + "-" * HALF


def remember(row: Row, digest: str) -> None:
    """The row is from now on what loading made of it."""
    stored = rows_of(type(row), [row.pk])[row.pk]
    type(row)._default_manager.filter(pk=row.pk).update(loaded_digest=digest[:HALF] + _state(stored))


def _state(row: Row) -> str:
    """An official's edit makes another revision; unpublishing and retiring make none."""
    return fingerprint(row.latest_revision_id, row.live, _retired(row))[:HALF]


def _retired(row: Row) -> bool:
    return isinstance(row, Question) and row.retired_at is not None


def _officials_reason(row: Row) -> str:
    if _retired(row):
        return _("retired by an official")
    return _("changed by an official") if row.live else _("unpublished by an official")
