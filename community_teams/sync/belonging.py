"""Whether a member belonged where something happened, on the day on which it happened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from community_teams.sync.parsing import VIETNAM
from community_teams.sync.state import State
from community_teams.sync.verdicts import Aside

if TYPE_CHECKING:
    from community_teams.sync.kept import Item

# A member's outbox may come this long after they left the team.
AFTER_LEAVING = dt.timedelta(days=30)


def check_belongs(state: State, item: Item, hamlet: int) -> None:
    """Raise ``Aside`` for what did not happen in the time of belonging, or comes too long after its end.

    A leader who accepts an operation answers for that, in the teams that the leader leads and in no other.
    """
    day = item.op.day
    team = state.hamlets[hamlet]
    if day is None or (item.by is not None and team in item.leads):
        return
    held = [one for one in state.memberships.get(item.member, []) if one.covers(hamlet, team, day)]
    if not held:
        raise Aside("not_member")
    arrived = item.received_at.astimezone(VIETNAM).date()
    if not any(one.valid_to is None or arrived <= one.valid_to + AFTER_LEAVING for one in held):
        raise Aside("too_late")


def may_see(state: State, item: Item) -> bool:
    """Whether what stands in the household now may be told to the phone: not to a lost one, nor to who left."""
    home = state.homes.get(item.op.household) if item.op.household else None
    if home is None or item.revoked:
        return False
    arrived = item.received_at.astimezone(VIETNAM).date()
    held = state.memberships.get(item.member, [])
    return any(one.covers(home.hamlet, home.team, arrived) for one in held)


def led(state: State, item: Item, team: int) -> bool:
    """Whether the member led this team on the day on which it happened."""
    day = item.op.day
    return any(
        one.team == team
        and one.place == "leader"
        and day is not None
        and one.valid_from <= day
        and (one.valid_to is None or day < one.valid_to)
        for one in state.memberships.get(item.member, [])
    )
