"""Visits as a file, some hundred at a time: a leader's with the names of the households, an official's without any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from community_teams.households.models import Household
from community_teams.households.personal import open_households
from community_teams.leading.reading import skill_in_words
from community_teams.office.reach import office_of
from community_teams.reach import Scope, reaching, scope_of
from community_teams.teams.models import Hamlet, Team
from community_teams.visits.models import Visit
from community_teams.words import Referral, Service, ServiceResult
from foundation.spreadsheets import no_formula
from foundation.streaming import in_lumps
from foundation.workbooks import Sheet, csv_pieces, workbook_pieces
from people.accounts.models import User
from people.areas.models import Area

AT_ONCE = 500
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Row = list[Any]
Days = tuple[dt.date, dt.date]


def visits_file(kind: str, heads: list[str], rows: Iterator[Row]) -> Iterator[bytes]:
    """Pieces of the file, ``csv`` or ``xlsx``, in lumps worth sending."""
    if kind == "csv":
        return in_lumps(csv_pieces(chain([heads], ([_as_text(value) for value in row] for row in rows))))
    guarded = ([no_formula(value) if isinstance(value, str) else value for value in row] for row in rows)
    return in_lumps(workbook_pieces(Sheet(_("Visits"), heads, [18] * len(heads), frozen=1), guarded))


def _as_text(value: Any) -> Any:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


def leader_heads() -> list[str]:
    """What stands over a leader's columns."""
    return [_("Day"), _("Hamlet"), _("Household"), _("Member"), *_what_heads()]


def official_heads() -> list[str]:
    """What stands over an official's columns."""
    return [_("Day"), _("Code of the area"), _("Area"), _("Team"), _("Hamlet"), *_what_heads()]


def _what_heads() -> list[str]:
    return [_("Outcome"), _("Topics"), _("Online service"), _("Sent on"), _("Minutes")]


def leader_rows(user: User, team: Team, days: Days) -> Iterator[Row]:
    """Visits in force of a team; each piece asks anew whether the person leads it, and opens the names in it."""
    last: Visit | None = None
    while True:
        with reaching(scope_of(user)) as scope:
            if not scope.leads(team.pk):
                return
            found = _next(Visit.objects.filter(team=team), days, last)
            pks = {visit.household_id for visit in found}
            homes = Household.objects.filter(pk__in=pks).only("pk", "sealed", "merged_into")
            names = open_households(homes)
            rows = [
                [visit.day, visit.hamlet.name, names[visit.household_id].head_name, str(visit.member), *_what(visit)]
                for visit in found
                if visit.household_id in names
            ]
        yield from rows
        if len(found) < AT_ONCE:
            return
        last = found[-1]


def official_rows(user: User, area: Area | None, days: Days) -> Iterator[Row]:
    """Visits in force in an official's communes, one commune after the other, without what names anybody."""
    for commune in _communes(user, area):
        hamlets = frozenset(Hamlet.objects.filter(team__places__commune=commune).values_list("pk", flat=True))
        last: Visit | None = None
        while hamlets:
            with reaching(Scope(hamlets=hamlets)):
                found = _next(Visit.objects.filter(commune=commune), days, last)
            for visit in found:
                yield [
                    visit.day, commune.code, commune.full_name, visit.team.name, visit.hamlet.name, *_what(visit)
                ]  # fmt: skip
            if len(found) < AT_ONCE:
                break
            last = found[-1]


def _communes(user: User, area: Area | None) -> list[Area]:
    office = office_of(user)
    found = Area.objects.filter(office.condition(), level=Area.Level.COMMUNE) if office else Area.objects.none()
    if area is not None:
        found = found.filter(Q(pk=area.pk) | Q(parent=area.pk))
    return list(found.order_by("sort_key", "code", "pk"))


def _next(visits: QuerySet[Visit], days: Days, last: Visit | None) -> list[Visit]:
    """The visits after one, by day and id."""
    found = visits.filter(current=True, day__gte=days[0], day__lte=days[1])
    if last is not None:
        found = found.filter(Q(day__gt=last.day) | Q(day=last.day, id__gt=last.pk))
    found = found.select_related("hamlet", "member", "team").defer("sealed")
    return list(found.order_by(F("day").asc(), "id")[:AT_ONCE])


def _what(visit: Visit) -> Row:
    service: dict[str, str] = visit.service or {}
    named = [
        str(dict(Service.choices).get(service.get("code", ""), "")),
        str(dict(ServiceResult.choices).get(service.get("ended", ""), "")),
    ]
    return [
        str(visit.get_outcome_display()),
        "; ".join(skill_in_words(skill) for skill in visit.skills),
        ", ".join(filter(None, named)),
        "; ".join(str(dict(Referral.choices).get(code, code)) for code in visit.referrals),
        visit.minutes if visit.minutes is not None else "",
    ]
