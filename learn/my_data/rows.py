"""How rows are taken along: a page of them in memory at a time, of each the fields that a person is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

ROWS_AT_ONCE = 500


def by_key(rows: QuerySet[Row], key: str, *, at_once: int | None = None) -> Iterator[Row]:
    """Rows by the order of a key that no two of them share.

    A server-side cursor would need one connection for the whole time, which a pooler does not give.
    """
    most = at_once or ROWS_AT_ONCE
    after: Any = None
    while True:
        page = list((rows if after is None else rows.filter(**{f"{key}__gt": after})).order_by(key)[:most])
        yield from page
        if len(page) < most:
            return
        after = getattr(page[-1], key)


def fields(row: Model, names: Sequence[str]) -> dict[str, Any]:
    """These fields of a row, those that name another row without their ``_id``."""
    return {name.removesuffix("_id"): getattr(row, name) for name in names}
