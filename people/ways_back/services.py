"""Checking who somebody is, and the code on paper for a number that was lost."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from foundation.text import fold
from people.accounts.naming import open_account
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from people.ways_back.models import RecoveryCode, WrongProof

WRONG_PROOFS_A_WEEK = 3
WEEK = dt.timedelta(days=7)
# 53 bits in digits, which everyone can copy from paper.
DIGITS = 16
MOST_FORGOTTEN_AT_ONCE = 5_000


class Proof(StrEnum):
    """How a try to show "it is me" ended."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_MANY = "too_many"


@transaction.atomic
def prove(*, user: User, picture: str, name: str, now: dt.datetime | None = None) -> Proof:
    """Compare picture and name with those of the account; marks and capitals of the name do not matter.

    An account that lacks one of them cannot be proved this way, and is answered like any other.
    """
    now = now or timezone.now()
    account = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if WrongProof.objects.filter(user=account, at__gt=now - WEEK).count() >= WRONG_PROOFS_A_WEEK:
        return Proof.TOO_MANY
    right_picture = hmac.compare_digest(account.picture.encode(), picture.encode())
    right_name = hmac.compare_digest(_spoken(account.full_name), _spoken(name))
    if account.picture and account.full_name and right_picture and right_name:
        return Proof.RIGHT
    WrongProof.objects.create(user=account, at=now)
    record(Event.SIGN_IN_FAILED, subject=account)
    return Proof.WRONG


def _spoken(name: str) -> bytes:
    return " ".join(fold(name).split()).encode()


@transaction.atomic
def make_recovery_code(*, user: User) -> str:
    """A new code for paper, in groups of four; one made before no longer holds.

    Raises ``ValueError`` for a closed account: nobody comes back to it.
    """
    if open_account(user=user) is None:
        raise ValueError("A closed account has no recovery code.")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    RecoveryCode.objects.update_or_create(
        user=user, defaults={"code_hash": _hash(code, settings.SECRET_KEY), "made_at": timezone.now()}
    )
    record(Event.RECOVERY_CODE_MADE, actor=user, subject=user)
    return " ".join(re.findall("....", code))


@transaction.atomic
def use_recovery_code(code: str) -> User | None:
    """Whose code this is; it holds once only. Nobody's when it is wrong or the account is closed."""
    digits = re.sub(r"\D", "", code)
    if len(digits) != DIGITS:
        return None
    hashes = [_hash(digits, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    codes = RecoveryCode.objects.select_for_update(of=("self",)).select_related("user")
    kept = codes.filter(code_hash__in=hashes, user__is_active=True).first()
    if kept is None:
        return None
    owner: User = kept.user
    kept.delete()
    record(Event.RECOVERY_CODE_USED, actor=owner, subject=owner)
    return owner


def forget_old_wrong_proofs(*, now: dt.datetime | None = None) -> int:
    """Delete what no limit counts any more; returns how many."""
    old = WrongProof.objects.filter(at__lt=(now or timezone.now()) - WEEK).order_by("at")
    return WrongProof.objects.filter(id__in=old.values("id")[:MOST_FORGOTTEN_AT_ONCE]).delete()[0]


def _hash(code: str, key: str) -> str:
    return salted_hmac("people.recovery_code", code, secret=key, algorithm="sha256").hexdigest()
