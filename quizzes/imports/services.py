"""What people do with files of questions: bring one, put it in, discard it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.framework.models import Competence
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from quizzes.bank.models import Question
from quizzes.editing.rights import may
from quizzes.imports.models import ImportFile, ImportRun, State
from quizzes.imports.sniffing import check_file
from quizzes.imports.working import throw_away


class ImportRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What questions get whose row does not say it."""

    difficulty: str
    competence: Competence | None = None
    source: str = ""
    review_by: dt.date | None = None


def may_upload(user: Any) -> bool:
    """Whoever writes questions."""
    return may(user, "add", Question)


def may_put_in(user: Any) -> bool:
    """Whoever publishes questions; nobody their own file, see ``check_put_in``."""
    return may(user, "publish", Question)


def may_discard(user: User, run: ImportRun) -> bool:
    """Who brought it, and whoever publishes."""
    return run.uploaded_by_id == user.pk or may_put_in(user)


def upload(
    *, by: User, name: str, kind: str, data: bytes, defaults: Defaults, request: HttpRequest | None = None
) -> ImportRun:
    """Keep a file that has a question in it, for the job to check. Raises ``ValidationError`` or ``ImportRefused``."""
    if not may_upload(by):
        raise ImportRefused(_("Only who writes questions may bring a file."))
    check_file(kind, data)
    digest = hashlib.sha256(data).hexdigest()
    under_way = [State.CHECKING, State.CHECKED, State.LOADING]
    if ImportRun.objects.filter(sha256=digest, state__in=under_way).exists():
        raise ImportRefused(_("This very file is under way already; see the list."))
    with transaction.atomic():
        run = ImportRun.objects.create(
            name=name[:200], format=kind, size=len(data), sha256=digest, uploaded_by=by,
            competence=defaults.competence, difficulty=defaults.difficulty, source=defaults.source,
            review_by=defaults.review_by,
        )  # fmt: skip
        ImportFile.objects.create(run=run, content=data)
        _record(Event.QUESTIONS_UPLOADED, run, by, request)
    return run


def why_not(*, by: User, run: ImportRun) -> str:
    """Why this person may not put a file in; empty where they may."""
    if not may_put_in(by):
        return _("A reviewer puts the questions into the bank.")
    if run.uploaded_by_id == by.pk and not by.is_superuser:
        return _("You brought this file, so a colleague must put it into the bank.")
    return ""


@transaction.atomic
def put_in(*, by: User, run: ImportRun, request: HttpRequest | None = None) -> ImportRun:
    """Let the job load what is good. Raises ``ImportRefused``."""
    held = _held(run)
    if reason := why_not(by=by, run=held):
        raise ImportRefused(reason)
    if held.state != State.CHECKED:
        raise ImportRefused(_("The file is not waiting any more."))
    if held.applied_at is not None:
        # That it broke off the last time.
        held.message = ""
    held.state, held.applied_by, held.applied_at = State.LOADING, by, timezone.now()
    held.save(update_fields=["state", "applied_by", "applied_at", "message"])
    _record(Event.QUESTIONS_IMPORTED, held, by, request)
    return held


@transaction.atomic
def discard(*, by: User, run: ImportRun, request: HttpRequest | None = None) -> None:
    """Nothing of the file comes in. Raises ``ImportRefused``."""
    held = _held(run)
    if not may_discard(by, held):
        raise ImportRefused(_("Only who brought the file, or a reviewer, may discard it."))
    if held.state not in {State.CHECKING, State.CHECKED}:
        raise ImportRefused(_("The file is not waiting any more."))
    held.state, held.finished_at = State.DISCARDED, timezone.now()
    held.save(update_fields=["state", "finished_at"])
    throw_away(held)
    _record(Event.QUESTIONS_DISCARDED, held, by, request)


def _held(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)


def _record(event: Event, run: ImportRun, by: User, request: HttpRequest | None) -> None:
    note = f"{run.format}, {run.good}/{run.read}" if run.read else f"{run.format}, {run.size} B"
    record(event, actor=by, object_type="importrun", object_id=run.pk, note=note, request=request)
