"""Judging: whether an operation is applied, and why not. What all kinds share; the rules of each stand beside this.

The order of questions is that of what cannot be put right: an erased household, a lost phone, a payload that cannot be
read, a clock that is ahead, something that has not come yet, somebody who did not belong.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from community_teams.sync import household_rules as households
from community_teams.sync import visit_rules as visits
from community_teams.sync.belonging import check_belongs
from community_teams.sync.kept import Item, Status
from community_teams.sync.models import Operation
from community_teams.sync.payloads import Met, NewHousehold
from community_teams.sync.state import Home, State
from community_teams.sync.verdicts import Aside, Clash, Missing
from learn.statements.parsing import CLOCK_TOLERANCE

HELD_FOR = dt.timedelta(days=5)

# What counts as having come: one in conflict is stored, and what hangs on it need not wait for a choice.
_CAME = frozenset({Status.APPLIED, Status.CONFLICT})

_RULES: dict[str, Callable[[State, Item, Home], str]] = {
    Operation.Kind.HOUSEHOLD_UPDATE: households.update,
    Operation.Kind.VISIT_CREATE: visits.create,
    Operation.Kind.VISIT_CORRECT: visits.correct,
    Operation.Kind.CONSENT_GIVE: households.consent,
    Operation.Kind.CONSENT_WITHDRAW: households.consent,
    Operation.Kind.FOLLOWUP_RESOLVE: visits.resolve,
}


def judge(state: State, items: Sequence[Item], waiting: Sequence[Item] = ()) -> list[Item]:
    """Judge these in their order, and after each what waited for it; all that got another status than they had.

    ``waiting`` are operations that are held already.
    """
    for item in waiting:
        _wait(state, item, _names(item))
    todo = deque(items)
    judged: list[Item] = []
    while todo:
        item = todo.popleft()
        if item.status:
            continue
        settle(state, item)
        if item.status == Status.HELD:
            _wait(state, item, item.missing)
            if item.stood == Status.HELD:
                # It still waits, as before.
                item.status = ""
                continue
        judged.append(item)
        if item.status in _CAME:
            released = _released(state, item)
            for one in released:
                if one.status == Status.HELD:
                    judged = [other for other in judged if other is not one]
                    one.forget_judgement()
            todo.extendleft(reversed(released))
    return judged


def settle(state: State, item: Item) -> None:
    """Give one operation its status, and change what it changes."""
    where, home = _find(state, item)
    item.hamlet, item.team = _whose(state, item, where)
    try:
        _check(state, item)
        item.reason = _apply(state, item, where, home)
        if item.op.content.get("number_left_out") is True:
            item.reason = visits.joined(filter(None, ["number_left_out", *item.reason.split(",")]))
        item.status = Status.APPLIED
    except Aside as error:
        item.status, item.reason = Status.QUARANTINED, str(error)
    except Missing as error:
        item.status, item.missing = Status.HELD, error.what
    except Clash as error:
        item.status, item.fields = Status.CONFLICT, error.fields
    home = state.homes.get(item.op.household) if item.op.household else None
    item.version = home.version if home is not None and item.status in _CAME else None
    if not item.again:
        state.earlier[item.member, item.op.op] = item.status


def _find(state: State, item: Item) -> tuple[int | None, Home | None]:
    """The hamlet in which it happened, and its household, as far as they are there."""
    what = item.op.what
    if isinstance(what, (NewHousehold, Met)):
        hamlet = what.fields["hamlet"] if isinstance(what, NewHousehold) else what.hamlet
        return (hamlet if hamlet in state.hamlets else None), None
    home = state.homes.get(item.op.household) if item.op.household else None
    return (home.hamlet if home else None), home


def _whose(state: State, item: Item, hamlet: int | None) -> tuple[int | None, int | None]:
    """Whose leader finds it: that of the hamlet's team if the member ever was in it, else that of the member's own."""
    mine = state.memberships.get(item.member, [])
    team = state.hamlets.get(hamlet) if hamlet is not None else None
    if team is not None and any(one.team == team for one in mine):
        return hamlet, team
    day = item.op.day
    on_that_day = [one for one in mine if day and one.valid_from <= day and (not one.valid_to or day < one.valid_to)]
    return None, (on_that_day or mine)[-1].team if mine else None


def _check(state: State, item: Item) -> None:
    """What is asked of every kind before anything of its own."""
    op = item.op
    if item.key is None:
        raise Aside("erased")
    if item.revoked and item.by is None:
        raise Aside("device_revoked")
    if item.again and item.by is None:
        raise Aside("reused")
    if not op.is_whole and item.by is None:
        raise Aside("hash")
    if op.fault or op.what is None or op.occurred_at is None:
        raise Aside(op.fault or "bad_payload")
    if op.occurred_at > item.received_at + CLOCK_TOLERANCE and item.by is None:
        raise Aside("clock")
    if not item.forced and item.by is None:
        missing = [one for one in op.depends_on if state.earlier.get((item.member, one)) not in _CAME]
        if missing:
            raise Missing(missing)


def _apply(state: State, item: Item, hamlet: int | None, home: Home | None) -> str:
    what = item.op.what
    if isinstance(what, (NewHousehold, Met)):
        if hamlet is None:
            raise Aside("unknown_hamlet")
        check_belongs(state, item, hamlet)
        return (
            households.create(state, item, what) if isinstance(what, NewHousehold) else visits.meet(state, item, what)
        )
    if home is None:
        if item.forced or item.by is not None:
            raise Aside("predecessor_missing")
        raise Missing([item.op.household] if item.op.household else [])
    if home.is_erased:
        raise Aside("erased")
    check_belongs(state, item, home.hamlet)
    return _RULES[item.op.kind](state, item, home)


def _names(item: Item) -> Iterable[uuid.UUID]:
    """What a held operation may be waiting for."""
    yield from item.op.depends_on
    if item.op.household is not None:
        yield item.op.household
    if isinstance(item.op.what, Met):
        yield from item.op.what.attendees


def _wait(state: State, item: Item, missing: Iterable[uuid.UUID]) -> None:
    for one in missing:
        state.waiting.setdefault(one, []).append(item)


def _released(state: State, item: Item) -> list[Item]:
    """What waited for this one, or for the household that it made; each is judged again and may wait on."""
    waited = [one for one in state.waiting.pop(item.op.op, []) if one.member == item.member]
    if item.op.kind == Operation.Kind.HOUSEHOLD_CREATE and item.op.entity is not None:
        waited += state.waiting.pop(item.op.entity, [])
    return [one for one in {id(one): one for one in waited}.values() if one.status in ("", Status.HELD)]
