"""The last act of signing in: the session, the learner's cookie, and the guest's record if it is the person's own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from learn.learners.requests import (
    account_of_request,
    claim_of_request,
    has_record,
    learner_of_request,
    set_learner_cookie,
)
from learn.learners.services import TakeOver, learner_of, take_over
from people.accounts.naming import open_account
from people.accounts.sessions import start_session
from people.models import User
from people.ways_back.devices import remember_device, set_device_cookie

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def accounts_at_hand(request: HttpRequest) -> list[User]:
    """Accounts that this browser opens without a code: of the learner's cookie, and of a session."""
    held = [account_of_request(request), request.user if isinstance(request.user, User) else None]
    return [account for account in held if account is not None and account.is_active]


def guest_waits(request: HttpRequest, *, said_by_script: bool) -> bool:
    """Whether somebody learnt in this browser without an account, so that it must be asked whose that is."""
    learner = learner_of_request(request)
    if learner is None:
        return said_by_script
    if learner.account_id or learner.alias_of_id:
        return False
    return said_by_script or has_record(learner.id)


def join_guest(request: HttpRequest, user: User) -> bool:
    """Let the record of this browser's guest be the person's; False when it is somebody else's already."""
    claim = claim_of_request(request)
    if claim is None:
        # What only the phone knows of is joined by the phone.
        return True
    return take_over(user=user, guest=claim) in (TakeOver.TAKEN, TakeOver.ALREADY_OURS)


@transaction.atomic
def enter(request: HttpRequest, response: HttpResponse, *, user: User, device: uuid.UUID) -> bool:
    """From now on this browser is the person's; False for an account that ended meanwhile: no token opens it anew."""
    account = open_account(user=user)
    if account is None:
        return False
    learner = learner_of(user=account)
    start_session(request, account)
    set_learner_cookie(response, learner=learner)
    remember_device(user=account, device=device)
    set_device_cookie(response, device)
    return True
