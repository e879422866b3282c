"""Keeping standings and the rollup by area in step with what was graded and told.

Whoever grades a placement or exit test, or tells an area, writes a row of `StandingDue` in the same transaction. The
job makes that person's rows anew and moves the rollup by the difference. Locks in the order of all who write: learners,
the person's rows, then the rollup's in the order of their key.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

import orjson
from django.db import connection, transaction
from django.utils import timezone

from learn.conversations import hold
from learn.learners.storing import hold_groups, hold_learners
from quizzes.placement.models import AreaStanding, HomeArea, Standing, StandingDue
from quizzes.placement.profile import Step, steps_of, tests_of

AT_ONCE = 500

_MOVE = """
INSERT INTO quizzes_areastanding AS kept (area_id, month, competence, people, before_sum, after_sum)
SELECT area, month, competence, people, before_sum, after_sum
FROM json_to_recordset(%s::json) AS moved (area bigint, month date, competence text, people integer, before_sum bigint,
    after_sum bigint)
ORDER BY area, month, competence
ON CONFLICT (area_id, month, competence) DO UPDATE SET people = kept.people + excluded.people,
    before_sum = kept.before_sum + excluded.before_sum, after_sum = kept.after_sum + excluded.after_sum
"""
_RECOUNT = """
SELECT area_id, month, competence, count(*), sum(first)::bigint, sum(latest)::bigint FROM quizzes_standing
WHERE area_id IS NOT NULL AND latest IS NOT NULL GROUP BY 1, 2, 3
"""
_FIGURES = ("people", "before_sum", "after_sum")

Cell = tuple[int, dt.date, str]


class Row(NamedTuple):
    """A person's standing in one competence, as it is counted."""

    area: int | None
    competence: str
    first: int
    latest: int | None
    month: dt.date | None


def make_standings() -> int:
    """The periodic job; returns how many people's it made."""
    due = list(StandingDue.objects.order_by("at", "learner_id").values_list("learner_id", flat=True)[:AT_ONCE])
    for learner in due:
        make_standing(learner)
    return len(due)


@transaction.atomic
def make_standing(learner: uuid.UUID) -> None:
    """Make one person's rows anew, if they are due."""
    # First, as all who write: who is erased meanwhile is erased before, or finds these rows.
    held = hold(hold_learners([learner]))
    # And one at a time for a person of several parts.
    group = hold(hold_groups(held)).get(learner, [learner])
    root = held[learner].root if learner in held else learner
    if not StandingDue.objects.filter(learner_id=learner).delete()[0]:
        return
    home = HomeArea.objects.filter(learner_id__in=group).order_by("-told_at").first()
    area = home.area_id if home else None
    steps = steps_of(hold(tests_of(group)))
    _replace(group, root, [_row(area, code, first, latest) for code, (first, latest) in sorted(steps.items())])


def forget(learners: Sequence[uuid.UUID]) -> None:
    """Erase what is kept of these learners here, and take them out of the figures; in the open transaction."""
    _replace(learners, None, [])
    HomeArea.objects.filter(learner_id__in=learners).delete()
    StandingDue.objects.filter(learner_id__in=learners).delete()


def recount() -> dict[Cell, tuple[int, ...]]:
    """The rollup as it follows from the people's rows; the stored one must equal it."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT)
        return {(area, month, code): tuple(figures) for area, month, code, *figures in cursor.fetchall()}


def stored() -> dict[Cell, tuple[int, ...]]:
    """The rollup without cells that have become empty."""
    rows = AreaStanding.objects.values_list("area_id", "month", "competence", *_FIGURES)
    return {(row[0], row[1], row[2]): tuple(row[3:]) for row in rows if any(row[3:])}


def _row(area: int | None, code: str, first: Step, latest: Step | None) -> Row:
    return Row(area, code, first.share, latest.share if latest else None, _month(latest) if latest else None)


def _month(step: Step) -> dt.date:
    return timezone.localtime(step.at).date().replace(day=1)


def _replace(learners: Sequence[uuid.UUID], root: uuid.UUID | None, rows: list[Row]) -> None:
    """Rows of these learners go, the person's new ones come; the rollup moves by the difference."""
    old = list(
        Standing.objects.select_for_update().filter(learner_id__in=learners).order_by("learner_id", "competence")
    )
    moved: dict[Cell, list[int]] = {}
    for one in old:
        _count(moved, Row(one.area_id, one.competence, one.first, one.latest, one.month), -1)
    for row in rows:
        _count(moved, row, 1)
    Standing.objects.filter(learner_id__in=learners).delete()
    if root is not None:
        Standing.objects.bulk_create(
            Standing(
                learner_id=root, area_id=row.area, competence=row.competence, first=row.first, latest=row.latest,
                month=row.month,
            )
            for row in rows
        )  # fmt: skip
    _move(moved)


def _count(moved: dict[Cell, list[int]], row: Row, sign: int) -> None:
    if row.area is None or row.latest is None or row.month is None:
        return
    kept = moved.setdefault((row.area, row.month, row.competence), [0] * len(_FIGURES))
    for place, figure in enumerate((1, row.first, row.latest)):
        kept[place] += sign * figure


def _move(moved: dict[Cell, list[int]]) -> None:
    changed = [
        {"area": area, "month": month, "competence": code, **dict(zip(_FIGURES, figures, strict=True))}
        for (area, month, code), figures in sorted(moved.items())
        if any(figures)
    ]
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [orjson.dumps(changed).decode()])
