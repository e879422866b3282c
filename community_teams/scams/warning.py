"""Warnings: several people of one commune told of the same way of cheating within a week.

Run again and again. Reports count where their team works today, so that after a merger they count in what the commune
became.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from community_teams.scams.models import ScamReport, ScamWarning
from people.areas.models import Area
from people.audit.events import Event
from people.audit.services import record

# A wave of calls goes through a commune in days; what lies further apart is not one wave.
DAYS = 7
# One report is a story, two may be neighbours who talk of the same call; three are worth everybody's attention.
LEAST_REPORTS = 3
# Several reports in one record are one person's word.
LEAST_RECORDS = 2
# More than there are at once in the whole country, unless something is wrong.
MOST_AT_ONCE = 2_000
MOST_SUCCESSIONS = 5


class Told(NamedTuple):
    """What was reported of one kind in one commune in the last days."""

    commune: int
    kind: str
    reports: int
    records: int
    since: dt.date
    last: dt.date


def follow_reports(*, at: dt.datetime | None = None) -> int:
    """End what is over, move what lies in a commune that is no more, extend and raise; returns how many were raised."""
    now = at or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        _move(today, now)
        told = _told(today)
        held = {(one.commune_id, one.kind): one for one in _open(today)}
        for one in told:
            if warning := held.get((one.commune, one.kind)):
                _extend(warning, one)
        _end(today, now)
        raised = [
            _raise(one, now)
            for one in told
            if one.reports >= LEAST_REPORTS and one.records >= LEAST_RECORDS and (one.commune, one.kind) not in held
        ]
    return len(raised)


def _told(today: dt.date) -> list[Told]:
    """Of the last days; a day of a phone whose clock runs ahead is none of them."""
    reports = ScamReport.objects.filter(day__gt=today - dt.timedelta(days=DAYS), day__lte=today)
    rows = (
        reports.values(commune_now=F("team__commune"), told_kind=F("kind"))
        .annotate(n=Count("pk"), records=Count("record", distinct=True), first=Min("day"), last=Max("day"))
        .order_by("commune_now", "told_kind")
    )
    return [
        Told(row["commune_now"], row["told_kind"], row["n"], row["records"], row["first"], row["last"]) for row in rows
    ]


def _open(today: dt.date) -> list[ScamWarning]:
    """Those that stand, each with what is reported of it by now as ``told``."""
    reports = ScamReport.objects.filter(
        team__commune=OuterRef("commune"), kind=OuterRef("kind"), day__gte=OuterRef("since"), day__lte=today
    )
    number = reports.order_by().values("kind").annotate(n=Count("pk")).values("n")
    held = ScamWarning.objects.select_for_update(of=("self",), no_key=True).filter(ended_at=None)
    return list(held.annotate(told=Coalesce(Subquery(number), 0)).order_by("pk")[:MOST_AT_ONCE])


def _extend(warning: ScamWarning, told: Told) -> None:
    # Reports that arrive late, or whose team moved away, never make a warning smaller than it was told.
    reports = max(getattr(warning, "told", 0), warning.reports)
    last = max(told.last, warning.last_report)
    if (reports, last) != (warning.reports, warning.last_report):
        warning.reports, warning.last_report = reports, last
        warning.save(update_fields=["reports", "last_report"])


def _end(today: dt.date, now: dt.datetime) -> None:
    over = ScamWarning.objects.filter(ended_at=None, last_report__lte=today - dt.timedelta(days=DAYS))
    for warning in over.order_by("pk")[:MOST_AT_ONCE]:
        _close(warning, now)


def _close(warning: ScamWarning, now: dt.datetime) -> None:
    warning.ended_at = now
    warning.save(update_fields=["ended_at"])
    record(Event.SCAM_WARNING_ENDED, object_type="scamwarning", object_id=warning.pk, note=warning.kind)


def _raise(told: Told, now: dt.datetime) -> ScamWarning:
    warning = ScamWarning.objects.create(
        kind=told.kind,
        commune_id=told.commune,
        raised_at=now,
        since=told.since,
        last_report=told.last,
        reports=told.reports,
    )
    record(Event.SCAM_WARNING_RAISED, object_type="scamwarning", object_id=warning.pk, note=warning.kind)
    return warning


def _move(today: dt.date, now: dt.datetime) -> None:
    """A warning of a commune that is no more goes on in every commune that it became."""
    lost = ScamWarning.objects.filter(ended_at=None, commune__valid_to__lte=today).select_related("commune")
    for warning in lost.order_by("pk")[:MOST_AT_ONCE]:
        for commune in _successors(warning.commune, today):
            there, made = ScamWarning.objects.get_or_create(
                commune=commune,
                kind=warning.kind,
                ended_at=None,
                defaults={
                    "raised_at": warning.raised_at,
                    "since": warning.since,
                    "last_report": warning.last_report,
                    "reports": warning.reports,
                },
            )
            if made:
                record(Event.SCAM_WARNING_RAISED, object_type="scamwarning", object_id=there.pk, note=there.kind)
            else:
                there.since = min(there.since, warning.since)
                there.last_report = max(there.last_report, warning.last_report)
                there.reports += warning.reports
                there.save(update_fields=["since", "last_report", "reports"])
        _close(warning, now)


def _successors(area: Area, today: dt.date) -> list[Area]:
    """The communes in force that it became, through several changes if need be."""
    found: dict[int, Area] = {}
    ended = [area]
    for _change in range(MOST_SUCCESSIONS):
        following = Area.objects.filter(predecessors__in=ended, level=Area.Level.COMMUNE).distinct()
        ended = []
        for one in following:
            if one.valid_to is None or one.valid_to > today:
                found[one.pk] = one
            else:
                ended.append(one)
        if not ended:
            break
    return list(found.values())
