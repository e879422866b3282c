"""What people do with spreadsheets: bring one, look at what seems to be there already, put it in, throw it away."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.office.reach import office_of
from community_teams.reach import scope_of
from community_teams.spreadsheets.models import SheetRow, SheetRun
from community_teams.spreadsheets.reading import check_file
from community_teams.spreadsheets.sealing import keep_file, key_for, throw_away
from community_teams.teams.models import Team
from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record

Kind, State = SheetRun.Kind, SheetRun.State
# Files of one team, or of one official, that are under way at a time.
MOST_UNDER_WAY = 5


class SheetRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


def _check_may(by: User, team: Team | None) -> None:
    if team is not None and not scope_of(by).leads(team.pk):
        raise SheetRefused(_("You do not lead this team."))
    if team is None and not office_of(by):
        raise SheetRefused(_("You do not look after the teams of this place."))


def upload(*, by: User, data: bytes, team: Team | None = None, request: HttpRequest | None = None) -> SheetRun:
    """Keep a file sealed, for the job to check: households of a team, or without one teams and members.

    The caller stands in the reach of the person. Raises ``ValidationError`` or ``SheetRefused``.
    """
    _check_may(by, team)
    kind = Kind.MEMBERS if team is None else Kind.HOUSEHOLDS
    check_file(kind, data)
    with transaction.atomic():
        # One at a time, so that those under way are counted right.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        under_way = SheetRun.objects.filter(wrapped__isnull=False, kind=kind)
        under_way = under_way.filter(uploaded_by=by) if team is None else under_way.filter(team=team)
        if under_way.count() >= MOST_UNDER_WAY:
            raise SheetRefused(_("Several files wait already. Put them in or throw them away first."))
        run = SheetRun(kind=kind, team=team, size=len(data), uploaded_by=by)
        key = key_for(run)
        run.save()
        keep_file(run, key, data)
        _record(Event.SHEET_UPLOADED, run, by, request)
    return run


@transaction.atomic
def choose(*, run: SheetRun, shown: Collection[int], wanted: Collection[int]) -> None:
    """Of the rows that were shown, these come in although they look like another household."""
    held = _held(run)
    if held.state != State.CHECKED:
        raise SheetRefused(_("The file is not waiting any more."))
    rows = SheetRow.objects.filter(run=held, is_double=True, line__in=shown)
    rows.update(chosen=False)
    rows.filter(line__in=wanted).update(chosen=True)


@transaction.atomic
def put_in(*, by: User, run: SheetRun, request: HttpRequest | None = None) -> SheetRun:
    """Let the job put in what is good. Raises ``SheetRefused``."""
    held = _held(run)
    _check_may(by, held.team)
    if held.state != State.CHECKED:
        raise SheetRefused(_("The file is not waiting any more."))
    held.state, held.applied_by, held.applied_at, held.message = State.LOADING, by, timezone.now(), ""
    held.save(update_fields=["state", "applied_by", "applied_at", "message"])
    _record(Event.SHEET_PUT_IN, held, by, request)
    return held


@transaction.atomic
def discard(*, by: User, run: SheetRun, request: HttpRequest | None = None) -> None:
    """Nothing more of the file comes in. Raises ``SheetRefused``."""
    held = _held(run)
    _check_may(by, held.team)
    if held.state not in {State.CHECKING, State.CHECKED}:
        raise SheetRefused(_("The file is not waiting any more."))
    held.state, held.finished_at = State.DISCARDED, timezone.now()
    throw_away(held)
    held.save()
    _record(Event.SHEET_DISCARDED, held, by, request)


def _held(run: SheetRun) -> SheetRun:
    return SheetRun.objects.select_for_update(no_key=True, of=("self",)).select_related("team").get(pk=run.pk)


def _record(event: Event, run: SheetRun, by: User, request: HttpRequest | None) -> None:
    note = f"{run.kind}, {run.good}/{run.good + run.bad}" if run.cursor else f"{run.kind}, {run.size} B"
    record(event, actor=by, object_type="sheetrun", object_id=run.pk, note=note, request=request)
