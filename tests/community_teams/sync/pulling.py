"""A team with a phone, to pull for."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from community_teams.teams.models import Hamlet
from tests.community_teams.sync.phones import known, make_device
from tests.community_teams.world import join, make_team, make_user

here = sync_to_async


@sync_to_async
def a_team_and_its_phone(**fields):
    team = make_team()
    member = join(team, make_user("Trần Thị Bình"), **fields)
    return team, member, make_device(member)


@sync_to_async
def many(hamlet: Hamlet, count: int) -> list[str]:
    return [str(known(hamlet, f"Lò Thị {number}").pk) for number in range(count)]
