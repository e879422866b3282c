"""The job: one piece after the other of the oldest file at work, first its check, later its loading.

A piece is one transaction that holds the run's row, so that no other process does the same piece; whatever cuts it off
leaves the run as it was before the piece.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation.periodic import in_pieces
from quizzes.files.content import complete
from quizzes.formats.records import Record, Trouble
from quizzes.imports import gate
from quizzes.imports.ids import id_of
from quizzes.imports.models import (
    MOST_MESSAGE,
    ImportFile,
    ImportRow,
    ImportRun,
    ImportTrouble,
    Severity,
    State,
)
from quizzes.imports.reading import ends, next_items
from quizzes.quiz.following import follow_bank

PIECE = 1_000
WORK_SECONDS = 4.0
MOST_TROUBLES = 5_000
MOST_FAILURES = 3
KEPT_DAYS = 30


def work_next() -> int:
    """The periodic job. Returns how many pieces there were."""
    return in_pieces(work_piece, seconds=WORK_SECONDS)


def work_piece() -> bool:
    """One piece of one file; whether there was any. A file that fails again and again is given up."""
    run: ImportRun | None = None
    try:
        # Sentences are for officials, whatever language a process would choose.
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            waiting = ImportRun.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            waiting = waiting.filter(state__in=[State.CHECKING, State.LOADING]).select_related("competence")
            run = waiting.order_by("failures", "pk").first()
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
    ImportRun.objects.filter(pk=pk).update(failures=F("failures") + 1)
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(no_key=True).get(pk=pk)
        if run.at_work and run.failures >= MOST_FAILURES:
            with translation.override(settings.LANGUAGE_CODE):
                _give_up(run)
            run.save()


def _give_up(run: ImportRun) -> None:
    if run.state == State.CHECKING:
        fail(run, _("Something went wrong with this file again and again; it was given up."))
        return
    # A part of it may be in the bank; the rest waits for somebody to try again, or to discard it.
    run.state, run.failures = State.CHECKED, 0
    run.message = _("Putting the questions in broke off. What is missing still waits here: please try again.")


def _check_piece(run: ImportRun) -> None:
    items = next_items(run, PIECE)
    begun = run.cursor
    run.cursor += len(items)
    records = {begun + place: item for place, item in enumerate(items) if isinstance(item, Record)}
    troubles = [item for item in items if isinstance(item, Trouble)]
    broken = next((item for item in troubles if ends(item)), None)
    run.bad += sum(item.severity == Severity.REFUSED and not ends(item) for item in troubles)
    refused = _check_records(run, records)
    _note(run, [*troubles, *refused])
    run.bad += len(refused)
    run.read = run.good + run.bad
    if broken is not None and (broken.code == "too_many" or not run.good):
        fail(run, broken.message)
    elif broken is not None:
        run.message = _("The file breaks off in line %(line)d: %(message)s") % {
            "line": broken.line, "message": broken.message,
        }  # fmt: skip
    if run.state == State.CHECKING and len(items) < PIECE:
        run.state = State.CHECKED
        if not run.good:
            fail(run, _("No question of this file can be used."))


def _check_records(run: ImportRun, records: dict[int, Record]) -> list[Trouble]:
    """Write down what is good; return what is to be said of the others."""
    rows = {place: _row(run, place, record) for place, record in records.items()}
    again = _twice(run, rows)
    asked = {place: row for place, row in rows.items() if place not in again}
    outcomes = dict(zip(asked, gate.tried(list(asked.values())), strict=True)) if asked else {}
    waiting, refused = [], []
    for place, record in records.items():
        outcome = again.get(place) or outcomes[place]
        if not outcome.did:
            refused.append(Trouble(record.line, "bank", " ".join(outcome.reasons), "refused"))
            continue
        run.good += 1
        if outcome.did == "skip":
            run.unchanged += 1
            continue
        waiting.append(_waiting(run, place, record.line, rows[place], is_new=outcome.did == "new"))
    ImportRow.objects.bulk_create(waiting)
    return refused


def _row(run: ImportRun, place: int, record: Record) -> gate.Row:
    """A question with what was chosen for all that say nothing themselves."""
    return {
        "id": record.id or id_of(run.key, place),
        "name": record.name,
        "kind": record.kind,
        "content": complete(record.content, record.kind),
        "competence": record.competence or (run.competence.code if run.competence else ""),
        "difficulty": record.difficulty or run.difficulty,
        "language": record.language,
        "source": record.source or run.source,
        "source_url": record.source_url,
        "review_by": record.review_by or run.review_by,
    }


def _twice(run: ImportRun, rows: dict[int, gate.Row]) -> dict[int, gate.Outcome]:
    """Rows whose question stands further above already."""
    above = ImportRow.objects.filter(run=run, question__in=[row["id"] for row in rows.values()])
    seen = set(above.values_list("question", flat=True))
    found = {}
    for place, row in rows.items():
        if row["id"] in seen:
            found[place] = gate.Outcome(reasons=[_("The question with this code stands further above already.")])
        seen.add(row["id"])
    return found


def _waiting(run: ImportRun, place: int, line: int, row: gate.Row, *, is_new: bool) -> ImportRow:
    day: dt.date | None = row["review_by"]
    values: dict[str, Any] = {name: value for name, value in row.items() if name != "id"}
    # What went through the resource has its competence and its body there; what waits is plain.
    values["review_by"] = day.isoformat() if day else ""
    return ImportRow(run=run, place=place, line=line, question=row["id"], is_new=is_new, values=values)


def _load_piece(run: ImportRun) -> None:
    rows = list(ImportRow.objects.filter(run=run).order_by("place")[:PIECE])
    if not rows:
        if run.loaded:
            # Draws take in what the bank has gained, and whoever begins now is asked what was mended.
            follow_bank()
        run.state, run.finished_at = State.DONE, timezone.now()
        return
    asked = [gate.row_of(row.values, row.question) for row in rows]
    outcomes = gate.done(asked, by=run.applied_by, now=timezone.now())
    refused = []
    for row, outcome in zip(rows, outcomes, strict=True):
        if outcome.did == "skip":
            run.unchanged += 1
        elif outcome.did:
            run.loaded += 1
            run.updated += outcome.did == "update"
        else:
            refused.append(Trouble(row.line, "bank", " ".join(outcome.reasons), "refused"))
    _note(run, refused)
    run.good -= len(refused)
    run.bad += len(refused)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _note(run: ImportRun, troubles: list[Trouble]) -> None:
    """Keep them as far as anybody reads them; count all."""
    room = max(MOST_TROUBLES - run.troubles_found, 0)
    run.troubles_found += len(troubles)
    ImportTrouble.objects.bulk_create(
        ImportTrouble(
            run=run, line=one.line, severity=one.severity, code=one.code, message=one.message[:MOST_MESSAGE]
        )
        for one in troubles[:room]
    )  # fmt: skip


def fail(run: ImportRun, message: str) -> None:
    """Nothing can be done with the file; nothing of it is kept but what was wrong."""
    run.state, run.message, run.finished_at = State.FAILED, message[:MOST_MESSAGE], timezone.now()
    throw_away(run)


def throw_away(run: ImportRun) -> None:
    """The file and the questions that wait."""
    ImportFile.objects.filter(run=run).delete()
    rows = ImportRow.objects.filter(run=run)
    # Nothing refers to them: they need not be fetched to be deleted.
    rows._raw_delete(rows.db)


def clean_old(*, now: dt.datetime | None = None) -> int:
    """The periodic job: after some weeks a file goes, and one that nobody put in is discarded with it."""
    before = (now or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    pks = list(
        ImportRun.objects.filter(uploaded_at__lt=before, file__isnull=False)
        .exclude(state=State.LOADING)
        .order_by("pk")
        .values_list("pk", flat=True)[:100]
    )
    for pk in pks:
        with transaction.atomic():
            run = ImportRun.objects.select_for_update(no_key=True).get(pk=pk)
            if run.state == State.LOADING:
                continue
            if run.state in {State.CHECKING, State.CHECKED}:
                run.state, run.finished_at = State.DISCARDED, now or timezone.now()
                run.save(update_fields=["state", "finished_at"])
            throw_away(run)
    return len(pks)
