"""What officials' pages ask of teams and places."""

from __future__ import annotations

from django.db.models import QuerySet

from community_teams.office.reach import Office
from community_teams.teams.models import Team
from community_teams.teams.moving import left_behind
from people.areas.models import Area
from people.areas.selectors import current_successors

# More wards than any province has.
MOST_CHOICES = 200


def waiting_teams(office: Office) -> QuerySet[Team]:
    """Teams of the official's places for which somebody has to choose a new commune."""
    return left_behind().filter(office.condition("commune__"))


def choices_for(team: Team, office: Office) -> list[Area]:
    """Communes in which a team can go on: what came after its own, or else those of its province."""
    ended = team.commune.valid_to
    after = current_successors(team.commune, at=ended) if ended is not None else []
    if not after:
        near = Area.objects.in_force().filter(level=Area.Level.COMMUNE, parent=team.commune.parent)
        after = list(near.exclude(pk=team.commune_id).select_related("parent").order_by("sort_key", "code"))
    return [area for area in after if office.sees(area)][:MOST_CHOICES]
