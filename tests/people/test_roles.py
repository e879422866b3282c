"""Roles hold between their days, and the groups of the editor's screens follow."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupPagePermission

from people.audit.events import Event
from people.audit.models import AuditEntry
from people.models import Area, RoleGrant, User
from people.roles.groups import ensure_groups
from people.roles.names import EDITORS, GROUPS, REVIEWERS, Role
from people.roles.selectors import active_roles, has_role, users_with
from people.roles.services import RoleRefused, current_roles, end, follow_the_calendar, grant
from tests.people.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def user():
    return User.objects.create_user("0912345678", full_name="Nguyễn Thị Ánh")


@pytest.fixture
def commune():
    province = Area.objects.create(
        code="11", name="Điện Biên", full_name="Tỉnh Điện Biên", level="province", kind="tỉnh", valid_from=TODAY
    )
    return Area.objects.create(
        code="03200", name="Xa Dung", full_name="Xã Xa Dung", level="commune", kind="xã", parent=province,
        valid_from=TODAY,
    )  # fmt: skip


def names(user):
    return sorted(user.groups.values_list("name", flat=True))


def test_a_role_brings_its_group_and_its_end_takes_it(user):
    given = grant(user=user, role=Role.EDITOR)
    assert names(user) == [EDITORS]
    assert active_roles(user) == {Role.EDITOR}
    end(grant=given, reason="Chuyển công tác")
    assert names(user) == []
    assert active_roles(user) == set()
    assert RoleGrant.objects.get().end_reason == "Chuyển công tác"


def test_an_administrator_may_do_everything_only_while_the_role_holds(user):
    other = User.objects.create_superuser("0987654321", PASSWORD)
    given = grant(user=user, role=Role.ADMINISTRATOR)
    user.refresh_from_db()
    assert user.is_superuser
    end(grant=given, reason="Nghỉ")
    user.refresh_from_db()
    assert not user.is_superuser
    with pytest.raises(RoleRefused):
        end(grant=other.role_grants.get(), reason="Nghỉ")


def test_a_role_that_ends_on_a_day_ends_at_midnight_in_vietnam(user, noon):
    grant(user=user, role=Role.EDITOR, valid_to=TODAY + dt.timedelta(days=1))
    noon.move_to(dt.datetime(2026, 11, 24, 16, 59, 59, tzinfo=dt.UTC))
    assert current_roles(user=user) == {Role.EDITOR}
    noon.move_to(dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC))
    assert active_roles(user) == set()
    assert current_roles(user=user) == set()
    assert names(user) == []


def test_the_periodic_job_begins_and_ends_what_is_due(user, noon):
    grant(user=user, role=Role.EDITOR, valid_to=TODAY + dt.timedelta(days=1))
    grant(user=user, role=Role.REVIEWER, valid_from=TODAY + dt.timedelta(days=1))
    assert follow_the_calendar() == 0
    assert names(user) == [EDITORS]
    noon.shift(dt.timedelta(days=1))
    assert follow_the_calendar() == 1
    assert names(user) == [REVIEWERS]
    assert follow_the_calendar() == 0


def test_roles_of_today_are_one_query(user, django_assert_num_queries):
    grant(user=user, role=Role.EDITOR)
    with django_assert_num_queries(1):
        current_roles(user=user)
    with django_assert_num_queries(1):
        active_roles(user)


def test_what_makes_no_sense_is_refused(user, commune):
    with pytest.raises(RoleRefused):
        grant(user=user, role=Role.TEAM_LEADER)
    with pytest.raises(RoleRefused):
        grant(user=user, role=Role.ADMINISTRATOR, area=commune)
    with pytest.raises(RoleRefused):
        grant(user=user, role=Role.EDITOR, valid_from=TODAY, valid_to=TODAY)
    given = grant(user=user, role=Role.EDITOR)
    with pytest.raises(RoleRefused):
        grant(user=user, role=Role.EDITOR, valid_from=TODAY + dt.timedelta(days=30))
    with pytest.raises(RoleRefused):
        end(grant=given, reason=" ")
    end(grant=given, reason="Nghỉ")
    with pytest.raises(RoleRefused):
        end(grant=given, reason="Nghỉ")


def test_a_role_at_a_place_counts_there_and_a_province_covers_its_communes(user, commune):
    grant(user=user, role=Role.AREA_OFFICIAL, area=commune.parent)
    assert has_role(user, Role.AREA_OFFICIAL, area=commune)
    assert not has_role(user, Role.EDITOR)
    leader = make_staff("0987654321", Role.TEAM_LEADER, area=commune)
    assert not has_role(leader, Role.TEAM_LEADER, area=commune.parent)
    assert list(users_with([Role.TEAM_LEADER])) == [leader]


def test_editors_write_and_do_not_publish_and_teams_stay_outside():
    ensure_groups()
    ensure_groups()
    rights = GroupPagePermission.objects.values_list("group__name", "permission__codename")
    assert {code for name, code in rights if name == EDITORS} == {"add_page", "change_page"}
    assert {code for name, code in rights if name == REVIEWERS} >= {"publish_page", "lock_page", "unlock_page"}
    inside = set(Group.objects.filter(permissions__codename="access_admin").values_list("name", flat=True))
    assert inside & {GROUPS[Role.TEAM_MEMBER], GROUPS[Role.TEAM_LEADER]} == set()
    assert GROUPS[Role.AREA_OFFICIAL] in inside


def test_createsuperuser_gives_the_role(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--phone", "0912345679")
    made = User.objects.get()
    assert active_roles(made) == {Role.ADMINISTRATOR}
    assert made.is_superuser


def test_giving_and_ending_are_written_down(user):
    giver = User.objects.create_superuser("0987654321", PASSWORD)
    given = grant(user=user, role=Role.EDITOR, granted_by=giver)
    end(grant=given, reason="Nghỉ", ended_by=giver)
    entries = AuditEntry.objects.filter(subject=user).order_by("id")
    assert [(entry.event, entry.actor) for entry in entries] == [(Event.ROLE_GRANTED, giver), (Event.ROLE_ENDED, giver)]


def test_the_last_administrator_does_not_vanish_by_a_later_day():
    first, second = (User.objects.create_user(f"091234567{n}", full_name="Người quản trị") for n in (8, 9))
    given = [grant(user=user, role=Role.ADMINISTRATOR) for user in (first, second)]
    later = TODAY + dt.timedelta(days=10)
    end(grant=given[0], reason="Chuyển việc.", valid_to=later)
    with pytest.raises(RoleRefused):
        end(grant=given[1], reason="Nghỉ.")
    assert RoleGrant.objects.active(later).filter(role=Role.ADMINISTRATOR).count() == 1
