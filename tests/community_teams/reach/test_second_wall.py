"""PostgreSQL itself shows and takes only what is in reach, whatever the query forgot."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from community_teams.households.models import Household
from community_teams.reach import everything, reaching, scope_of
from community_teams.sealing.models import DataKey
from tests.community_teams.world import join, make_household, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_teams():
    ours, theirs = make_team("Tổ Đông"), make_team("Tổ Tây")
    with everything():
        mine = make_household(ours.hamlets.get())
        other = make_household(theirs.hamlets.get())
    return ours, theirs, mine, other


def test_the_application_is_no_superuser_and_may_not_look_past_the_wall():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_without_a_reach_there_is_nothing(two_teams):
    assert Household.objects.count() == 0
    assert DataKey.objects.count() == 0


def test_a_forgotten_filter_shows_the_own_team_only(two_teams):
    ours, _theirs, mine, _other = two_teams
    with reaching(scope_of(join(ours))):
        assert [household.pk for household in Household.objects.all()] == [mine.pk]
        assert [key.subject for key in DataKey.objects.all()] == [mine.pk]
    assert Household.objects.count() == 0


def test_nothing_is_written_beyond_the_reach(two_teams):
    ours, theirs, mine, other = two_teams
    with reaching(scope_of(join(ours))):
        assert Household.objects.filter(pk=other.pk).update(size=4) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Household.objects.filter(pk=mine.pk).update(hamlet=theirs.hamlets.get())


def test_a_narrow_look_inside_a_wide_one_ends_with_it(two_teams):
    ours, *_ = two_teams
    with everything():
        with reaching(scope_of(join(ours))):
            assert Household.objects.count() == 1
        assert Household.objects.count() == 2
