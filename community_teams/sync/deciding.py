"""What a leader decides: to apply what was set apart, to set it aside for good, to choose between two values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.reach import everything, scope_of
from community_teams.sealing.ciphers import unseal
from community_teams.sync.again import held, prepare
from community_teams.sync.flushing import flush
from community_teams.sync.household_rules import choose
from community_teams.sync.kept import Item, Status
from community_teams.sync.models import Conflict, Operation
from community_teams.sync.pushing import judge_together
from community_teams.sync.reasons import sentence_of
from community_teams.sync.state import load_state
from community_teams.sync.verdicts import Aside
from learn.conversations import Conversation
from people.audit.events import Event
from people.audit.services import record

if TYPE_CHECKING:
    from people.accounts.models import User

MOST_WHY = 200

_LOCK_CONFLICT = """
SELECT c.resolved_at, c.resolved_by_id, c.sealed, c.fields FROM community_teams_conflict c WHERE c.id = %s FOR UPDATE
"""


class CannotDecide(Exception):
    """Why it could not be done, in a sentence for the leader; nothing was changed."""


class AlreadyResolved(CannotDecide):
    """Somebody else was first; ``who`` is their account, None where the household itself or the member settled it."""

    def __init__(self, sentence: str, who: int | None) -> None:
        super().__init__(sentence)
        self.who = who


def accept(*, operation: Operation, by: User) -> str:
    """Judge what was set apart again, on the leader's word; returns the new status. Raises ``CannotDecide``.

    The leader answers for who did it, when, and from which phone; what a household never agreed to is not applied.
    """
    leads = _check_leads(operation.team_id, by)
    with everything():
        item = held(partial(_accept, operation.pk, by.pk, leads))
        _audit(Event.FIELD_ACCEPTED, operation, by)
    return item.status


def _accept(row: int, by: int, leads: frozenset[int]) -> Conversation[Item]:
    items, locked = yield from prepare([row])
    if not items:
        raise CannotDecide(_("What was sent is kept no more: the household withdrew its consent."))
    (item,) = items
    if item.stood != Status.QUARANTINED:
        raise CannotDecide(_("Somebody has decided about this already."))
    item.by, item.leads = by, leads
    yield from judge_together([item], locked)
    if item.status == Status.QUARANTINED:
        raise CannotDecide(_("It cannot be applied as it is. %(why)s") % {"why": sentence_of(item.reason)})
    return item


def dismiss(*, operation: Operation, by: User, why: str) -> None:
    """Set it aside for good; it is kept all the same. What waits for it waits on. Raises ``CannotDecide``."""
    _check_leads(operation.team_id, by)
    why = " ".join(why.split())
    if not why or len(why) > MOST_WHY:
        raise CannotDecide(_("Please say in a few words why."))
    with everything():
        row = Operation.objects.select_for_update().get(pk=operation.pk)
        if row.status != Status.QUARANTINED:
            raise CannotDecide(_("Somebody has decided about this already."))
        row.status, row.decided_by, row.decided_at, row.decided_why = Status.DISMISSED, by, timezone.now(), why
        row.save(update_fields=["status", "decided_by", "decided_at", "decided_why"])
        _audit(Event.FIELD_DISMISSED, operation, by)


def resolve_conflict(*, conflict: Conflict, by: User, choice: Mapping[str, str]) -> None:
    """Choose for each field ``mine`` (what the member's phone sent) or ``theirs`` (what stands).

    Raises ``AlreadyResolved`` for the second of two, ``CannotDecide`` for a choice that cannot be.
    """
    operation = conflict.operation
    leads = _check_leads(operation.team_id, by)
    with everything():
        held(partial(_resolve, conflict.pk, operation.pk, by.pk, leads, dict(choice)))
        _audit(Event.FIELD_CONFLICT_RESOLVED, operation, by)


def _resolve(conflict: int, row: int, by: int, leads: frozenset[int], choice: dict[str, str]) -> Conversation[None]:
    items, locked = yield from prepare([row])
    ((resolved_at, resolved_by, sealed, fields),) = yield _LOCK_CONFLICT, [conflict]
    if resolved_at is not None or sealed is None or not items:
        name = yield from _name_of(resolved_by)
        sentence = _("%(name)s has chosen already.") % {"name": name} if name else _("This was settled already.")
        raise AlreadyResolved(sentence, resolved_by)
    if set(choice) != set(fields) or not set(choice.values()) <= {"mine", "theirs"}:
        raise CannotDecide(_("Please choose one of the two for each part."))
    (item,) = items
    # What the member's phone wants is in the conflict: a part of it may have been withdrawn since.
    both: dict[str, Any] = unseal(item.key or b"", sealed, f"conflict:{row}")
    item.by, item.leads = by, leads
    state = yield from load_state([item], locked)
    home = state.homes.get(item.op.household) if item.op.household else None
    if home is None or home.is_erased:
        raise CannotDecide(_("This household is kept no more."))
    if home.team not in leads:
        raise PermissionDenied
    try:
        choose(state, item, home, {name: both[name]["mine"] for name, side in choice.items() if side == "mine"})
    except Aside as error:
        raise CannotDecide(sentence_of(str(error))) from None
    state.settled[conflict] = {"operation": row, "by": by, "choice": choice}
    yield from flush(state, [])


def _name_of(user: int | None) -> Conversation[str]:
    if user is None:
        return ""
    rows = yield "SELECT full_name FROM people_user WHERE id = %s", [user]
    return str(rows[0][0]) if rows else ""


def _check_leads(team: int | None, by: User) -> frozenset[int]:
    """The teams that the person leads, this one among them."""
    scope = scope_of(by)
    if not scope.leads(team):
        raise PermissionDenied
    return scope.teams


def _audit(event: Event, operation: Operation, by: User) -> None:
    record(
        event,
        actor=by,
        subject=operation.member,
        object_type="field_operation",
        object_id=operation.pk,
        note=f"{operation.kind} {operation.op}",
    )
