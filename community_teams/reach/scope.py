"""The scope of a person: the hamlets and teams whose records the person may see today."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from community_teams.teams.models import Hamlet, Membership
from learn.conversations import Conversation, Query, hold
from people.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """``hamlets``: whose households and visits are seen. ``teams``: those that the person leads, whole.

    ``person`` sees what they sent themselves. ``household`` is the one that a household's own QR opened.
    """

    everything: bool = False
    person: int | None = None
    hamlets: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    # Teams in which the person is, leader or not.
    member_of: frozenset[int] = frozenset()
    household: uuid.UUID | None = field(default=None)

    def leads(self, team: int | None) -> bool:
        """Whether the person leads this team."""
        return self.everything or (team is not None and team in self.teams)


EVERYTHING = Scope(everything=True)


def scope_of(user: User, at: dt.date | None = None) -> Scope:
    """What the person sees on a day, by default today in Vietnam: a member the own hamlet, a leader the team.

    Two queries. A closed account sees nothing.
    """
    return hold(read_scope(user.pk, at)) if user.is_active else Scope(person=user.pk)


def read_scope(person: int, at: dt.date | None = None) -> Conversation[Scope]:
    """The same of somebody whose account is open, for who asks over a connection of their own."""
    held = yield _query(
        Membership.objects.active(at).filter(user=person, team__ended_on=None).values_list("team", "place", "hamlet")
    )
    whole = {team for team, _place, hamlet in held if hamlet is None}
    hamlets = {hamlet for _team, _place, hamlet in held if hamlet is not None}
    if whole:
        rows = yield _query(Hamlet.objects.filter(team__in=whole).order_by().values_list("pk"))
        hamlets |= {hamlet for (hamlet,) in rows}
    return Scope(
        person=person,
        hamlets=frozenset(hamlets),
        teams=frozenset(team for team, place, _hamlet in held if place == Membership.Place.LEADER),
        member_of=frozenset(team for team, _place, _hamlet in held),
    )


def _query(rows: QuerySet[Any, Any]) -> Query:
    sql, parameters = rows.query.sql_with_params()
    return sql, list(parameters)
