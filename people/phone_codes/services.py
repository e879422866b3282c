"""Asking for a code and typing it."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import uuid
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from people.audit.events import Event
from people.audit.services import network_of, record
from people.models import User
from people.phone_codes.limits import TooMany, hold, too_many, too_many_from
from people.phone_codes.models import MOST_TRIES, CodePurpose, PhoneCode
from people.sms.services import put, withdraw
from people.ways_back.devices import is_known

MINUTES = 10
DIGITS = 6
# The longest limit looks back a day; a person who comes with a question the next morning can still be helped.
DAYS_KEPT = 2
MOST_FORGOTTEN_AT_ONCE = 5_000


class Requested(NamedTuple):
    """A code is on its way. ``code`` is for the page of a demo, nothing else."""

    challenge: uuid.UUID
    code: str


class Confirmed(NamedTuple):
    """The code was right: whoever typed it holds the number."""

    phone: str
    purpose: CodePurpose


class Wrong(NamedTuple):
    """Not the code."""

    tries_left: int


class Expired(NamedTuple):
    """Its time is over, a newer one was sent, or no such code was sent to this browser."""


class Used(NamedTuple):
    """It was right once already."""


class Locked(NamedTuple):
    """Too many wrong tries; only another code helps."""


Outcome = Confirmed | Wrong | Expired | Used | Locked


def request_code(
    *, phone: str, purpose: CodePurpose, device: uuid.UUID, address: str, now: dt.datetime | None = None
) -> Requested | TooMany:
    """Send a code to a number, whether or not it has an account; earlier ones that this device asked for end."""
    now = now or timezone.now()
    address_hash = _keyed("people.phone_codes.address", network_of(address))
    with transaction.atomic():
        hold(phone=phone, device=device)
        known = is_known(phone=phone, device=device)
        refused = too_many(
            phone=phone, device=device, device_is_known=known, address_hash=address_hash, now=now
        )  # fmt: skip
        # The address last: what its number or device is refused must not use up what everyone else behind it has.
        refused = refused or too_many_from(address)
        if refused:
            return refused
        _end_earlier(phone, purpose, device, now)
        challenge, code = uuid.uuid4(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        expires_at = now + dt.timedelta(minutes=MINUTES)
        PhoneCode.objects.create(
            id=challenge,
            phone=phone,
            purpose=purpose,
            device=device,
            device_is_known=known,
            address_hash=address_hash,
            code_hash=_code_hash(challenge, code),
            made_at=now,
            expires_at=expires_at,
        )
        put(phone=phone, body=_words(code), expires_at=expires_at, reference=challenge)
    return Requested(challenge, code)


def _end_earlier(phone: str, purpose: CodePurpose, device: uuid.UUID, now: dt.datetime) -> None:
    earlier = PhoneCode.objects.filter(
        phone=phone, purpose=purpose, device=device, used_at=None, made_at__gt=now - dt.timedelta(minutes=MINUTES)
    )
    ended = list(earlier.select_for_update(no_key=True).values_list("id", flat=True))
    PhoneCode.objects.filter(id__in=ended).update(expires_at=now)
    withdraw(references=ended)


def _words(code: str) -> str:
    # Without marks it fits one message and every phone: networks send Vietnamese letters as two.
    return _("Binh dan hoc vu so: %(code)s is your code, good for %(minutes)s minutes. Tell it to nobody.") % {
        "code": code,
        "minutes": MINUTES,
    }


@transaction.atomic
def confirm_code(
    *, challenge: uuid.UUID, code: str, device: uuid.UUID, purpose: CodePurpose, now: dt.datetime | None = None
) -> Outcome:
    """Judge a typed code. Of many at once exactly one is right, and no more than five are judged."""
    now = now or timezone.now()
    sent = (
        PhoneCode.objects.select_for_update(no_key=True)
        .filter(id=challenge, device=device, purpose=purpose)
        .first()
    )  # fmt: skip
    if sent is None:
        return Expired()
    if sent.used_at:
        return Used()
    if sent.tries >= MOST_TRIES:
        return Locked()
    if sent.expires_at <= now:
        return Expired()
    if hmac.compare_digest(sent.code_hash, _code_hash(challenge, code)):
        sent.used_at = now
        sent.save(update_fields=["used_at"])
        return Confirmed(sent.phone, CodePurpose(sent.purpose))
    sent.tries += 1
    sent.save(update_fields=["tries"])
    if sent.tries < MOST_TRIES:
        return Wrong(MOST_TRIES - sent.tries)
    # One entry for five wrong tries: whoever guesses cannot fill the audit.
    if purpose == CodePurpose.HOUSEHOLD:
        # The number is a household's; an account that happens to have it was not asked for.
        record(Event.HOUSEHOLD_CODE_FAILED)
    else:
        record(Event.SIGN_IN_FAILED, subject=User.objects.filter(phone=sent.phone).first())
    return Locked()


def forget_codes_of(*, phone: str, purpose: CodePurpose) -> None:
    """Delete the codes of a number that is erased; one that is being typed at this moment goes with the old ones."""
    codes = PhoneCode.objects.select_for_update(skip_locked=True).filter(phone=phone, purpose=purpose)
    PhoneCode.objects.filter(pk__in=list(codes.values_list("pk", flat=True))).delete()


def forget_old_codes(*, now: dt.datetime | None = None) -> int:
    """Delete codes that no limit counts any more; returns how many."""
    before = (now or timezone.now()) - dt.timedelta(days=DAYS_KEPT)
    oldest = PhoneCode.objects.filter(made_at__lt=before).order_by("made_at").values("id")[:MOST_FORGOTTEN_AT_ONCE]
    return PhoneCode.objects.filter(id__in=oldest).delete()[0]


def _code_hash(challenge: uuid.UUID, code: str) -> str:
    return _keyed("people.phone_codes.code", f"{challenge}:{code}")


def _keyed(salt: str, value: str) -> str:
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()
