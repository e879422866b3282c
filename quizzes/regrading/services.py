"""Correcting a key: one person writes what holds instead, another applies it, a job grades everyone again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from learn.conversations import hold
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from people.roles.names import Role
from people.roles.selectors import active_roles
from quizzes.attempts.grading import answers_of, corrections_of, hold_people, paper_of, put_marks
from quizzes.attempts.marking import EPSILON, Marks, marks_of
from quizzes.attempts.models import Attempt
from quizzes.bank.kept import load_asked
from quizzes.bank.models import QuestionVersion
from quizzes.bank.things import same_things
from quizzes.regrading.models import Effect, KeyCorrection, RegradeNotice
from quizzes.regrading.walking import Place, beginning, piece, wrong_versions

MOST_REASON = 300
MAY_CORRECT = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})


class CorrectionRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


def may_correct(user: Any) -> bool:
    """Reviewers and administrators."""
    return bool(active_roles(user) & MAY_CORRECT)


def check_correction(
    *, by: User, wrong: QuestionVersion, effect: Effect, key: QuestionVersion | None = None, reason: str
) -> None:
    """Raise ``CorrectionRefused`` when this correction could not be written."""
    if not may_correct(by):
        raise CorrectionRefused(_("Only reviewers and administrators may correct a key."))
    if not reason.strip():
        raise CorrectionRefused(_("Please write what was wrong: learners read it."))
    if len(reason) > MOST_REASON:
        raise CorrectionRefused(_("Please write at most %d letters.") % MOST_REASON)
    if KeyCorrection.objects.filter(wrong=wrong.pk).exists():
        raise CorrectionRefused(_("There is a correction of this version already."))
    if effect == Effect.REPLACE:
        _check_key(wrong, key)


def _check_key(wrong: QuestionVersion, key: QuestionVersion | None) -> None:
    if key is None or key.question != wrong.question or key.number <= wrong.number:
        raise CorrectionRefused(_("Please publish the question with the right key first, then choose that version."))
    asked = hold(load_asked([wrong.pk, key.pk]))
    if same_things(asked[wrong.pk], asked[key.pk]) is None:
        raise CorrectionRefused(
            _(
                "This version shows learners something else: its answers cannot be judged by it. Only the key, the "
                "credit and what is said afterwards may differ."
            )
        )
    if key.content == wrong.content:
        raise CorrectionRefused(_("This version has the same key."))


def write_correction(
    *,
    by: User,
    wrong: QuestionVersion,
    effect: Effect,
    key: QuestionVersion | None = None,
    reason: str,
    request: HttpRequest | None = None,
) -> KeyCorrection:
    """Write what is to hold instead; nothing changes until somebody else applies it."""
    check_correction(by=by, wrong=wrong, effect=effect, key=key, reason=reason)
    holds = key.pk if key and effect == Effect.REPLACE else None
    try:
        with transaction.atomic():
            made = KeyCorrection.objects.create(
                wrong=wrong.pk, effect=effect, key=holds, reason=reason.strip(), made_by=by
            )
            _record(Event.KEY_CORRECTION_WRITTEN, made, by, request)
    except IntegrityError:
        raise CorrectionRefused(_("There is a correction of this version already.")) from None
    return made


@transaction.atomic
def apply_correction(*, by: User, correction: KeyCorrection, request: HttpRequest | None = None) -> KeyCorrection:
    """Let it hold from now on, and have everyone graded again who was asked the question."""
    held = _held(by, correction)
    if held.made_by_id == by.pk and not by.is_superuser:
        raise CorrectionRefused(_("You wrote this correction, so a colleague must apply it."))
    held.applied_by, held.applied_at = by, timezone.now()
    held.save(update_fields=["applied_by", "applied_at"])
    _record(Event.KEY_CORRECTION_APPLIED, held, by, request)
    return held


@transaction.atomic
def discard_correction(*, by: User, correction: KeyCorrection, request: HttpRequest | None = None) -> None:
    """Throw away what nobody has applied, so that another can be written."""
    held = _held(by, correction)
    _record(Event.KEY_CORRECTION_DISCARDED, held, by, request)
    held.delete()


def _held(by: User, correction: KeyCorrection) -> KeyCorrection:
    if not may_correct(by):
        raise CorrectionRefused(_("Only reviewers and administrators may correct a key."))
    held = KeyCorrection.objects.select_for_update().filter(pk=correction.pk).first()
    if held is None:
        raise CorrectionRefused(_("A colleague has thrown this correction away."))
    if held.applied_at is not None:
        raise CorrectionRefused(_("This correction is applied already."))
    return held


def _record(event: Event, correction: KeyCorrection, by: User, request: HttpRequest | None) -> None:
    note = f"{correction.effect}, {correction.wrong}" + (f", {correction.key}" if correction.key else "")
    record(event, actor=by, object_type="keycorrection", object_id=correction.pk, note=note, request=request)


def regrade_next() -> int:
    """The periodic job: one piece of the oldest correction that is not through. Returns how many were looked at."""
    waiting = KeyCorrection.objects.filter(applied_at__isnull=False, finished_at=None)
    correction = waiting.order_by("applied_at", "pk").first()
    return regrade_piece(correction) if correction else 0


def regrade_piece(correction: KeyCorrection) -> int:
    """Grade one piece again. Cut off anywhere, it is begun anew: what was done is found done."""
    wrong = wrong_versions(correction)
    place: Place = correction.after or beginning(wrong)
    attempts, further = piece(wrong, place)
    changed = sum(regrade(correction=correction, learner=learner, attempt=attempt) for learner, attempt in attempts)
    with transaction.atomic():
        held = KeyCorrection.objects.select_for_update().get(pk=correction.pk)
        # Somebody else did the same piece at the same time and has written it down.
        if held.after == correction.after and held.finished_at is None:
            held.after = further
            held.finished_at = None if further else timezone.now()
            held.seen += len(attempts)
            held.changed += changed
            held.save(update_fields=["after", "finished_at", "seen", "changed"])
    return len(attempts)


@transaction.atomic
def regrade(
    *, correction: KeyCorrection, learner: uuid.UUID, attempt: uuid.UUID, now: dt.datetime | None = None
) -> bool:
    """Grade one attempt again; whether its result is another now. The notice is what makes it happen once.

    Locks in the order of all who write: learners, then attempts, then the record.
    """
    hold_people([learner])
    held = Attempt.objects.select_for_update(no_key=True).filter(learner_id=learner, id=attempt).first()
    if held is None or held.score is None:
        # Erased, or graded for the first time later, by what holds then.
        return False
    if RegradeNotice.objects.filter(learner_id=learner, attempt=attempt, correction=correction.pk).exists():
        return True
    rules, paper = hold(paper_of(held))
    answers = hold(answers_of(held))
    marks = marks_of(rules, paper, answers, hold(corrections_of(held.paper)))
    before, passed_before = held.score, bool(held.passed)
    at = now or timezone.now()
    if _differs(before, marks.score) or marks.passed > passed_before:
        put_marks(held, rules, marks, now=at, again=True)
    elif _was_told_otherwise(correction, held):
        # Another correction came first and graded by this key already: what this one did to it is told.
        old = marks_of(rules, paper, answers, hold(corrections_of(held.paper, without=correction.pk)))
        before, passed_before = old.score, passed_before and _passed_then(old, marks)
    passed = bool(held.passed)
    if not _differs(before, marks.score) and passed == passed_before:
        return False
    RegradeNotice.objects.create(
        learner_id=learner, attempt=attempt, correction=correction.pk, quiz=held.quiz, before=before,
        after=marks.score, passed_before=passed_before, passed_after=passed, at=at,
    )  # fmt: skip
    return True


def _was_told_otherwise(correction: KeyCorrection, attempt: Attempt) -> bool:
    """Whether it was handed in before the correction and graded again after it."""
    applied = correction.applied_at
    if not applied or not attempt.submitted_at or not attempt.graded_at:
        return False
    notices = RegradeNotice.objects.filter(learner_id=attempt.learner_id, attempt=attempt.id)
    # Whoever was graded for the first time after it knows of no other result.
    return attempt.submitted_at <= applied < attempt.graded_at and notices.exists()


def _passed_then(old: Marks, new: Marks) -> bool:
    """A pass that the new key gave was none before; one that it would not give was."""
    return old.passed or not new.passed


def _differs(one: float, other: float) -> bool:
    return abs(one - other) > EPSILON
