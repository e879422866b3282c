"""Figures for officials, from the rollup only: by commune, team, month and indicator.

There are two ways to look. *As it was*: each day counts for the commune in which the team worked then; a commune that
is no more keeps what was done in it. *In today's areas*: all that a team ever did counts where the team works now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.counting.indicators import Indicator
from community_teams.counting.models import DailyCount
from community_teams.office.reach import Office
from community_teams.teams.models import Team
from foundation.months import month_after
from people.areas.models import Area
from people.areas.selectors import in_force_of

A_PAGE = 50
# Communes of one piece of a file.
AT_ONCE = 20


class Way(models.TextChoices):
    """How figures fall to areas."""

    THEN = "luc-do", _("As it was: in the commune of the day")
    NOW = "hien-nay", _("In today's areas: where the team works now")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months, by the first days of the first and the last."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first day, and the first that is not in it. Days of the rollup are days in Vietnam."""
        return self.first, month_after(self.last)


@dataclass(slots=True)
class Line:
    """What was done: in a commune, by a team, or in a month. ``successors`` are those of a commune that is no more."""

    of: Any
    sums: dict[str, int] = field(default_factory=dict)
    successors: list[Area] = field(default_factory=list)

    @property
    def figures(self) -> list[int]:
        """In the order of the indicators."""
        return [self.sums.get(indicator, 0) for indicator in Indicator.values]


def provinces() -> QuerySet[Area]:
    """Where who sees the country chooses first."""
    return Area.objects.in_force().filter(level=Area.Level.PROVINCE).order_by("sort_key", "code")


def communes(office: Office, *, span: Span, way: str, province: Area | None = None) -> QuerySet[Area]:
    """Communes in force, and those that are no more where there is something to tell of them."""
    found = Area.objects.filter(office.condition(), level=Area.Level.COMMUNE)
    if province is not None:
        found = found.filter(parent=province)
    first, end = span.days
    if way == Way.THEN:
        told = Exists(DailyCount.objects.filter(commune=OuterRef("pk"), day__gte=first, day__lt=end))
    else:
        told = Exists(Team.objects.filter(commune=OuterRef("pk"), ended_on=None))
    today = timezone.localdate()
    in_force = Q(valid_to=None) | Q(valid_to__gt=today)
    return found.filter(Q(in_force, valid_from__lte=today) | Q(told)).order_by("sort_key", "code", "pk")


def by_commune(found: QuerySet[Area], *, span: Span, way: str, page: str | None = None) -> Any:
    """A page of communes with their sums."""
    shown: Any = Paginator(found.select_related("parent"), A_PAGE).get_page(page)
    shown.object_list = commune_lines(list(shown.object_list), span=span, way=way)
    return shown


def commune_lines(areas: Sequence[Area], *, span: Span, way: str) -> list[Line]:
    """These communes with their sums, and with what came after those that are no more."""
    sums = _sums(_of_communes(areas, span, way), _place(way))
    over = [area for area in areas if area.valid_to is not None and area.valid_to <= timezone.localdate()]
    after = in_force_of(over) if over else {}
    return [Line(area, sums.get(area.pk, {}), after.get(area.pk, [])) for area in areas]


def by_team(commune: Area, *, span: Span, way: str, page: str | None = None) -> Any:
    """A page of the teams of a commune: that work there, and as it was also those that did."""
    first, end = span.days
    counted = DailyCount.objects.filter(commune=commune, day__gte=first, day__lt=end)
    teams = Team.objects.filter(commune=commune)
    if way == Way.THEN:
        teams = Team.objects.filter(Q(commune=commune) | Q(pk__in=counted.values("team")))
    shown: Any = Paginator(teams.select_related("commune").order_by("sort_key", "pk"), A_PAGE).get_page(page)
    held = list(shown.object_list)
    if way == Way.NOW:
        counted = DailyCount.objects.filter(day__gte=first, day__lt=end)
    sums = _sums(counted.filter(team__in=held), "team")
    shown.object_list = [Line(team, sums.get(team.pk, {})) for team in held]
    return shown


def by_month(rows: QuerySet[DailyCount], span: Span) -> list[Line]:
    """A line for each month of the span, the empty ones too."""
    first, end = span.days
    sums = _sums(rows.filter(day__gte=first, day__lt=end).annotate(month=TruncMonth("day")), "month")
    return [Line(month, sums.get(month, {})) for month in _months(span)]


def of_commune(area: Area, way: str) -> QuerySet[DailyCount]:
    """All that falls to a commune."""
    return DailyCount.objects.filter(commune=area) if way == Way.THEN else DailyCount.objects.filter(team__commune=area)


def total(lines: Iterable[Line]) -> Line:
    """Of several lines."""
    every = list(lines)
    return Line(None, {name: sum(line.sums.get(name, 0) for line in every) for name in Indicator.values})


def file_rows(found: QuerySet[Area], *, span: Span, way: str) -> Iterator[tuple[Area, Line, Team, dt.date]]:
    """Of each commune each team in each month in which there is something: for a file, some communes at a time."""
    last: Area | None = None
    while areas := _next(found, last):
        last = areas[-1]
        counted = _of_communes(areas, span, way).annotate(month=TruncMonth("day"))
        place = _place(way)
        sums: dict[tuple[int, int, dt.date], dict[str, int]] = {}
        for one in counted.values(place, "team", "month", "indicator").annotate(n=Sum("value")).order_by():
            sums.setdefault((one[place], one["team"], one["month"]), {})[one["indicator"]] = one["n"]
        teams = Team.objects.in_bulk({team for _area, team, _month in sums})
        known = {line.of.pk: line for line in commune_lines(areas, span=span, way=way)}
        order = {area.pk: number for number, area in enumerate(areas)}
        for area, team, month in sorted(sums, key=lambda key: (order[key[0]], teams[key[1]].sort_key, key[1], key[2])):
            line = known[area]
            yield line.of, Line(line.of, sums[area, team, month], line.successors), teams[team], month


def _next(found: QuerySet[Area], last: Area | None) -> list[Area]:
    """The communes after one, in their order."""
    if last is not None:
        behind = Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, code__gt=last.code)
        found = found.filter(behind | Q(sort_key=last.sort_key, code=last.code, pk__gt=last.pk))
    return list(found.select_related("parent")[:AT_ONCE])


def _place(way: str) -> str:
    return "commune" if way == Way.THEN else "team__commune"


def _of_communes(areas: Sequence[Area], span: Span, way: str) -> QuerySet[DailyCount]:
    first, end = span.days
    counted = DailyCount.objects.filter(day__gte=first, day__lt=end)
    held = [area.pk for area in areas]
    return counted.filter(commune__in=held) if way == Way.THEN else counted.filter(team__commune__in=held)


def _sums(counted: QuerySet[DailyCount], by: str) -> dict[Any, dict[str, int]]:
    found: dict[Any, dict[str, int]] = {}
    for one in counted.values(by, "indicator").annotate(n=Sum("value")).order_by():
        found.setdefault(one[by], {})[one["indicator"]] = one["n"]
    return found


def _months(span: Span) -> Iterator[dt.date]:
    month = span.first
    while month <= span.last:
        yield month
        month = month_after(month)
