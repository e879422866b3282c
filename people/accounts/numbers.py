"""Numbers and the accounts that have them: an account begins, its number changes, a number passes to somebody else.

Whoever calls has confirmed the number by a code. A number belongs to one account at most; all who move numbers hold the
rows of the accounts first, in the order of their ids.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest

from people.audit.events import Event
from people.audit.services import record
from people.consent.purposes import Purpose
from people.consent.services import give
from people.models import User
from people.number_changes.stopping import By, stop_change

_ATTEMPTS = 3


class NumberTaken(Exception):
    """Somebody got the number meanwhile, again and again."""


class AccountClosed(Exception):
    """The account was ended meanwhile: it gets no number any more."""


@transaction.atomic
def begin_account(*, phone: str, how: str, request: HttpRequest | None = None) -> User:
    """A new account with this number, and the consent without which there is none; raises ``IntegrityError``."""
    with transaction.atomic():
        user: User = User.objects.create_user(phone)
    give(user=user, purpose=Purpose.ACCOUNT, how=how, request=request)
    record(Event.ACCOUNT_CREATED, actor=user, subject=user, request=request)
    return user


def holder_of(*, phone: str) -> User | None:
    """The account that has this number, held until the transaction ends; closed ones too."""
    return User.objects.select_for_update(of=("self",)).filter(phone=phone).first()


@transaction.atomic
def begin_account_anew(*, phone: str, how: str, request: HttpRequest | None = None) -> User:
    """A new account for the new holder of a number. The account that had it keeps everything but the number."""
    for _attempt in range(_ATTEMPTS):
        _take_off(holder_of(phone=phone), request)
        try:
            return begin_account(phone=phone, how=how, request=request)
        except IntegrityError:
            continue
    raise NumberTaken


@transaction.atomic
def change_number(*, user: User, phone: str, takes_over: bool = True, request: HttpRequest | None = None) -> str | None:
    """Give the account this number, wherever it was; returns the number that it had. A change that waits is stopped.

    Another account that had the number keeps everything else; unless ``takes_over``, it keeps the number as well, and
    ``NumberTaken`` is raised. Raises ``AccountClosed``.
    """
    for _attempt in range(_ATTEMPTS):
        try:
            # Whoever tries once more lets go of all rows first, or two would wait in a circle.
            with transaction.atomic():
                return _change(user, phone, takes_over, request)
        except IntegrityError:
            if not takes_over:
                break
    raise NumberTaken


def _change(user: User, phone: str, takes_over: bool, request: HttpRequest | None) -> str | None:
    held = hold_for_change(user=user, phone=phone)
    account = held.pop(user.pk)
    if not account.is_active:
        raise AccountClosed
    if held and not takes_over:
        raise NumberTaken
    stop_change(user=account, by=By.OTHER_CHANGE, request=request)
    before = account.phone
    if before == phone:
        return before
    for other in held.values():
        _take_off(other, request)
    account.phone = phone
    account.save(update_fields=["phone"])
    record(Event.NUMBER_CHANGED, actor=account, subject=account, request=request)
    return before


def hold_for_change(*, user: User, phone: str) -> dict[int, User]:
    """The account and whoever else has the number, by key, held until the transaction ends."""
    both = User.objects.select_for_update(of=("self",)).filter(Q(pk=user.pk) | Q(phone=phone)).order_by("pk")
    return {one.pk: one for one in both}


def _take_off(user: User | None, request: HttpRequest | None) -> None:
    if user is not None:
        user.phone = None
        user.save(update_fields=["phone"])
        record(Event.NUMBER_REASSIGNED, subject=user, request=request)
