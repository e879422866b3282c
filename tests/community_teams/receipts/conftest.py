from __future__ import annotations

import pytest

from tests.community_teams.receipts.world import World


@pytest.fixture
def world(settings) -> World:
    settings.SHOW_SIGN_IN_CODES = True
    return World()
