"""Whose roles a person looks after, and whom the person may invite."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from people.accounts.models import User
from people.areas.models import Area
from people.roles.names import TEAM_ROLES, Role
from people.roles.selectors import active_grants

_LOOK_AFTER_TEAMS = (Role.TEAM_LEADER, Role.AREA_OFFICIAL)


@dataclass(frozen=True, slots=True)
class Reach:
    """``everything`` for administrators; for leaders and area officials the teams of their own areas."""

    everything: bool
    areas: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.areas)

    @property
    def roles(self) -> list[Role]:
        """The roles that may be given."""
        return [role for role in Role if self.everything or role in TEAM_ROLES]

    def covers(self, *, role: str, area: Area | None) -> bool:
        """Whether a role at a place may be given or ended; a province covers its communes."""
        if self.everything:
            return True
        return role in TEAM_ROLES and area is not None and bool({area.pk, area.parent_id} & self.areas)

    def condition(self) -> Q:
        """Rows with ``role`` and ``area`` that are in reach."""
        if self.everything:
            return Q()
        near = Q(area__in=self.areas) | Q(area__parent__in=self.areas)
        return near & Q(role__in=TEAM_ROLES)


def reach_of(user: User) -> Reach:
    """What the person looks after today."""
    grants = list(active_grants(user=user).values_list("role", "area"))
    if any(role == Role.ADMINISTRATOR for role, _area in grants):
        return Reach(everything=True)
    return Reach(False, frozenset(area for role, area in grants if role in _LOOK_AFTER_TEAMS and area))
