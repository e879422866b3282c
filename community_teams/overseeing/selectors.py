"""Teams within somebody's reach."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from community_teams.teams.models import Membership, Team
from people.accounts.models import User
from people.roles.names import Role
from people.roles.selectors import active_grants


def teams_overseen(user: User) -> QuerySet[Team] | None:
    """The teams of the places that the person looks after; None for who looks after none."""
    grants = list(active_grants(user=user).values_list("role", "area"))
    teams = Team.objects.select_related("commune__parent").order_by("ended_on", "commune", "sort_key", "pk")
    if any(role == Role.ADMINISTRATOR for role, _area in grants):
        return teams
    areas = [area for role, area in grants if role == Role.AREA_OFFICIAL and area]
    return teams.filter(Q(commune__in=areas) | Q(commune__parent__in=areas)) if areas else None


def with_sizes(teams: QuerySet[Team]) -> QuerySet[Team]:
    """With how many members and leaders each has today."""
    today = timezone.localdate()
    held = Q(memberships__valid_from__lte=today) & (Q(memberships__valid_to=None) | Q(memberships__valid_to__gt=today))
    leads = held & Q(memberships__place=Membership.Place.LEADER, memberships__user__is_active=True)
    return teams.annotate(
        members=Count("memberships", filter=held, distinct=True),
        leaders=Count("memberships", filter=leads, distinct=True),
    )
