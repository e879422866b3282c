"""Issuing, correcting, revoking and withdrawing certificates."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from learn.certificates.models import Basis, Certificate, RevokeReason
from learn.certificates.names import clean_name
from learn.certificates.refusals import AccountNeeded, Barred, ConsentNeeded, NotCompleted, TooManyNames
from learn.learners.models import Learner
from learn.learners.services import group_of
from learn.progress.selectors import completed_courses
from learn.results.services import has_passed
from people.audit.events import Event
from people.audit.services import record
from people.consent.purposes import Purpose
from people.consent.services import give, is_given
from people.models import User

# How often people correct their own name on one certificate; afterwards somebody looks at it.
MOST_CORRECTIONS = 2
# What an official may give as the reason; a replacement is the holder's own doing.
REVOKE_REASONS = (RevokeReason.MISTAKE, RevokeReason.MISUSE, RevokeReason.ASKED)


@transaction.atomic
def issue(
    *, learner: Learner, course: uuid.UUID, name: str, agreed: bool = False, request: HttpRequest | None = None
) -> Certificate:
    """The learner's certificate for a course; asking again gives the one that there is, under the name it has.

    Raises ``Refused``, or ``ValidationError`` for a name that cannot stand. ``agreed``: the box was ticked just now.
    """
    user = _hold_account(learner)
    group = group_of(learner.id)
    done = completed_courses(learners=group).get(course)
    if done is None:
        raise NotCompleted
    basis = Basis.PASSED if has_passed(learners=group, course=course) else Basis.COMPLETED
    earlier = Certificate.objects.filter(learner=learner.id, course=course, basis=basis)
    if there := earlier.valid().first():
        return there
    if earlier.filter(revoke_reason=RevokeReason.MISUSE).exists():
        raise Barred
    written = clean_name(name)
    if agreed:
        give(user=user, purpose=Purpose.CERTIFICATE, how="certificate", request=request)
    elif not is_given(user=user, purpose=Purpose.CERTIFICATE):
        raise ConsentNeeded
    certificate = Certificate.objects.create(
        learner=learner.id,
        course=course,
        course_title=done.title,
        course_version=done.version,
        course_path=done.path,
        name=written,
        basis=basis,
        completed_at=done.completed_at,
        issued_at=timezone.now(),
    )
    _note(Event.CERTIFICATE_ISSUED, certificate, actor=user, subject=user, request=request)
    return certificate


@transaction.atomic
def correct_name(
    *, learner: Learner, certificate: Certificate, name: str, request: HttpRequest | None = None
) -> Certificate:
    """Another certificate with the name written right; the old one is revoked as replaced. The same name: nothing."""
    user = _hold_account(learner)
    old = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk, learner=learner.id)
    written = clean_name(name)
    same = Certificate.objects.filter(learner=learner.id, course=old.course, basis=old.basis)
    if old.revoked_at or old.withdrawn_at:
        # Asked for twice at once: the first has made the new one.
        if there := same.valid().filter(name=written).first():
            return there
        raise NotCompleted
    if written == old.name:
        return old
    if same.filter(revoke_reason=RevokeReason.REPLACED).count() >= MOST_CORRECTIONS:
        raise TooManyNames
    _end(old, reason=RevokeReason.REPLACED, by=user)
    new = Certificate.objects.create(
        learner=old.learner,
        course=old.course,
        course_title=old.course_title,
        course_version=old.course_version,
        course_path=old.course_path,
        name=written,
        basis=old.basis,
        completed_at=old.completed_at,
        issued_at=timezone.now(),
    )
    _note(Event.CERTIFICATE_REVOKED, old, actor=user, subject=user, note=RevokeReason.REPLACED, request=request)
    _note(Event.CERTIFICATE_ISSUED, new, actor=user, subject=user, request=request)
    return new


@transaction.atomic
def revoke(
    *, certificate: Certificate, reason: RevokeReason, by: User, note: str = "", request: HttpRequest | None = None
) -> Certificate:
    """End a certificate for everyone to see; one that has ended already stays as it is."""
    if not by.has_perm("learn.revoke_certificate"):
        raise PermissionDenied
    if reason not in REVOKE_REASONS:
        raise ValueError(f"{reason} is no reason that an official gives.")
    held = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if not held.revoked_at:
        _end(held, reason=reason, by=by, note=note)
        subject = User.objects.filter(learner=held.learner).first()
        _note(Event.CERTIFICATE_REVOKED, held, actor=by, subject=subject, note=reason, request=request)
    return held


@transaction.atomic
def withdraw_for_holder(*, learner: Learner, keep_checkable: bool, request: HttpRequest | None = None) -> int:
    """The holder ends the account or takes the consent back; how many certificates are withdrawn.

    ``keep_checkable``: the holder wants them to hold on, so they stay with their names. Otherwise every name is erased
    and the check page says no more than that the holder has withdrawn it. Never undone.
    """
    if keep_checkable:
        return 0
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(learner=learner.id).first()
    held = Certificate.objects.select_for_update(of=("self",)).filter(learner=learner.id, withdrawn_at=None)
    withdrawn = list(held.order_by("id"))
    now = timezone.now()
    for certificate in withdrawn:
        certificate.name, certificate.withdrawn_at = "", now
        certificate.save(update_fields=["name", "folded_name", "withdrawn_at"])
        _note(Event.CERTIFICATE_WITHDRAWN, certificate, actor=user, subject=user, request=request)
    return len(withdrawn)


def _hold_account(learner: Learner) -> User:
    """The learner's account, held until the end: one of its acts at a time."""
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(learner=learner.id, is_active=True).first()
    if user is None:
        raise AccountNeeded
    return user


def _end(certificate: Certificate, *, reason: RevokeReason, by: User, note: str = "") -> None:
    certificate.revoked_at, certificate.revoke_reason = timezone.now(), reason
    certificate.revoked_by, certificate.revoke_note = by, note
    certificate.save(update_fields=["revoked_at", "revoke_reason", "revoked_by", "revoke_note"])


def _note(
    event: Event,
    certificate: Certificate,
    *,
    actor: User | None,
    subject: User | None,
    note: str = "",
    request: HttpRequest | None = None,
) -> None:
    # By its key and not by its number: who reads the audit is not therefore shown the name on the check page.
    record(
        event,
        actor=actor,
        subject=subject,
        object_type="certificate",
        object_id=certificate.pk,
        note=note,
        request=request,
    )
