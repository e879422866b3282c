"""Rows that look like a household of their hamlet, or like a row further above."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from community_teams.households.models import Household
from community_teams.spreadsheets.models import SheetRow, SheetRun

_KEYS = (("name_folded", "same_name"), ("phone_key", "same_phone"))


def mark_doubles(run: SheetRun, rows: Sequence[SheetRow]) -> None:
    """Say of each row whether it looks like another one; two queries for all. Rows stand in the file's order."""
    mark_recorded(rows)
    above = SheetRow.objects.filter(_alike(rows), run=run)
    seen: dict[tuple[str, str], int] = {}
    for line, name_folded, phone_key in above.order_by("line").values_list("line", "name_folded", "phone_key"):
        seen.setdefault(("name_folded", name_folded), line)
        seen.setdefault(("phone_key", phone_key), line)
    for row in rows:
        for key, mark in _KEYS:
            text = getattr(row, key)
            if not text:
                continue
            if (line := seen.setdefault((key, text), row.line)) != row.line:
                _mark(row, mark)
                row.twin_line = row.twin_line or line


def mark_recorded(rows: Sequence[SheetRow]) -> None:
    """Say of each row whether a household of its hamlet looks like it. Blind keys have the hamlet in them."""
    hamlets = {row.hamlet_id for row in rows}
    there = Household.objects.filter(_alike(rows), hamlet__in=hamlets, erased_at=None, merged_into=None)
    known = {}
    for pk, name_folded, phone_key in there.order_by("-id").values_list("pk", "name_folded", "phone_key"):
        known["name_folded", name_folded] = known["phone_key", phone_key] = pk
    for row in rows:
        for key, mark in _KEYS:
            text = getattr(row, key)
            if text and (twin := known.get((key, text))):
                _mark(row, mark)
                row.twin = row.twin or twin


def _mark(row: SheetRow, mark: str) -> None:
    row.is_double = True
    setattr(row, mark, True)


def _alike(rows: Sequence[SheetRow]) -> Q:
    found = {key: {text for row in rows if (text := getattr(row, key))} for key, _mark_name in _KEYS}
    return Q(name_folded__in=found["name_folded"]) | Q(phone_key__in=found["phone_key"])
