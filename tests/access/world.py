"""The people of the table, and the things that they ask for."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils import timezone
from PIL import Image

from community_teams.households.consents import Purpose
from community_teams.households.merging import merge
from community_teams.models import Conflict, Device, HouseholdWish, Membership, Operation, TeamInvitation
from community_teams.photos.receiving import receive_piece
from community_teams.reach import everything
from community_teams.teams.members import invite as invite_to_team
from courses.copies.services import copy_course
from courses.framework.models import Competence, CompetenceGroup, Framework
from courses.interactive.office.uploads import bring
from courses.models import CoursePage, LessonPage
from learn.certificates.models import Certificate
from learn.learners.services import learner_of, take_over
from learn.learners.tokens import COOKIE, Claim, make_token
from learn.models import CourseProgress, Learner
from learn.my_data.ending import end_account
from people.areas.models import Area
from people.invitations.services import invite
from people.models import Invitation, RoleGrant, User
from people.number_changes.services import ask_for_change
from people.roles.groups import ensure_groups
from people.roles.names import Role
from people.roles.services import end, grant
from quizzes.models import ImportRun, KeyCorrection
from tests.community_teams.spreadsheets.making import brought, brought_members, csv_of, good, members_of
from tests.community_teams.sync.phones import agree, announce, known
from tests.community_teams.world import make_household, make_team
from tests.courses.h5p import making as packages
from tests.courses.interactive.authoring.making import brought as brought_activity
from tests.courses.interactive.authoring.making import written
from tests.courses.interactive.making import package, version
from tests.courses.making import LessonFactory, cards
from tests.courses.test_h5p_cards import h5p
from tests.people.staff import make_staff, sign_in
from tests.quizzes.making import given, make_question, make_quiz, send, started
from tests.quizzes.regrading.making import make_version

# Who asks, in the order of the table's columns.
PERSONAS = {
    "nobody": "a browser that nobody learnt in",
    "guest": "a guest",
    "other_guest": "another guest",
    "owner": "the owner of the account, confirmed by a code just now",
    "owner_phone": "the owner's phone long after signing in: only the learner's cookie",
    "part_phone": "a phone with a guest's token that joined the owner's account",
    "other_owner": "the owner of another account, confirmed just now",
    "ended": "who has ended the account: the old cookie and the old session",
    "member": "a team member",
    "leader": "a team leader",
    "editor": "an editor",
    "reviewer": "a reviewer",
    "official": "an area official",
    "administrator": "an administrator",
    "no_second_factor": "an administrator who has typed the password only",
    "by_code": "an administrator whose session a code began",
    "role_over": "an editor whose role is over",
}
LEARNERS = ["nobody", "guest", "other_guest", "owner", "owner_phone", "part_phone", "other_owner", "ended"]
STAFF = [name for name in PERSONAS if name not in LEARNERS]
# Who may not see any of the editor's screens.
OUTSIDE = [*LEARNERS, "no_second_factor", "by_code", "role_over"]

NAME = "Chủ Thị Tài Khoản"
PHONE = "+84912345678"
# In the QR of the household's card.
CARD = "abcdefghjkmnpqrstuvwxyz234"


@dataclass
class World:
    """What was made, by name; ``cookies`` by persona."""

    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def client(self, persona: str) -> Client:
        """A browser of this person."""
        client = Client()
        for name, value in self.cookies[persona].items():
            client.cookies[name] = value
        return client


def _area(code: str, name: str, level: str, parent: Area | None = None) -> Area:
    kind = "tỉnh" if level == "province" else "xã"
    return Area.objects.create(code=code, name=name, full_name=f"{kind.capitalize()} {name}", level=level, kind=kind,
                               parent=parent, valid_from=dt.date(2025, 7, 1))  # fmt: skip


def _account(phone: str, name: str) -> tuple[User, Learner]:
    user = User.objects.create_user(phone, full_name=name)
    return user, learner_of(user=user)


def _session(user: User, *methods: str) -> str:
    return sign_in(Client(), user, methods=methods).cookies["sessionid"].value


def make_world() -> World:
    """Everything that the table speaks of."""
    world = World()
    # First the site: rights are given below its first page.
    world.things["lesson"] = LessonFactory()
    ensure_groups()
    _make_learners(world)
    _make_staff(world)
    _make_things(world)
    _make_team(world)
    _make_photo(world)
    _make_activities(world)
    # Its libraries come with the first, the second is made in the form.
    brought_activity()
    world.things["written_activity"] = written("H5P.TrueFalse").package
    return world


def _make_activities(world: World) -> None:
    """One that nothing uses, one in a lesson that shows its first version, and a reviewer's file that waits."""
    world.things["activity"] = version().package
    shown = version()
    world.things["shown_lesson"] = LessonFactory(cards=cards(h5p(shown.package)))
    version(packages.changed(packages.good(), "content/content.json", points=4), into=shown.package)
    world.things["shown_activity"] = shown.package
    brought_package = bring(by=world.things["user_reviewer"], file=package(), name="bai.h5p")
    world.things["upload"] = brought_package.upload


def _make_learners(world: World) -> None:
    owner, own = _account("0912345678", NAME)
    ask_for_change(user=owner, phone="+84987000111")
    other, other_own = _account("0987654321", "Khác Văn Người")
    gone, gone_own = _account("0977777777", "Đã Văn Đi")
    guest, other_guest, part = (Learner.objects.create() for _one in range(3))
    take_over(user=owner, guest=Claim(part.id, 0))
    gone_session = _session(gone, "code")
    end_account(user=gone, keep_certificates=False)
    world.cookies = {
        "nobody": {},
        "guest": {COOKIE: make_token(guest.id)},
        "other_guest": {COOKIE: make_token(other_guest.id)},
        "owner": {COOKIE: make_token(own.id), "sessionid": _session(owner, "code")},
        "owner_phone": {COOKIE: make_token(own.id)},
        "part_phone": {COOKIE: make_token(part.id)},
        "other_owner": {COOKIE: make_token(other_own.id), "sessionid": _session(other, "code")},
        "ended": {COOKIE: make_token(gone_own.id), "sessionid": gone_session},
    }
    world.things |= {"owner": owner, "own": own, "guest": guest, "other": other}


def _make_staff(world: World) -> None:
    province = _area("11", "Điện Biên", "province")
    commune = _area("03217", "Xa Dung", "commune", province)
    elsewhere = _area("99999", "Nơi Khác", "commune", _area("98", "Tỉnh Khác", "province"))
    roles = {
        "member": (Role.TEAM_MEMBER, commune),
        "leader": (Role.TEAM_LEADER, commune),
        "editor": (Role.EDITOR, None),
        "reviewer": (Role.REVIEWER, None),
        "official": (Role.AREA_OFFICIAL, province),
        "administrator": (Role.ADMINISTRATOR, None),
    }
    for number, (name, (role, area)) in enumerate(roles.items()):
        user = make_staff(f"093000000{number}", role, area=area, full_name=f"Người {name}")
        world.things[f"user_{name}"] = user
        world.cookies[name] = {"sessionid": _session(user, "password", "mfa")}
    administrator = world.things["user_administrator"]
    world.cookies["no_second_factor"] = {"sessionid": _session(administrator, "password")}
    world.cookies["by_code"] = {"sessionid": _session(administrator, "code")}
    over = make_staff("0930000010", Role.EDITOR, full_name="Người hết vai trò")
    end(grant=RoleGrant.objects.get(user=over), reason="Chuyển việc.", ended_by=administrator)
    world.cookies["role_over"] = {"sessionid": _session(over, "password", "mfa")}
    # Two members to look after: one in reach of leader and official, one of another province.
    for key, number, area in (("near", "0930000020", commune), ("far", "0930000021", elsewhere)):
        user = User.objects.create_user(number, full_name=f"Thành viên {key}")
        world.things |= {key: user, f"{key}_grant": grant(user=user, role=Role.TEAM_MEMBER, area=area)}
    invite(phone="+84930000030", role=Role.TEAM_MEMBER, area=commune, role_ends=None, by=administrator, request=None)
    world.things["invitation"] = Invitation.objects.get()
    world.things |= {"commune": commune, "far_commune": elsewhere}
    for key, area in (("", commune), ("far_", elsewhere)):
        team = make_team(f"Tổ {area.name}", commune=area)
        hamlet = team.hamlets.get()
        with everything():
            household = make_household(hamlet)
        world.things |= {f"{key}team": team, f"{key}hamlet": hamlet, f"{key}household": household}


def _make_things(world: World) -> None:
    lesson: LessonPage = world.things["lesson"]
    course = lesson.get_parent().specific
    own = world.things["own"]
    CourseProgress.objects.create(
        learner_id=own.id, course=course.uuid, done=[lesson.uuid], version=1, completed_at=timezone.now()
    )
    certificate = Certificate.objects.create(
        learner=own.id, course=course.uuid, course_title=course.title, course_version=1, course_path=course.get_url(),
        name=NAME, basis="completed", completed_at=timezone.now(), issued_at=timezone.now(),
    )  # fmt: skip
    framework = Framework.objects.create(code="khung", version="1", title="Khung")
    group = CompetenceGroup.objects.create(framework=framework, code="1", title="Nhóm")
    world.things["competence"] = Competence.objects.create(group=group, code="1.1", title="Biết làm một việc")
    province = Area.objects.get(code="11")
    copy = copy_course(course=CoursePage.objects.get(pk=course.pk), area=province, by=world.things["user_editor"])
    world.things |= {"copy": copy, "lesson_copy": copy.lessons.get()}
    question = make_question()
    world.things |= {"bank_question": question, "quiz": make_quiz([question])}
    guest = Claim(world.things["guest"].pk, 0)
    attempt = started(guest, world.things["quiz"])
    send(guest, given(attempt, 1))
    world.things |= {"attempt": attempt.id, "course": course, "certificate": certificate, "nowhere": uuid.uuid4()}
    version = make_version()
    correction = KeyCorrection.objects.create(
        wrong=version.pk, effect="full", reason="Ghi nhầm.", made_by=world.things["user_administrator"]
    )
    world.things |= {"question": version, "correction": correction}
    world.things["import"] = ImportRun.objects.create(
        name="cau-hoi.csv", format="csv", size=1, sha256="0" * 64, state="checked", read=1, good=1,
        uploaded_by=world.things["user_reviewer"],
    )  # fmt: skip


def _make_photo(world: World) -> None:
    """A photo of a visit of the same team."""
    team = world.things["team"]
    member = world.things["user_member"]
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    sha256 = hashlib.sha256(content.getvalue()).hexdigest()
    household = known(team.hamlets.get())
    agree(household, Purpose.PHOTO)
    world.things["photo"] = announce(household, member, sha256, len(content.getvalue()))
    receive_piece(member=member.pk, sha256=sha256, offset=0, content=content.getvalue())


def _make_team(world: World) -> None:
    """A team of the leader's with one thing of each kind that the leader's pages show."""
    leader, member = world.things["user_leader"], world.things["user_member"]
    team, hamlet, today = world.things["team"], world.things["hamlet"], timezone.localdate()
    for user, place in ((leader, "leader"), (member, "member")):
        held = Membership.objects.create(team=team, user=user, place=place, valid_from=dt.date(2026, 1, 1))
    with everything():
        household = make_household(hamlet, NAME, phone=PHONE, token=CARD)
        kept, gone = (make_household(hamlet, f"Hộ {number}") for number in range(2))
        device = Device.objects.create(id=uuid.uuid4(), user=member)
        operation, clash = (
            Operation.objects.create(
                member=member, op=uuid.uuid4(), digest="0" * 32, device=device, kind="visit.create", team=team,
                hamlet=hamlet, key_subject=household.pk, status=status,
            )
            for status in ("quarantined", "conflict")
        )  # fmt: skip
        conflict = Conflict.objects.create(operation=clash, household=household.pk, hamlet=hamlet, fields=["address"])
        wish = HouseholdWish.objects.create(household=household, hamlet=hamlet, kind="dispute", due_on=today)
    sheets = {
        "sheet": brought(leader, team, csv_of([good(1), good(1)])),
        "members_sheet": brought_members(
            world.things["user_official"], members_of({"Xã/phường": team.commune.code, "Tên tổ": "Tổ Mới"})
        ),
    }
    world.things |= sheets
    made = merge(kept=kept.pk, gone=gone.pk, by=leader)
    invite_to_team(team=team, phone="+84930000031", place="member", by=leader)
    world.things |= {
        "membership": held, "phone": device, "household": household, "merge": made,
        "operation": operation, "conflict": conflict, "wish": wish, "team_invitation": TeamInvitation.objects.get(),
    }  # fmt: skip
