"""Before and after by area, from the rollup only.

What is told of fewer than five people could be told of one of them. So a month of an area with fewer counts nowhere,
not in a longer time nor in its province either: a sum less what is shown beside it would give it away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from people.models import Area
from people.roles.names import Role
from people.roles.selectors import active_grants
from quizzes.placement.models import AreaStanding

FEWEST = 5
SEE_AREAS = frozenset({Role.REVIEWER, Role.ADMINISTRATOR, Role.AREA_OFFICIAL})
MOST_LINES = 1_000
# Every commune of the country in every month of two years would be more than a spreadsheet is opened for.
MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class View:
    """Whose figures somebody may see: everybody's, or those of these areas and the communes in them."""

    everything: bool
    areas: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.areas)


@dataclass(frozen=True, slots=True)
class Line:
    """An area, or an area in a month; shares in percent, None where nobody may be told of."""

    area: Area
    month: dt.date | None
    people: int
    before_sum: int
    after_sum: int

    @property
    def before(self) -> int:
        """What these people could do first."""
        return round(self.before_sum / self.people / 100)

    @property
    def after(self) -> int:
        """What the same people can do now."""
        return round(self.after_sum / self.people / 100)

    @property
    def difference(self) -> int:
        """In points."""
        return self.after - self.before


def view_of(user: Any) -> View:
    """Reviewers and administrators see the country, officials of an area their own."""
    if not user.is_authenticated:
        return View(False)
    grants = list(active_grants(user=user).values_list("role", "area"))
    if any(role in (Role.ADMINISTRATOR, Role.REVIEWER) for role, _area in grants):
        return View(True)
    return View(False, frozenset(area for role, area in grants if role == Role.AREA_OFFICIAL and area))


def provinces_of(view: View) -> QuerySet[Area]:
    """Provinces that can be looked into."""
    provinces = Area.objects.in_force().filter(level=Area.Level.PROVINCE).order_by("sort_key")
    return provinces if view.everything else provinces.filter(pk__in=view.areas)


def lines(
    view: View, *, competence: str, first: dt.date, last: dt.date, province: Area | None = None
) -> tuple[list[Line], Line | None]:
    """A line for each area over all the months, and one for all of them together.

    Who sees the country and has chosen no province is given provinces, everyone else communes.
    """
    whole = view.everything and province is None
    place = Coalesce("area__parent", "area") if whole else F("area")
    cells = _cells(view, competence=competence, first=first, last=last, province=province)
    sums = cells.annotate(place=place).values("place").annotate(
        n=Sum("people"), before=Sum("before_sum"), after=Sum("after_sum")
    )  # fmt: skip
    rows = {row["place"]: row for row in sums[:MOST_LINES]}
    areas = Area.objects.filter(pk__in=rows).select_related("parent").order_by("level", "sort_key")
    found = [_line(area, rows[area.pk]) for area in areas]
    if len(found) < 2:
        return found, None
    total = [sum(getattr(line, name) for line in found) for name in ("people", "before_sum", "after_sum")]
    return found, Line(found[0].area, None, *total)


def by_month(
    view: View, *, competence: str, first: dt.date, last: dt.date, province: Area | None = None
) -> Iterator[Line]:
    """A line for each area and month."""
    cells = _cells(view, competence=competence, first=first, last=last, province=province)
    for cell in cells.select_related("area__parent").order_by("area__folded_path", "month")[:MOST_EXPORTED]:
        yield Line(cell.area, cell.month, cell.people, cell.before_sum, cell.after_sum)


def _cells(
    view: View, *, competence: str, first: dt.date, last: dt.date, province: Area | None
) -> QuerySet[AreaStanding]:
    cells = AreaStanding.objects.filter(
        competence=competence, month__gte=first, month__lte=last, people__gte=FEWEST
    )  # fmt: skip
    if not view.everything:
        cells = cells.filter(Q(area__in=view.areas) | Q(area__parent__in=view.areas))
    if province is not None:
        cells = cells.filter(Q(area=province) | Q(area__parent=province))
    return cells


def _line(area: Area, row: Mapping[str, Any]) -> Line:
    return Line(area, None, row["n"], row["before"], row["after"])
