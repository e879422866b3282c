"""Brings the units of before July 2025 from their file into the database, by comparing, as areas come in."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from people.areas.models import Area, FormerArea
from people.areas.reading import ListRefused, Problem

FORMER_LIST = Path(__file__).parent / "data" / "former_areas.csv"
_WRITTEN = [
    "name", "level", "kind", "parent_id", "ended_on", "same_name", "folded", "folded_path", "spelt_path", "sort_key",
]  # fmt: skip
_MANY = 100


def load_former(path: Path = FORMER_LIST) -> dict[str, int]:
    """Make the former areas and their successors equal to our own file; returns what happened to how many.

    Raises ``ListRefused`` when a successor is no area.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{FormerArea._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
        held = {unit.code: unit for unit in FormerArea.objects.all()}
        areas = _areas()
        _refuse_unknown(rows, areas)
        created, changed = _write(rows, held, areas)
        codes = {row["code"] for row in rows}
        removed = [unit.pk for code, unit in held.items() if code not in codes]
        FormerArea.objects.filter(pk__in=removed).delete()
        _link(rows, areas)
        if created > _MANY:
            # Else the planner does not know yet that the table is large, and searches do without its index.
            cursor.execute(f'ANALYZE "{FormerArea._meta.db_table}"')
    return {
        "created": created,
        "changed": changed,
        "removed": len(removed),
        "unchanged": len(rows) - created - changed,
    }


def _areas() -> dict[str, Area]:
    """By code the first form of each area that is on record: what came after it is its successor."""
    areas = Area.objects.order_by("-valid_from").select_related("parent")
    return {area.code: area for area in areas}


def _refuse_unknown(rows: list[dict[str, str]], areas: dict[str, Area]) -> None:
    problems = [
        Problem(line, _("the successor “%(code)s” is no area that is on record.") % {"code": code})
        for line, row in enumerate(rows, start=2)
        for code in row["successors"].split()
        if code not in areas
    ]
    if problems:
        raise ListRefused(problems)


def _write(rows: list[dict[str, str]], held: dict[str, FormerArea], areas: dict[str, Area]) -> tuple[int, int]:
    """Level by level, so that a unit can point to what it belonged to."""
    created = changed = 0
    units: dict[str, FormerArea] = {}
    for length, level in FormerArea.LEVELS.items():
        new, other = [], []
        for row in rows:
            if len(row["code"]) != length:
                continue
            unit = held.get(row["code"]) or FormerArea(code=row["code"])
            before = [getattr(unit, name) for name in _WRITTEN]
            _fill(unit, row, level, units.get(row["parent"]), areas)
            units[unit.code] = unit
            if unit.pk is None:
                new.append(unit)
            elif before != [getattr(unit, name) for name in _WRITTEN]:
                other.append(unit)
        FormerArea.objects.bulk_create(new, batch_size=5000)
        FormerArea.objects.bulk_update(other, _WRITTEN, batch_size=500)
        created, changed = created + len(new), changed + len(other)
    return created, changed


def _fill(unit: FormerArea, row: dict[str, str], level: str, parent: FormerArea | None, areas: dict[str, Area]) -> None:
    unit.name, unit.kind, unit.level, unit.parent = row["name"], row["kind"], level, parent
    unit.ended_on = dt.date.fromisoformat(row["ended_on"])
    unit.same_name = _goes_on(unit, [areas[code] for code in row["successors"].split()])
    unit.fill_keys()


def _goes_on(unit: FormerArea, successors: list[Area]) -> bool:
    if len(successors) != 1 or successors[0].full_name != unit.full_name:
        return False
    province = successors[0].parent
    return province is None or province.name == unit.parents()[-1].name


def _link(rows: list[dict[str, str]], areas: dict[str, Area]) -> None:
    through = FormerArea.successors.through
    pks: dict[str, int] = dict(FormerArea.objects.values_list("code", "pk"))
    wanted = {(pks[row["code"]], areas[code].pk) for row in rows for code in row["successors"].split()}
    held = {(before, after): pk for pk, before, after in through.objects.values_list("pk", "formerarea", "area")}
    through.objects.filter(pk__in=_without(held, wanted)).delete()
    links = (through(formerarea_id=before, area_id=after) for before, after in sorted(wanted - held.keys()))
    through.objects.bulk_create(links, batch_size=5000)


def _without(held: dict[tuple[int, int], int], wanted: Iterable[tuple[int, int]]) -> list[int]:
    return [pk for pair, pk in held.items() if pair not in wanted]
