"""The job: one piece after the other of the oldest spreadsheet at work, first its check, later its loading.

A piece is one transaction that holds the run's row, so that no other process does the same piece; whatever cuts it off
leaves the run as it was before the piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community_teams.households.personal import Personal, blind_keys
from community_teams.reach import everything, scope_of
from community_teams.spreadsheets import household_loading, member_loading
from community_teams.spreadsheets.columns import header_of
from community_teams.spreadsheets.doubles import mark_doubles, mark_recorded
from community_teams.spreadsheets.faults import Faults
from community_teams.spreadsheets.household_rows import hamlets_of, read_household
from community_teams.spreadsheets.member_rows import Communes, read_member
from community_teams.spreadsheets.models import MOST_MESSAGE, SheetRow, SheetRun, SheetTrouble
from community_teams.spreadsheets.reading import read
from community_teams.spreadsheets.sealing import file_of, key_of, open_row, seal_row, throw_away
from foundation.periodic import in_pieces
from foundation.sheets.troubles import Refused

Kind, State = SheetRun.Kind, SheetRun.State
PIECE = 500
# Each person put in is a dozen queries, and holds the team.
PEOPLE_A_PIECE = 20
WORK_SECONDS = 4.0
MOST_TROUBLES = 5_000
MOST_FAILURES = 3
KEPT_DAYS = 7


def work_next() -> int:
    """The periodic job. Returns how many pieces there were."""
    return in_pieces(work_piece, seconds=WORK_SECONDS)


def work_piece() -> bool:
    """One piece of one file; whether there was any. A file that fails again and again is given up."""
    run: SheetRun | None = None
    try:
        # Sentences are for people, whatever language a process would choose.
        with everything(), translation.override(settings.LANGUAGE_CODE):
            waiting = SheetRun.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            waiting = waiting.filter(state__in=[State.CHECKING, State.LOADING])
            run = waiting.select_related("team", "uploaded_by", "applied_by").order_by("failures", "pk").first()
            if run is None:
                return False
            (_check_piece if run.state == State.CHECKING else _load_piece)(run)
            run.failures = 0
            run.save()
    except Exception:
        if run is not None:
            _count_failure(run.pk)
        raise
    return True


def _count_failure(pk: int) -> None:
    with everything(), translation.override(settings.LANGUAGE_CODE):
        SheetRun.objects.filter(pk=pk).update(failures=F("failures") + 1)
        run = SheetRun.objects.select_for_update(no_key=True).get(pk=pk)
        if run.at_work and run.failures >= MOST_FAILURES:
            if run.state == State.CHECKING:
                fail(run, _("Something went wrong with this file again and again; it was given up."))
            else:
                # A part of it may be in; the rest waits for somebody to try again, or to throw it away.
                run.state, run.failures = State.CHECKED, 0
                run.message = _("Putting it in broke off. What is missing still waits here: please try again.")
            run.save()


def _check_piece(run: SheetRun) -> None:
    key = key_of(run)
    try:
        behind = ((line, cells) for line, cells in read(run.kind, file_of(run)) if line > run.cursor)
        lines = list(islice(behind, PIECE))
    except Refused as refused:
        fail(run, refused.trouble.message)
        return
    rows = _checked_households(run, key, lines) if run.kind == Kind.HOUSEHOLDS else _checked_members(run, key, lines)
    SheetRow.objects.bulk_create(rows)
    run.good += len(rows)
    run.doubles += sum(row.is_double for row in rows)
    if lines:
        run.cursor = lines[-1][0]
    if len(lines) < PIECE:
        run.state = State.CHECKED
        if not run.good:
            fail(run, _("No row of this file can be put in. Look at what is wrong below."))


def _checked_households(run: SheetRun, key: bytes, lines: list[Any]) -> list[SheetRow]:
    assert run.team is not None  # noqa: S101 - for the types
    hamlets, rows = hamlets_of(run.team), []
    for line, cells in lines:
        values, faults = read_household(cells, hamlets)
        if _noted(run, line, faults):
            continue
        hamlet = values["hamlet"]
        keys = blind_keys(hamlet, Personal(head_name=values["head_name"], phone=values["phone"]))
        rows.append(
            SheetRow(
                run=run, line=line, hamlet_id=hamlet, sealed=seal_row(run, key, line, values),
                name_folded=keys["name_folded"] or "", phone_key=keys["phone_key"] or "",
            )
        )  # fmt: skip
    mark_doubles(run, rows)
    return rows


def _checked_members(run: SheetRun, key: bytes, lines: list[Any]) -> list[SheetRow]:
    communes, rows = Communes(run.uploaded_by), []
    for line, cells in lines:
        values, faults = read_member(cells, communes)
        if _noted(run, line, faults):
            continue
        rows.append(SheetRow(run=run, line=line, sealed=seal_row(run, key, line, values)))
    return rows


def _noted(run: SheetRun, line: int, faults: Faults) -> bool:
    """Write down what is wrong with a row; whether it stays out."""
    note(run, line, faults.found)
    if not faults.found:
        note(run, line, faults.remarks, is_refused=False)
    run.bad += bool(faults.found)
    return bool(faults.found)


def note(run: SheetRun, line: int, said: Iterable[tuple[str, str]], *, is_refused: bool = True) -> None:
    """Keep what is said of a row, as far as anybody reads it; count all."""
    troubles = [
        SheetTrouble(
            run=run, line=line, column=header_of(run.kind, key), message=message[:MOST_MESSAGE], is_refused=is_refused
        )
        for key, message in said
    ]
    room = max(MOST_TROUBLES - run.troubles_found, 0)
    run.troubles_found += len(troubles)
    if troubles[:room]:
        SheetTrouble.objects.bulk_create(troubles[:room])


def _load_piece(run: SheetRun) -> None:
    assert run.applied_by is not None  # noqa: S101 - for the types
    wanted = SheetRow.objects.filter(Q(is_double=False) | Q(chosen=True), run=run).order_by("line")
    rows = list(wanted[: PIECE if run.kind == Kind.HOUSEHOLDS else PEOPLE_A_PIECE])
    if not rows:
        run.state, run.finished_at, run.message = State.DONE, timezone.now(), ""
        throw_away(run)
        return
    if run.kind == Kind.HOUSEHOLDS:
        if not scope_of(run.applied_by).leads(run.team_id):
            fail(run, _("Who put it in does not lead the team any more. The rest is not put in."))
            return
        _load_households(run, rows)
    else:
        _load_members(run, rows)
    SheetRow.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _load_households(run: SheetRun, rows: list[SheetRow]) -> None:
    key = key_of(run)
    hamlets = household_loading.hold_hamlets(rows, run)
    gone = [row for row in rows if row.hamlet_id not in hamlets]
    plain = [row for row in rows if row.hamlet_id in hamlets and not row.is_double]
    # Somebody may have recorded the same household since the file was checked.
    mark_recorded(plain)
    late = [row for row in plain if row.is_double]
    kept_out = {row.pk for row in [*gone, *late]}
    for row in late:
        note(run, row.line, [("", _("Left out: a household of the hamlet that came meanwhile looks like it."))])
    for row in gone:
        note(run, row.line, [("hamlet", _("The team has no hamlet of this name."))])
    run.doubles += len(late)
    run.good -= len(gone)
    run.bad += len(gone)
    run.loaded += household_loading.put_in_households(
        run, [(row, open_row(row, run, key)) for row in rows if row.pk not in kept_out]
    )


def _load_members(run: SheetRun, rows: list[SheetRow]) -> None:
    assert run.applied_by is not None  # noqa: S101 - for the types
    key = key_of(run)
    for row in rows:
        try:
            did = member_loading.load_member(open_row(row, run, key), run.applied_by)
        except member_loading.REFUSED as refused:
            note(run, row.line, [("", str(refused))])
            run.good -= 1
            run.bad += 1
        else:
            setattr(run, did, getattr(run, did) + 1)


def fail(run: SheetRun, message: str) -> None:
    """Nothing more can be done with the file; nothing of it is kept but what was wrong."""
    run.state, run.message, run.finished_at = State.FAILED, message[:MOST_MESSAGE], timezone.now()
    throw_away(run)


def clean_old(*, now: dt.datetime | None = None) -> int:
    """The periodic job: a file that nobody put in goes after a week, with its key."""
    until = now or timezone.now()
    before = until - dt.timedelta(days=KEPT_DAYS)
    with everything():
        old = SheetRun.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        old = old.filter(uploaded_at__lt=before, wrapped__isnull=False).exclude(state=State.LOADING)
        runs = list(old.order_by("pk")[:100])
        for run in runs:
            run.state, run.finished_at = State.DISCARDED, until
            throw_away(run)
            run.save()
    return len(runs)
