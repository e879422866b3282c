"""What is stored about a person, in few queries and bounded rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from learn.certificates.models import Certificate
from learn.progress.models import LessonProgress
from learn.statements.models import Statement
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.audit.selectors import entries_about
from people.consent.models import Consent
from people.consent.purposes import Purpose, Words, words_for
from people.consent.services import history
from people.models import User
from people.roles.models import RoleGrant

MOST_CERTIFICATES = 500
MOST_ANSWERS = 100
ACTS_A_PAGE = 20


class Counted(NamedTuple):
    """How much of a record there is."""

    statements: int
    first: dt.datetime | None
    last: dt.datetime | None
    lessons: int


class Seen(NamedTuple):
    """One act concerning a person, told to that person: by whom only as a role."""

    at: dt.datetime
    what: str
    by: str
    network: str


class Asked(NamedTuple):
    """A purpose, its words in force, and how the person answered."""

    purpose: Purpose
    label: str
    words: Words
    given: bool
    latest: Consent | None


def count_record(learners: Sequence[uuid.UUID]) -> Counted:
    """Statements and lessons of these learners, who are one person."""
    told = Statement.objects.filter(learner_id__in=learners).aggregate(
        number=Count("*"), first=Min("received_at"), last=Max("received_at")
    )
    lessons = LessonProgress.objects.filter(learner_id__in=learners).aggregate(n=Count("lesson", distinct=True))["n"]
    return Counted(told["number"], told["first"], told["last"], lessons)


def all_certificates(learner: uuid.UUID) -> list[Certificate]:
    """Every certificate of a person, in whatever state, the newest first."""
    return list(Certificate.objects.filter(learner=learner).order_by("-issued_at")[:MOST_CERTIFICATES])


def answers(user: User) -> tuple[list[Asked], list[Consent]]:
    """How things stand for each purpose, and every answer that was given."""
    kept = list(history(user=user)[:MOST_ANSWERS])
    asked = []
    for purpose in Purpose:
        latest = next((one for one in kept if one.purpose == purpose), None)
        words = words_for(purpose)
        given = latest is not None and latest.given and latest.version == words.version
        asked.append(Asked(purpose, str(purpose.label), words, given, latest))
    return asked, kept


def acts(user: User) -> QuerySet[AuditEntry]:
    """All of them, the newest first, with the roles of those who acted."""
    grants = Prefetch("actor__role_grants", queryset=RoleGrant.objects.only("user", "role", "valid_from", "valid_to"))
    return entries_about(user=user).order_by("-at", "-id").prefetch_related(grants)


def acts_about(user: User, page: str | None) -> tuple[list[Seen], Page[AuditEntry]]:
    """Who did what with the person's account and data; a page of it."""
    shown = Paginator(acts(user), ACTS_A_PAGE).get_page(page)
    return [seen(entry, user) for entry in shown], shown


def seen(entry: AuditEntry, user: User) -> Seen:
    """An act as the person concerned is told of it."""
    return Seen(entry.at, entry.event_label, _by(entry, user), entry.address)


def _by(entry: AuditEntry, user: User) -> str:
    if entry.actor is None:
        return _("nobody signed in") if entry.event == Event.SIGN_IN_FAILED else _("the system")
    if entry.actor_id == user.pk:
        return _("yourself")
    day = timezone.localtime(entry.at).date()
    roles = [grant.get_role_display() for grant in entry.actor.role_grants.all() if grant.is_active(day)]
    return ", ".join(sorted(roles)) or _("a member of staff")
