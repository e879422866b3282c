"""What becomes of learners: an account's own one, guests that join it, tokens that end.

Whoever changes a group holds the rows of all its members first, by id; writers of statements hold theirs as well.
"""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from learn.conversations import hold
from learn.learners.models import Learner
from learn.learners.tokens import Claim
from learn.progress.together import complete_all_together
from people.models import User

# Browsers that one person ever learnt in as a guest; a bound for everything that reads a record.
MOST_ALIASES = 200
ATTEMPTS = 3


class TakeOver(StrEnum):
    """What became of a guest's record."""

    TAKEN = "taken"
    ALREADY_OURS = "already_ours"
    SOMEONE_ELSES = "someone_elses"
    NOT_A_GUEST = "not_a_guest"
    TOO_MANY = "too_many"
    ACCOUNT_ENDED = "account_ended"


def learner_of(*, user: User) -> Learner:
    """The account's own learner, made at first need."""
    try:
        with transaction.atomic():
            return Learner.objects.get_or_create(account_id=user.pk)[0]
    except IntegrityError:
        return Learner.objects.get(account_id=user.pk)


def group_of(learner: uuid.UUID) -> list[uuid.UUID]:
    """The learner, then the guests that joined it."""
    aliases = Learner.objects.filter(alias_of=learner).order_by("id").values_list("id", flat=True)
    return [learner, *aliases[:MOST_ALIASES]]


def take_over(*, user: User, guest: Claim) -> TakeOver:
    """Let a guest's record belong to the account; nothing moves, and the guest's token goes on writing to its own.

    ``guest`` is proof of holding the guest's record. Whoever comes first gets it; coming again changes nothing.
    """
    own = learner_of(user=user).id
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _take_over(user, own, guest)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected) or attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _take_over(user: User, own: uuid.UUID, guest: Claim) -> TakeOver:
    # A row that a restore lost comes back with the token that proves it.
    Learner.objects.bulk_create([Learner(id=guest.learner, generation=guest.generation)], ignore_conflicts=True)
    rows = {row.id: row for row in _held(Q(id=guest.learner) | Q(id=own) | Q(alias_of=own))}
    joining = rows[guest.learner]
    # Asked while the rows are held: whoever ends the account holds them as well.
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        return TakeOver.ACCOUNT_ENDED
    if joining.id == own or joining.alias_of_id == own:
        return TakeOver.ALREADY_OURS
    if joining.alias_of_id is not None or joining.account_id is not None:
        return TakeOver.SOMEONE_ELSES
    if not guest.is_valid(joining.generation):
        return TakeOver.NOT_A_GUEST
    if len(rows) - 2 >= MOST_ALIASES:
        return TakeOver.TOO_MANY
    joining.alias_of_id, joining.aliased_at = own, timezone.now()
    joining.generation = max(joining.generation, guest.generation)
    joining.save(update_fields=["alias_of", "aliased_at", "generation"])
    # Whoever was writing to a part has committed by now, and whoever comes waits for us: nothing is overlooked.
    hold(complete_all_together(lock_group(learner=own)))
    return TakeOver.TAKEN


def lock_group(*, learner: uuid.UUID) -> list[uuid.UUID]:
    """Hold the rows of the learner and its aliases until the transaction ends; nothing is written to them meanwhile."""
    return [row.id for row in _held_group(learner)]


def revoke_tokens(*, learner: uuid.UUID) -> None:
    """End every token of the learner and its aliases. The rows stay: a token ahead of its row would bring one back."""
    with transaction.atomic():
        for row in _held_group(learner):
            row.generation += 1
            row.save(update_fields=["generation"])


def _held_group(learner: uuid.UUID) -> list[Learner]:
    group = Q(id=learner) | Q(alias_of=learner)
    _held(group)
    # Once more: a guest may have joined while we waited, and none can from now on.
    return _held(group)


def _held(which: Q) -> list[Learner]:
    # Not the key: nothing but a new alias refers to it.
    return list(Learner.objects.select_for_update(no_key=True).filter(which).order_by("id"))
