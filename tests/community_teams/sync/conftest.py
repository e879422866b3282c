"""A team, its hamlet and a member's phone; everything is in sight, as for the machine's own work."""

from __future__ import annotations

import pytest

from community_teams.reach import everything
from tests.community_teams.phones import Phone
from tests.community_teams.world import join, make_team


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def hamlet(team):
    return team.hamlets.get()


@pytest.fixture
def phone(team):
    return Phone(join(team)).registered()


@pytest.fixture
def eyes(db):
    with everything():
        yield
