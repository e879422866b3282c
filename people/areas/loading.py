"""Compares a list of areas with the database and writes the difference, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from people.areas.models import Area
from people.areas.reading import ListRefused, Problem, Row
from people.areas.services import tell_of_ends

# What a list says of a unit; when one of the first five changes from a day on, the unit has got a new form.
_FORM = ["name", "full_name", "level", "kind", "parent_id"]
_WRITTEN = [*_FORM, "valid_from", "valid_to"]
_MANY = 100
_KEYS = ["folded", "folded_path", "spelt_path", "sort_key"]


@dataclass
class Change:
    """What is to happen to one unit; ``fields`` has what was and what will be for one that changes."""

    what: str
    area: Area
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    # The form that it had before, to be kept as an ended row.
    earlier: Area | None = None
    # What it became, where the list says so and it is not on record.
    successors: list[Area] = field(default_factory=list)


@dataclass
class Comparison:
    """The difference between a list and the database."""

    changes: list[Change]
    unchanged: int

    def count(self, what: str) -> int:
        """How many units are ``created``, ``changed`` or ``ended``."""
        return sum(change.what == what for change in self.changes)


def load_list(rows: list[Row], *, ended_on: dt.date | None = None, check: bool = False) -> Comparison:
    """Make the areas in force equal to the list; with ``check`` only say what that would change.

    A unit that the list lacks is ended, never deleted: on ``ended_on``, else on the day on which the newest unit of the
    change begins, else today. One that the list has as ended gets the successors that it names. Raises ``ListRefused``
    when the list does not fit what is there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not check:
            # One load at a time; reading goes on.
            cursor.execute(f'LOCK TABLE "{Area._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
        comparison = _compare(rows, ended_on)
        if not check:
            _write(comparison.changes)
            tell_of_ends(change.area for change in comparison.changes if change.what == "ended")
            if len(comparison.changes) > _MANY:
                # Else the planner does not know yet that the table is large, and searches do without its index.
                cursor.execute(f'ANALYZE "{Area._meta.db_table}"')
    return comparison


def is_behind(rows: list[Row]) -> bool:
    """Whether units are on record that began or ended after everything that the list knows of."""
    newest = Area.objects.aggregate(began=Max("valid_from"), ended=Max("valid_to"))
    days = [day for row in rows for day in (row.valid_from, row.valid_to) if day]
    return max(filter(None, newest.values()), default=dt.date.min) > max(days, default=dt.date.min)


def _compare(rows: list[Row], ended_on: dt.date | None) -> Comparison:
    held = list(Area.objects.all())
    by_start = {(area.code, area.valid_from): area for area in held}
    current = {area.code: area for area in sorted(held, key=lambda area: area.valid_to or dt.date.max)}
    problems: list[Problem] = []
    changes: list[Change] = []
    parents: dict[str, Area] = {}
    units: dict[str, Area] = {}
    for row in sorted(rows, key=lambda row: row.level != Area.Level.PROVINCE):
        area = current.get(row.code)
        if area is None or (area.valid_to is not None and area.valid_from != row.valid_from):
            area = Area(code=row.code)
        other = by_start.get((row.code, row.valid_from))
        if other is not None and other is not area:
            problems.append(Problem(row.line, _("an earlier form of %(code)s began on that day.") % {"code": row.code}))
        units[row.code] = area
        change = _change(area, row, parents.get(row.parent))
        if row.level == Area.Level.PROVINCE:
            parents[row.code] = area
        if change is not None:
            changes.append(change)
    changes += _endings(current, rows, changes, ended_on, problems)
    _note_successors(rows, units, changes)
    if problems:
        raise ListRefused(problems)
    listed = {id(area) for area in units.values()}
    return Comparison(changes, unchanged=len(rows) - sum(id(change.area) in listed for change in changes))


def _change(area: Area, row: Row, parent: Area | None) -> Change | None:
    """Put the row's values into the area and say what that changed."""
    names = _WRITTEN + _KEYS
    before = {name: getattr(area, name) for name in names}
    earlier = Area(code=area.code, **before) if area.pk else None
    for name in ("name", "full_name", "level", "kind", "valid_from", "valid_to"):
        setattr(area, name, getattr(row, name))
    area.parent = parent
    area.fill_keys()
    if area.pk is None:
        return Change("created", area)
    fields = {name: (before[name], getattr(area, name)) for name in names if before[name] != getattr(area, name)}
    if parent is not None and parent.pk is None:
        fields["parent_id"] = (before["parent_id"], None)
    if not fields:
        return None
    new_form = (
        before["valid_to"] is None and row.valid_from > before["valid_from"] and not fields.keys().isdisjoint(_FORM)
    )
    if earlier is not None and new_form:
        earlier.valid_to = row.valid_from
    ends = before["valid_to"] is None and row.valid_to is not None
    return Change("ended" if ends else "changed", area, fields, earlier if new_form else None)


def _note_successors(rows: list[Row], units: dict[str, Area], changes: list[Change]) -> None:
    """Put into the changes what the list says that ended units became, and what is on record says otherwise.

    A list that is silent leaves what is on record as it is.
    """
    told = {id(units[row.code]): [units[code] for code in row.successors] for row in rows if row.successors}
    ended = [units[row.code] for row in rows if row.successors]
    if not ended:
        return
    links = Area.successors.through.objects.filter(from_area__in=[area.pk for area in ended if area.pk])
    on_record: dict[int, set[int]] = {}
    for before, after in links.values_list("from_area", "to_area"):
        on_record.setdefault(before, set()).add(after)
    changed = {id(change.area): change for change in changes}
    for area in ended:
        successors = told[id(area)]
        held = on_record.get(area.pk, set())
        if held == {successor.pk for successor in successors}:
            continue
        change = changed.get(id(area)) or Change("changed", area)
        if id(area) not in changed:
            changes.append(change)
        change.successors = successors
        change.fields["successors"] = (sorted(held), [successor.code for successor in successors])


def _endings(
    current: dict[str, Area],
    rows: list[Row],
    changes: list[Change],
    ended_on: dt.date | None,
    problems: list[Problem],
) -> list[Change]:
    begins = [change.area.valid_from for change in changes if change.what == "created" or change.earlier is not None]
    newest, today = max(begins, default=dt.date.min), timezone.localdate()
    codes = {row.code for row in rows}
    endings = []
    for area in current.values():
        if area.code not in codes and area.valid_to is None:
            day = ended_on or (newest if newest > area.valid_from else today)
            if day <= area.valid_from:
                names = {"area": area.full_name, "day": day}
                problems.append(Problem(0, _("%(area)s is not in the list and cannot end on %(day)s.") % names))
            area.valid_to = day
            endings.append(Change("ended", area, {"valid_to": (None, day)}))
    return endings


def _write(changes: list[Change]) -> None:
    """Provinces before communes, so that a commune can point to a province that is new."""
    for level in Area.Level:
        here = [change for change in changes if change.area.level == level]
        changed = [change.area for change in here if change.what != "created"]
        Area.objects.bulk_update(changed, _WRITTEN + _KEYS, batch_size=500)
        Area.objects.bulk_create([change.area for change in here if change.what == "created"], batch_size=1000)
        earlier = [change for change in here if change.earlier is not None]
        Area.objects.bulk_create([change.earlier for change in earlier if change.earlier is not None])
        for change in earlier:
            if change.earlier is not None:
                change.earlier.successors.add(change.area)
    for change in changes:
        if change.successors:
            change.area.successors.set(change.successors)
        elif change.area.valid_to is None and change.fields.get("valid_to", (None,))[0]:
            # It is there again.
            change.area.successors.clear()
