"""Teams, members and households for tests."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from community_teams.households.consents import How, Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.personal import Personal, blind_keys, seal_personal
from community_teams.households.tokens import new_token
from community_teams.sealing.ciphers import new_key
from community_teams.sealing.models import DataKey
from community_teams.teams.models import Hamlet, Membership, Team, TeamPlace
from foundation.identifiers import uuid7
from people.accounts.models import User
from people.areas.models import Area
from people.roles.names import Role
from people.roles.services import grant

_numbers = itertools.count(1)
LONG_AGO = dt.date(2026, 1, 1)


def make_area(code: str = "00001", name: str = "Xa Dung", **fields: Any) -> Area:
    """A commune in a province of its own, both in force since 1 July 2025."""
    since = {"valid_from": dt.date(2025, 7, 1)}
    province, _made = Area.objects.get_or_create(
        code="11", valid_to=None, defaults={"name": "Điện Biên", "full_name": "Tỉnh Điện Biên", "level": "province",
                                            "kind": "tỉnh", **since}
    )  # fmt: skip
    return Area.objects.create(
        code=code, name=name, full_name=f"Xã {name}", level="commune", kind="xã", parent=province, **since, **fields
    )


def make_user(name: str = "Nguyễn Văn An") -> User:
    """Somebody with an account."""
    return User.objects.create_user(f"09{next(_numbers):08d}", full_name=name)


def make_team(name: str = "Tổ thôn Đông", *, commune: Area | None = None, hamlet: str = "Thôn Đông") -> Team:
    """A team with one hamlet, in its commune since long."""
    commune = commune or Area.objects.filter(level="commune").first() or make_area()
    team = Team.objects.create(name=name, commune=commune)
    TeamPlace.objects.create(team=team, commune=commune, valid_from=LONG_AGO)
    Hamlet.objects.create(team=team, name=hamlet)
    return team


def join(team: Team, user: User | None = None, *, leads: bool = False, **fields: Any) -> User:
    """A member (or leader) of the team since long, with the role that goes with it."""
    user = user or make_user()
    place = Membership.Place.LEADER if leads else Membership.Place.MEMBER
    Membership.objects.create(team=team, user=user, place=place, **{"valid_from": LONG_AGO, **fields})
    role = Role.TEAM_LEADER if leads else Role.TEAM_MEMBER
    grant(user=user, role=role, area=team.commune, valid_from=LONG_AGO)
    return user


def make_household(hamlet: Hamlet, head_name: str = "Lò Thị Mai", **personal: Any) -> Household:
    """A household that agreed to be recorded; call it inside ``everything()`` or a scope that reaches the hamlet."""
    subject = uuid7()
    key, wrapped = new_key(subject)
    kept = Personal(**{"head_name": head_name, "token": new_token(), **personal})
    DataKey.objects.create(subject=subject, wrapped=wrapped)
    household = Household.objects.create(
        id=subject,
        team=hamlet.team,
        hamlet=hamlet,
        sealed=seal_personal(subject, key, kept),
        **blind_keys(hamlet.pk, kept),
    )
    words = words_for(Purpose.RECORD)
    HouseholdConsent.objects.create(
        id=uuid7(), household=household, hamlet=hamlet, purpose=Purpose.RECORD, given=True, version=words.version,
        sha256=words.sha256, how=How.SPOKEN, at=timezone.now(),
    )  # fmt: skip
    return household
