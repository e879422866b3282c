"""The questions of a file that waits, as the second person looks through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator

from courses.media.pinning import DraftMedia
from quizzes.imports.models import ImportRow, ImportRun
from quizzes.kinds.registry import kind_of

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question: where it stands in the file, what it asks, what is right."""

    line: int
    is_new: bool
    name: str
    kind: Any
    competence: str
    prompt: str
    key: list[str]


def waiting_questions(run: ImportRun, page: str | None) -> Any:
    """A page of them."""
    shown: Any = Paginator(ImportRow.objects.filter(run=run).order_by("place"), A_PAGE).get_page(page)
    shown.object_list = [_shown(row) for row in shown.object_list]
    return shown


def _shown(row: ImportRow) -> Waiting:
    values = row.values
    kind = kind_of(values["kind"])
    return Waiting(
        row.line, row.is_new, values["name"], kind.label, values["competence"], values["content"]["prompt"],
        _key(values),
    )  # fmt: skip


def _key(values: dict[str, Any]) -> list[str]:
    kind = kind_of(values["kind"])
    try:
        frozen = kind.frozen(values["content"], DraftMedia())
    except ValidationError as error:
        return error.messages
    replies = kind.replies(frozen, kind.key(frozen), show_key=True)
    return [f"{one.asked}: {one.expected}" if one.asked else one.expected for one in replies if one.expected]
