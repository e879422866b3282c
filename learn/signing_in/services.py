"""Which account a confirmed number opens. Each answer is written into the code's row, so that it is given once only."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from people.accounts.numbers import AccountClosed, begin_account, begin_account_anew, change_number, holder_of
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from people.number_changes.models import NumberChange
from people.number_changes.services import NotNow, ask_for_change, tell_of_move
from people.number_changes.stopping import By, stop_change
from people.phone_codes.models import CodePurpose, PhoneCode
from people.ways_back.devices import is_known
from people.ways_back.services import Proof, prove, use_recovery_code

# As long as the cookie that says how far somebody has come.
CONFIRMED_MINUTES = 30
# Numbers are given to other people months after they were given up. Whoever began an account days ago and was
# interrupted before choosing picture and name is its owner.
YOUNG_DAYS = 14
MOST_RECOVERY_TRIES = 3
HOW = "sign_in_form"


class Unknown(StrEnum):
    """No account is opened yet."""

    WHO = "who"
    WRONG = "wrong"
    TOO_MANY = "too_many"
    CLOSED = "closed"
    NO_CONSENT = "no_consent"
    LAPSED = "lapsed"


@transaction.atomic
def arrive(
    *, challenge: uuid.UUID, device: uuid.UUID, consented: bool, at_hand: list[User], request: HttpRequest | None = None
) -> User | Unknown:
    """The account of a confirmed number: made when there is none, opened for a device that knows it, else asked for.

    ``at_hand`` are accounts that this browser opens already, by the learner's cookie or a session.
    """
    code = _confirmed(challenge, device, CodePurpose.SIGN_IN)
    if code is None:
        return Unknown.LAPSED
    if code.account:
        return code.account
    holder = holder_of(phone=code.phone)
    if holder is None:
        if not consented:
            return Unknown.NO_CONSENT
        try:
            return _settled(code, begin_account(phone=code.phone, how=HOW, request=request))
        except IntegrityError:
            # Somebody else was confirmed with this number in the same moment.
            holder = holder_of(phone=code.phone)
    if holder is None or not holder.is_active:
        return Unknown.WHO
    # Whoever has the number can stop what was asked for without it, also on a phone that opens nothing.
    stop_change(user=holder, by=By.OLD_NUMBER, request=request)
    knows = holder in at_hand or is_known(phone=code.phone, device=device) or _is_young(holder)
    return _settled(code, holder) if knows else Unknown.WHO


def _is_young(user: User) -> bool:
    nameless = not (user.picture and user.full_name) and not user.has_usable_password()
    return nameless and user.date_joined > timezone.now() - dt.timedelta(days=YOUNG_DAYS)


@transaction.atomic
def show_who(*, challenge: uuid.UUID, device: uuid.UUID, picture: str, name: str) -> User | Unknown:
    """The account, if picture and name are those of the person who has it."""
    code = _confirmed(challenge, device, CodePurpose.SIGN_IN)
    if code is None:
        return Unknown.LAPSED
    if code.account:
        return code.account
    holder = holder_of(phone=code.phone)
    if holder is None:
        return Unknown.LAPSED
    proof = prove(user=holder, picture=picture, name=name)
    if proof is not Proof.RIGHT:
        return Unknown.WRONG if proof is Proof.WRONG else Unknown.TOO_MANY
    if not holder.is_active:
        return Unknown.CLOSED
    stop_change(user=holder, by=By.OLD_NUMBER)
    return _settled(code, holder)


@transaction.atomic
def begin_anew(
    *, challenge: uuid.UUID, device: uuid.UUID, consented: bool, request: HttpRequest | None = None
) -> User | Unknown:
    """An account for the new holder of a number; the old one loses the number and stays sealed."""
    code = _confirmed(challenge, device, CodePurpose.SIGN_IN)
    if code is None:
        return Unknown.LAPSED
    if code.account:
        return code.account
    if not consented:
        return Unknown.NO_CONSENT
    return _settled(code, begin_account_anew(phone=code.phone, how=HOW, request=request))


@transaction.atomic
def come_back(
    *, challenge: uuid.UUID, device: uuid.UUID, recovery_code: str, request: HttpRequest | None = None
) -> User | Unknown:
    """The account whose recovery code this is, with the confirmed number as its new one."""
    code = _confirmed(challenge, device, CodePurpose.RECOVER)
    if code is None:
        return Unknown.LAPSED
    if code.account:
        return code.account
    if code.proof_tries >= MOST_RECOVERY_TRIES:
        return Unknown.TOO_MANY
    owner = use_recovery_code(recovery_code)
    if owner is None:
        code.proof_tries += 1
        code.save(update_fields=["proof_tries"])
        if code.proof_tries < MOST_RECOVERY_TRIES:
            return Unknown.WRONG
        record(Event.SIGN_IN_FAILED, request=request)
        return Unknown.TOO_MANY
    stop_change(user=owner, by=By.RECOVERY_CODE, request=request)
    try:
        change_number(user=owner, phone=code.phone, request=request)
    except AccountClosed:
        return Unknown.CLOSED
    return _settled(code, owner)


def account_of_code(*, challenge: uuid.UUID, device: uuid.UUID) -> User | None:
    """The account that a code of this browser has opened, if it is not closed."""
    code = PhoneCode.objects.select_related("account").filter(id=challenge, device=device).first()
    if code is None or not _is_fresh(code) or code.account is None or not code.account.is_active:
        return None
    return code.account


def belongs_to_another(*, user: User, phone: str) -> bool:
    """Whether another account has the number; only for who has confirmed it."""
    return User.objects.filter(phone=phone).exclude(pk=user.pk).exists()


@transaction.atomic
def move_number(*, user: User, challenge: uuid.UUID, device: uuid.UUID, request: HttpRequest | None = None) -> bool:
    """Give the account the number that this browser confirmed lately; who had its old number is told there."""
    code = _confirmed(challenge, device, CodePurpose.CHANGE_NUMBER)
    if code is None or code.account not in (None, user):
        return False
    try:
        before = change_number(user=user, phone=code.phone, request=request)
    except AccountClosed:
        return False
    if before and before != code.phone:
        tell_of_move(before)
    _settled(code, user)
    return True


@transaction.atomic
def let_number_wait(
    *, user: User, challenge: uuid.UUID, device: uuid.UUID, request: HttpRequest | None = None
) -> NumberChange | NotNow | None:
    """Ask for the number that this browser confirmed lately, for who has the old one no more; None if that lapsed."""
    code = _confirmed(challenge, device, CodePurpose.CHANGE_NUMBER)
    if code is None or code.account is not None:
        return None
    asked = ask_for_change(user=user, phone=code.phone, request=request)
    if isinstance(asked, NumberChange):
        _settled(code, user)
    return asked


def _confirmed(challenge: uuid.UUID, device: uuid.UUID, purpose: CodePurpose) -> PhoneCode | None:
    # Never joined with its account: who waited for the lock would read the new row beside the account of the old one.
    held = PhoneCode.objects.select_for_update(no_key=True)
    code = held.filter(id=challenge, device=device, purpose=purpose).first()
    return code if code and _is_fresh(code) else None


def _is_fresh(code: PhoneCode) -> bool:
    lapsed = timezone.now() - dt.timedelta(minutes=CONFIRMED_MINUTES)
    return code.used_at is not None and code.used_at > lapsed


def _settled(code: PhoneCode, user: User) -> User:
    code.account = user
    code.save(update_fields=["account"])
    return user
