"""Ending an account, and forgetting a guest.

Locks are taken in the order of all who write (`learn.statements.storing`): the account, learners by id, then what is
theirs. A batch that arrives meanwhile was stored before and is deleted here, or finds its token revoked.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest

from learn.certificates.services import withdraw_for_holder
from learn.learners.models import Learner
from learn.learners.services import learner_of, lock_group, revoke_tokens
from learn.my_data.parts import registered
from learn.progress.models import CourseProgress, LessonProgress
from learn.results.models import GradedResult
from learn.statements.models import Statement
from people.accounts.erasing import erase_person, has_a_role
from people.audit.events import Event
from people.audit.services import record
from people.consent.purposes import Purpose
from people.consent.services import withdraw
from people.models import User

# Outlives a restore where logs are kept apart from the database: `end_accounts` takes the learners named here.
log = logging.getLogger("bdhvs.ended")

HOW = "account_ended"


class HasRole(Exception):
    """Who has a role in the work cannot leave before it is ended."""


class NotAGuest(Exception):
    """The record belongs to an account."""


def end_account(*, user: User, keep_certificates: bool, request: HttpRequest | None = None) -> list[uuid.UUID]:
    """Erase the person: record, progress, number, name, picture; every token and way in ends.

    Returns the learners, the account's own first. ``keep_certificates``: they go on being checkable, with the name on
    them. Raises ``HasRole``; an account that has ended already stays as it is. What stays: certificates without names,
    consent and audit without name and number.
    """
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
        if has_a_role(user=held):
            raise HasRole
        own = learner_of(user=held)
        group = sorted(lock_group(learner=own.id), key=lambda one: one != own.id)
        if not held.is_active:
            return group
        _erase_record(group)
        revoke_tokens(learner=own.id)
        withdraw_for_holder(learner=own, keep_checkable=keep_certificates, request=request)
        for purpose in Purpose:
            if not (keep_certificates and purpose == Purpose.CERTIFICATE):
                withdraw(user=held, purpose=purpose, how=HOW, request=request)
        record(
            Event.ACCOUNT_ENDED, actor=held, subject=held, object_type="learner", object_id=own.id, request=request
        )  # fmt: skip
        erase_person(user=held)
        _write_down("ended kept" if keep_certificates else "ended", group)
    return group


def forget_guest(*, learner: Learner) -> None:
    """Erase a guest's record and end its tokens. Raises ``NotAGuest``."""
    with transaction.atomic():
        held = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
        if held.account_id is not None or held.alias_of_id is not None:
            raise NotAGuest
        _erase_record([held.id])
        revoke_tokens(learner=held.id)
        record(Event.GUEST_FORGOTTEN, object_type="learner", object_id=held.id)
        _write_down("forgotten", [held.id])


def _erase_record(learners: Sequence[uuid.UUID]) -> None:
    for model in (Statement, LessonProgress, CourseProgress, GradedResult):
        model.objects.filter(learner_id__in=learners).delete()
    for part in registered():
        part.erase(learners)


def _write_down(what: str, learners: Sequence[uuid.UUID]) -> None:
    """One line for `end_accounts`: what was done, then every learner with the generation below which no token holds."""
    generations = dict(Learner.objects.filter(id__in=learners).values_list("id", "generation"))
    line = " ".join(f"{learner}.{generations[learner]}" for learner in learners)
    transaction.on_commit(lambda: log.info("%s %s", what, line))
