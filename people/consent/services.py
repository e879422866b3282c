"""Giving and withdrawing consent. Silence is no consent: where no answer is stored, none was given."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record
from people.consent.models import Consent
from people.consent.purposes import Purpose, words_for


@transaction.atomic
def give(*, user: User, purpose: Purpose, how: str, request: HttpRequest | None = None) -> Consent:
    """Store that the person agrees to the words in force; agreeing twice is stored once.

    Raises ``ValueError`` for a closed account: nobody can agree for one who has left.
    """
    if not _one_at_a_time(user).is_active:
        raise ValueError("A closed account agrees to nothing.")
    words = words_for(Purpose(purpose))
    latest = _latest(user, purpose)
    if latest is not None and latest.given and latest.version == words.version:
        return latest
    record(Event.CONSENT_GIVEN, actor=user, subject=user, object_type="consent", object_id=purpose, request=request)
    return Consent.objects.create(
        user=user,
        purpose=purpose,
        given=True,
        version=words.version,
        text=words.whole,
        sha256=words.sha256,
        how=how,
    )


@transaction.atomic
def withdraw(*, user: User, purpose: Purpose, how: str, request: HttpRequest | None = None) -> Consent | None:
    """Store that the person takes consent back, to whichever words it was given; None where there was none."""
    _one_at_a_time(user)
    latest = _latest(user, purpose)
    if latest is None or not latest.given:
        return None
    record(Event.CONSENT_WITHDRAWN, actor=user, subject=user, object_type="consent", object_id=purpose, request=request)
    return Consent.objects.create(
        user=user,
        purpose=purpose,
        given=False,
        version=latest.version,
        text=latest.text,
        sha256=latest.sha256,
        how=how,
    )


def is_given(*, user: User, purpose: Purpose) -> bool:
    """Whether the person agrees to the words that are in force now; to older words counts as not asked yet."""
    latest = _latest(user, purpose)
    return latest is not None and latest.given and latest.version == words_for(Purpose(purpose)).version


def history(*, user: User) -> QuerySet[Consent]:
    """Every answer of a person, the newest first."""
    return Consent.objects.filter(user=user).order_by("-id")


def _one_at_a_time(user: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _latest(user: User, purpose: str) -> Consent | None:
    return Consent.objects.filter(user=user, purpose=purpose).order_by("-id").first()
