"""The demo's team: a leader, a member, a hamlet and eight made-up households. Production refuses its accounts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from community_teams.households.consents import How, Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.personal import Personal, blind_keys, seal_personal
from community_teams.households.tokens import new_token
from community_teams.reach import everything
from community_teams.sealing.ciphers import new_key
from community_teams.sealing.models import DataKey
from community_teams.sync.streams import THERE, lock_streams, stamp
from community_teams.teams.following import ROLE_OF, follow_roles
from community_teams.teams.models import Hamlet, Membership, Team, TeamPlace
from foundation.identifiers import uuid7
from learn.conversations import hold
from people.accounts.models import User
from people.areas.models import Area

# Xã Xa Dung, Tỉnh Điện Biên.
COMMUNE = "03208"
TEAM, HAMLET = "Tổ công nghệ số Bản Thí Dụ (mẫu)", "Bản Thí Dụ"


@dataclass(frozen=True, slots=True)
class DemoMember:
    """One account of the team; it signs in by number and code, and the demo shows the code on the page."""

    phone: str
    full_name: str
    place: Membership.Place


LEADER = DemoMember("0901000004", "Lò Văn Tổ Trưởng", Membership.Place.LEADER)
MEMBER = DemoMember("0901000005", "Vàng Thị Thành Viên", Membership.Place.MEMBER)

# Head, number, address, people, languages, devices, needs; invented, the numbers are nobody's in the demo.
HOUSEHOLDS: list[tuple[str, str, str, int, list[str], list[str], list[str]]] = [
    ("Vàng Thị Mỷ", "+84900000011", "Cạnh nhà văn hóa", 4, ["hmn", "vi"], ["smartphone"], []),
    ("Giàng A Pháo", "+84900000012", "Đầu bản", 6, ["hmn"], ["basic_phone"], ["poor"]),
    ("Lò Thị Mai", "+84900000013", "Gần suối", 3, ["blt", "vi"], ["smartphone"], []),
    ("Lò Văn Inh", "", "Sau trường mầm non", 2, ["blt"], ["none"], ["elderly_alone"]),
    ("Mùa A Sính", "+84900000014", "Dốc đỏ", 5, ["hmn", "vi"], ["smartphone", "basic_phone"], []),
    ("Quàng Thị Xuân", "+84900000015", "Cạnh cửa hàng tạp hóa", 4, ["blt", "vi"], ["smartphone"], []),
    ("Lò Thị Mai", "+84900000013", "Nhà sàn gần suối", 3, ["vi"], [], []),
    ("Thào A Dơ", "+84900000016", "Cuối bản", 7, ["hmn"], ["basic_phone"], ["disability"]),
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one account."""

    member: DemoMember
    created: bool


@transaction.atomic
def load_demo_team() -> list[Loaded]:
    """Make what is not there yet; what was changed since stays as it is."""
    users: list[tuple[DemoMember, User, bool]] = []
    for member in (LEADER, MEMBER):
        try:
            user, created = User.objects.get_by_natural_key(member.phone), False
        except User.DoesNotExist:
            user, created = User.objects.create_user(member.phone, full_name=member.full_name, is_demo=True), True
        users.append((member, user, created))
    commune = Area.objects.in_force().filter(code=COMMUNE).first()
    if commune is not None and not Membership.objects.filter(user__in=[user for _one, user, _made in users]).exists():
        _make_team(commune, {member.place: user for member, user, _created in users})
    return [Loaded(member, created) for member, _user, created in users]


def _make_team(commune: Area, users: dict[Membership.Place, User]) -> None:
    today = timezone.localdate()
    team = Team.objects.create(name=TEAM, commune=commune)
    TeamPlace.objects.create(team=team, commune=commune, valid_from=today)
    hamlet = Hamlet.objects.create(team=team, name=HAMLET)
    for place in ROLE_OF:
        Membership.objects.create(team=team, user=users[place], place=place, valid_from=today)
        follow_roles(user=users[place], area=commune, by=None)
    with everything():
        hold(lock_streams([hamlet.pk]))
        for row in HOUSEHOLDS:
            _make_household(hamlet, users[Membership.Place.MEMBER], *row)


def _make_household(
    hamlet: Hamlet,
    by: User,
    head_name: str,
    phone: str,
    address: str,
    size: int,
    languages: list[str],
    devices: list[str],
    needs: list[str],
) -> None:
    subject, token = uuid7(), new_token()
    key, wrapped = new_key(subject)
    kept = Personal(head_name=head_name, phone=phone, address=address, token=token, needs=needs)
    DataKey.objects.create(subject=subject, wrapped=wrapped)
    household = Household.objects.create(
        id=subject, team=hamlet.team, hamlet=hamlet, sealed=seal_personal(subject, key, kept), size=size,
        languages=languages, devices=devices, created_by=by, **blind_keys(hamlet.pk, kept),
    )  # fmt: skip
    for purpose in (Purpose.RECORD, *([Purpose.NEEDS] if needs else [])):
        words = words_for(purpose)
        HouseholdConsent.objects.create(
            id=uuid7(), household=household, hamlet=hamlet, purpose=purpose, given=True, version=words.version,
            sha256=words.sha256, how=How.SPOKEN, at=timezone.now(), member=by,
        )  # fmt: skip
    hold(stamp({(hamlet.pk, subject): THERE}))
