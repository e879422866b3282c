"""The places of an official: those of the role, and those that went into them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from people.accounts.models import User
from people.areas.models import Area
from people.roles.names import Role
from people.roles.selectors import active_grants


@dataclass(frozen=True, slots=True)
class Office:
    """``everything`` for administrators; for officials their areas, with all that these came after."""

    everything: bool = False
    areas: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.areas)

    def sees(self, area: Area) -> bool:
        """Whether the place is the official's; a province covers its communes."""
        return self.everything or bool({area.pk, area.parent_id} & self.areas)

    def condition(self, path: str = "") -> Q:
        """Rows whose area is the official's; ``path`` leads to the area (``team__commune__``)."""
        if self.everything:
            return Q()
        return Q(**{f"{path}pk__in": self.areas}) | Q(**{f"{path}parent__in": self.areas})


def office_of(user: User) -> Office:
    """What the person oversees today. Who looks after a commune also sees what became a part of it."""
    grants = list(active_grants(user=user).values_list("role", "area"))
    if any(role == Role.ADMINISTRATOR for role, _area in grants):
        return Office(everything=True)
    return Office(areas=_with_predecessors({area for role, area in grants if role == Role.AREA_OFFICIAL and area}))


def _with_predecessors(areas: set[int]) -> frozenset[int]:
    """One query for every merger that lies behind."""
    known, new = set(areas), set(areas)
    while new:
        links = Area.successors.through.objects.filter(to_area__in=new)
        new = set(links.values_list("from_area", flat=True)) - known
        known |= new
    return frozenset(known)
