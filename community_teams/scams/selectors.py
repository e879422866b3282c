"""Open warnings for officials, by the areas that they look after."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from community_teams.scams.models import ScamWarning
from community_teams.topics.registry import ScamKind, scam_kind
from people.accounts.models import User
from people.roles.names import Role
from people.roles.selectors import active_grants

SEE_WARNINGS = frozenset({Role.AREA_OFFICIAL, Role.ADMINISTRATOR})
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A warning with the card that teaches what to do; none for a kind that the files no longer have."""

    warning: ScamWarning
    kind: ScamKind | None

    @property
    def title(self) -> str:
        """The kind in words."""
        return self.kind.title if self.kind else self.warning.kind


def warnings_for(user: User) -> QuerySet[ScamWarning]:
    """Those of the communes that the person looks after today, a province's with all its communes; newest first."""
    grants = list(active_grants(user=user).values_list("role", "area"))
    found = ScamWarning.objects.filter(ended_at=None).select_related("commune__parent").order_by("-raised_at", "-pk")
    if any(role == Role.ADMINISTRATOR for role, _area in grants):
        return found
    areas = [area for role, area in grants if role == Role.AREA_OFFICIAL and area]
    return found.filter(Q(commune__in=areas) | Q(commune__parent__in=areas)) if areas else found.none()


def shown_to(user: User) -> list[Shown]:
    """The same with their cards, for the page."""
    return [Shown(warning, scam_kind(warning.kind)) for warning in warnings_for(user)[:MOST_LISTED]]
