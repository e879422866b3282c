"""What pages ask of certificates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from learn.certificates.models import Basis, Certificate
from learn.learners.services import group_of
from learn.progress.selectors import Completed, completed_courses
from learn.results.models import GradedResult
from people.models import User

# A learner has one or two for each course, and a few replaced ones.
MOST_CERTIFICATES = 500


@dataclass(frozen=True)
class Entry:
    """A course that the learner completed or has a certificate for; ``certificate`` is the best that holds.

    ``can_ask``: there is none yet, or one that says "đạt" can follow the one that says "đã hoàn thành".
    """

    course: uuid.UUID
    title: str
    path: str
    completed_at: dt.datetime
    certificate: Certificate | None
    can_ask: bool

    @property
    def page_path(self) -> str:
        """Where it is asked for, and shown afterwards."""
        return reverse("learn:own_certificate", args=[self.course])


def certificate_entries(learner: uuid.UUID) -> list[Entry]:
    """The learner's completed courses with their certificates, the newest first. Four queries."""
    group = group_of(learner)
    completed = completed_courses(learners=group)
    held = certificates_of(learner)
    passed = set(GradedResult.objects.filter(learner_id__in=group, passed=True).values_list("course", flat=True))
    entries = [_entry(done, held.get(course), course in passed) for course, done in completed.items()]
    # Completed by more than one record can hold, or in a record that a restore lost: what was certified stays.
    entries += [_certified(certificate) for course, certificate in held.items() if course not in completed]
    return sorted(entries, key=lambda entry: (entry.completed_at, str(entry.course)), reverse=True)


def _entry(done: Completed, best: Certificate | None, passed: bool) -> Entry:
    can_ask = best is None or (passed and best.basis != Basis.PASSED)
    return Entry(done.course, done.title, done.path, done.completed_at, best, can_ask)


def _certified(best: Certificate) -> Entry:
    return Entry(best.course, best.course_title, best.course_path, best.completed_at, best, can_ask=False)


def certificates_of(learner: uuid.UUID) -> dict[uuid.UUID, Certificate]:
    """The best valid certificate of each course: "đạt" before "đã hoàn thành"."""
    found: dict[uuid.UUID, Certificate] = {}
    for certificate in Certificate.objects.valid().filter(learner=learner).order_by("-issued_at")[:MOST_CERTIFICATES]:
        other = found.get(certificate.course)
        if other is None or certificate.basis == Basis.PASSED:
            found[certificate.course] = certificate
    return found


def certificate_by_code(code: str | None) -> Certificate | None:
    """The certificate with this number, in whatever state."""
    return Certificate.objects.filter(code=code).first() if code else None


def holder_of(certificate: Certificate) -> User | None:
    """The account whose certificate it is."""
    return User.objects.filter(learner=certificate.learner).first()


def holders_of(certificates: Iterable[Certificate]) -> list[User]:
    """The accounts whose certificates these are, each once. One query."""
    learners = {certificate.learner for certificate in certificates}
    return list(User.objects.filter(learner__in=learners).order_by("pk"))
