"""The leader's pages: for whom they are there, what they show, what they do."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from community_teams.households.merging import merge
from community_teams.households.models import Apart, Household, HouseholdWish, Merge
from community_teams.leading.reading import REASONS
from community_teams.office.looking import look
from community_teams.photos.models import Photo
from community_teams.reach import everything
from community_teams.sealing.ciphers import seal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Conflict, Device, Operation
from community_teams.teams.members import invite
from community_teams.teams.models import Membership, TeamInvitation, TeamWord
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from people.audit.models import AuditEntry
from people.roles.names import Role
from people.roles.services import grant
from tests.community_teams.making import make_visit
from tests.community_teams.world import join, make_household, make_team, make_user
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db
NAME, PHONE = "Vàng Thị Mỷ", "+84912345678"
HERE = "/to-cong-nghe/quan-ly/"


def by_code(user, ago=0):
    return sign_in(Client(), user, methods=("code",), ago=ago)


def make_operation(team, member, household, **fields):
    device = Device.objects.create(id=uuid.uuid4(), user=member, name="Chrome, Android")
    op = uuid7()
    key = unwrap(DataKey.objects.get(subject=household.pk).wrapped, household.pk)
    visit, at = str(uuid7()), timezone.now().isoformat()
    payload = {
        "household": str(household.pk), "outcome": "met", "note": "Đã hướng dẫn.",
        "skills": [{"topic": "vneid-muc-2", "before": 0, "after": 1}],
    }  # fmt: skip
    content = {
        "op": str(op), "kind": "visit.create", "entity": visit, "base_version": 1, "seq": 1, "depends_on": [],
        "occurred_at": at, "payload": payload, "sha256": "0" * 64,
    }  # fmt: skip
    return Operation.objects.create(**{
        "member": member, "op": op, "digest": "0" * 32, "device": device, "kind": "visit.create",
        "entity": uuid7(), "household": household.pk, "hamlet": household.hamlet, "team": team,
        "occurred_at": timezone.now(), "day": timezone.localdate(), "sealed": seal(key, content, f"operation:{op}"),
        "key_subject": household.pk, "status": "quarantined", "reason": "clock", **fields,
    })  # fmt: skip


class World:
    """A team with something of each kind, and everybody who may ask for it."""

    def __init__(self):
        self.team, self.other_team = make_team(), make_team("Tổ Tây")
        self.leader, self.colleague = join(self.team, leads=True), join(self.team)
        self.outsider = join(self.other_team, leads=True)
        self.official = make_user("Cán Bộ")
        grant(user=self.official, role=Role.AREA_OFFICIAL, area=self.team.commune)
        hamlet = self.team.hamlets.get()
        with everything():
            self.household = make_household(hamlet, NAME, phone=PHONE, address="Đầu bản", needs=["poor"])
            self.twin, self.third = make_household(hamlet, NAME), make_household(hamlet, "Giàng A Pháo")
            self.fourth = make_household(hamlet, "Thào A Dơ")
            self.operation = make_operation(self.team, self.colleague, self.household)
            key = unwrap(DataKey.objects.get(subject=self.household.pk).wrapped, self.household.pk)
            clash = make_operation(self.team, self.colleague, self.household, status="conflict", reason="",
                                   kind="household.update")  # fmt: skip
            self.conflict = Conflict.objects.create(
                operation=clash, household=self.household.pk, hamlet=hamlet, fields=["address"],
                sealed=seal(key, {"address": {"mine": "Cuối bản", "theirs": "Đầu bản"}}, f"conflict:{clash.pk}"),
            )  # fmt: skip
            self.wish = HouseholdWish.objects.create(
                household=self.household, hamlet=hamlet, kind="erase",
                due_on=timezone.localdate() - dt.timedelta(days=1),
            )  # fmt: skip
        self.merge = merge(kept=self.third.pk, gone=self.fourth.pk, by=self.leader)
        invite(team=self.team, phone="+84987654321", place="member", by=self.leader)
        self.asked = TeamInvitation.objects.get()
        self.device = self.operation.device
        self.membership = Membership.objects.get(team=self.team, user=self.colleague)
        self.base = f"{HERE}{self.team.pk}/"

    def path(self, what):
        return self.base + {
            "loi-moi": f"loi-moi/{self.asked.pk}/",
            "thanh-vien": f"thanh-vien/{self.membership.pk}/",
            "thu-hoi": f"thiet-bi/{self.device.pk}/thu-hoi/",
            "ho-nay": f"ho/{self.household.pk}/",
            "tach": f"da-gop/{self.merge.pk}/tach/",
            "ban-ghi": f"cho-quyet/ban-ghi/{self.operation.pk}/",
            "khac-nhau": f"cho-quyet/khac-nhau/{self.conflict.pk}/",
            "yeu-cau": f"cho-quyet/yeu-cau/{self.wish.pk}/",
        }.get(what, what)


@pytest.fixture
def world():
    return World()


PAGES = ["", "moi/", "thanh-vien", "thu-hoi", "thon/", "loi-nhan/", "ho/", "ho-nay", "ho-trung/", "da-gop/",
         "cho-quyet/", "ban-ghi", "khac-nhau", "yeu-cau"]  # fmt: skip
FORMS = [*PAGES, "loi-moi", "tach"]


@pytest.mark.parametrize("page", PAGES)
def test_the_leader_sees_each_page_and_no_cache_keeps_it(world, page):
    answer = by_code(world.leader).get(world.path(page))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize("persona", ["colleague", "outsider", "official"])
def test_for_everybody_else_nothing_is_there(world, page, persona):
    client = by_code(getattr(world, persona))
    for method in (client.get, client.post):
        answer = method(world.path(page))
        assert answer.status_code in (404, 405)
        assert NAME not in answer.content.decode()


@pytest.mark.parametrize("page", FORMS)
def test_who_has_not_signed_in_or_long_ago_is_asked_to(world, page):
    for client in (Client(), by_code(world.leader, ago=13 * 3600)):
        for method in (client.get, client.post):
            answer = method(world.path(page))
            if answer.status_code == 405:
                continue
            assert answer.status_code == 302
            assert answer["Location"].startswith("/dang-nhap/?tiep=")


@pytest.mark.parametrize("page", ["moi/", "thanh-vien", "yeu-cau"])
def test_what_gives_or_takes_much_asks_for_a_code_of_just_now(world, page):
    client = by_code(world.leader, ago=2 * 3600)
    assert client.get(world.base).status_code == 200
    assert client.get(world.path(page))["Location"].startswith("/dang-nhap/")
    assert client.post(world.path(page), {"act": "end", "end-why": "x"})["Location"].startswith("/dang-nhap/")
    assert Membership.objects.get(pk=world.membership.pk).valid_to is None


@pytest.mark.parametrize(
    "page", ["loi-moi", "thanh-vien", "thu-hoi", "ho-nay", "tach", "ban-ghi", "khac-nhau", "yeu-cau"]
)
def test_a_leader_finds_nothing_of_another_team_below_the_own_one(world, page):
    client = by_code(world.outsider)
    path = world.path(page).replace(f"quan-ly/{world.team.pk}/", f"quan-ly/{world.other_team.pk}/")
    assert path.startswith(f"{HERE}{world.other_team.pk}/")
    assert client.post(path, {"act": "accept"}).status_code == 404
    assert client.get(path).status_code in (404, 405)


def test_home_leads_to_the_one_team_or_offers_several(world):
    client = by_code(world.leader)
    assert client.get(HERE)["Location"] == world.base
    Membership.objects.create(team=world.other_team, user=world.leader, place="leader")
    assert b"T\xe1\xbb\x95 T\xc3\xa2y" in client.get(HERE).content
    assert by_code(world.colleague).get(HERE).status_code == 404


def test_a_closed_account_or_an_ended_leader_sees_nothing(world):
    client = by_code(world.leader)
    Membership.objects.filter(user=world.leader).update(valid_to=timezone.localdate())
    assert client.get(world.base).status_code == 404


@pytest.mark.parametrize(
    ("page", "queries"), [("", 25), ("ho/", 21), ("ho-nay", 27), ("cho-quyet/", 26), ("ho-trung/", 21)]
)
def test_pages_take_a_fixed_number_of_queries(world, page, queries, django_assert_max_num_queries):
    client = by_code(world.leader)
    with django_assert_max_num_queries(queries) as first:
        client.get(world.path(page))
    with everything():
        for n in range(8):
            household = make_household(world.team.hamlets.get(), f"{NAME} {n % 2}")
            make_operation(world.team, join(world.team), household)
    with django_assert_max_num_queries(len(first)):
        client.get(world.path(page))


def test_households_are_found_by_part_of_a_name_by_number_and_narrowed(world):
    client = by_code(world.leader)

    def found(**query):
        return {one.pk for one, _personal in client.get(world.base + "ho/", query).context["rows"]}

    assert found(q="vang thi") == {world.household.pk, world.twin.pk}
    assert found(q="0912 345 678") == {world.household.pk}
    assert found(q="không ai") == set()
    assert found(nguoi="0") == {world.household.pk, world.twin.pk, world.third.pk}
    with everything():
        Household.objects.filter(pk=world.twin.pk).update(last_met_on=timezone.localdate(), assigned_to=world.colleague)
    assert found(nguoi=str(world.colleague.pk)) == {world.twin.pk}
    assert world.twin.pk not in found(**{"chua-den": "1"})
    assert found(thon="0", q="x" * 300) == set()


def test_a_search_opens_so_many_households_and_says_so(world, monkeypatch):
    monkeypatch.setattr("community_teams.leading.selectors.MOST_OPENED", 2)
    answer = by_code(world.leader).get(world.base + "ho/", {"q": "giang"})
    assert answer.context["more"]
    # A whole name is found all the same.
    whole = by_code(world.leader).get(world.base + "ho/", {"q": "Giàng A Pháo"})
    assert [one.pk for one, _personal in whole.context["rows"]] == [world.third.pk]


def test_looking_is_written_down_without_a_name(world):
    by_code(world.leader).get(world.path("ho-nay"))
    entry = AuditEntry.objects.get(event="household_viewed", object_type="household")
    assert (entry.actor, entry.object_id) == (world.leader, str(world.household.pk))


def test_the_household_is_assigned_planned_and_a_wrong_day_is_said(world):
    client, path = by_code(world.leader), world.path("ho-nay")
    assert client.post(path, {"act": "assign", "member": world.colleague.pk}).status_code == 302
    day = timezone.localdate() + dt.timedelta(days=2)
    assert client.post(path, {"act": "plan", "day": day.isoformat()}).status_code == 302
    assert client.post(path, {"act": "plan", "day": "2020-01-01"}).status_code == 422
    assert client.post(path, {"act": "assign", "member": world.outsider.pk}).status_code == 422
    with everything():
        kept = Household.objects.get(pk=world.household.pk)
    assert (kept.assigned_to, kept.planned_on) == (world.colleague, day)


def test_pairs_are_merged_taken_apart_and_said_to_be_two(world):
    client, path = by_code(world.leader), world.base + "ho-trung/"
    assert client.get(path).content.decode().count(NAME) >= 2
    ids = {"one": world.household.pk, "other": world.twin.pk}
    client.post(path, {"act": "merge", **ids})
    with everything():
        made = Merge.objects.get(gone=world.twin)
    client.post(f"{world.base}da-gop/{made.pk}/tach/")
    with everything():
        assert Merge.objects.get(pk=made.pk).undone_by == world.leader
    client.post(path, {"act": "apart", **ids})
    with everything():
        assert Apart.objects.count() == 1
    with everything():
        foreign = make_household(world.other_team.hamlets.get(), NAME)
    assert client.post(path, {"act": "merge", "one": world.household.pk, "other": foreign.pk}).status_code == 404
    assert client.post(path, {"act": "merge", "one": "x", "other": ""}).status_code == 404


def test_what_was_set_apart_is_told_in_words(world):
    words = by_code(world.leader).get(world.path("ban-ghi")).content.decode()
    for one in (NAME, "Đã hướng dẫn.", str(world.colleague), "Chrome, Android"):
        assert one in words
    assert escape(str(REASONS["clock"])) in words


def test_both_values_of_a_conflict_stand_there_and_one_must_be_chosen(world):
    client, path = by_code(world.leader), world.path("khac-nhau")
    words = client.get(path).content.decode()
    assert "Cuối bản" in words
    assert "Đầu bản" in words
    assert client.post(path, {"field-address": "nobody"}).status_code == 422


def test_a_wish_to_be_erased_is_carried_out_when_the_household_says_so_at_the_door(world):
    client, path = by_code(world.leader), world.path("yeu-cau")
    assert client.post(path, {"answer": "Đã hỏi."}).status_code == 422
    assert client.post(path, {"answer": "Bà đã nói rõ.", "wanted": "yes"}).status_code == 302
    with everything():
        kept = HouseholdWish.objects.get(pk=world.wish.pk)
        erased = Household.objects.get(pk=world.household.pk)
    assert (kept.done_by, kept.answer) == (world.leader, "Bà đã nói rõ.")
    assert (erased.erased_at is not None, erased.sealed) == (True, None)
    assert NAME not in client.get(world.path("ho-nay")).content.decode()
    assert client.post(path, {"answer": "Lần nữa.", "wanted": "yes"}).status_code == 404


def test_a_wish_that_nobody_at_home_knows_of_takes_nothing_away(world):
    by_code(world.leader).post(world.path("yeu-cau"), {"answer": "Không ai hỏi.", "wanted": "no"})
    with everything():
        assert HouseholdWish.objects.get(pk=world.wish.pk).done_at is not None
        assert Household.objects.get(pk=world.household.pk).erased_at is None


def test_a_lost_phone_is_revoked_and_says_later_that_it_is_empty(world):
    client = by_code(world.leader)
    assert client.post(world.path("thu-hoi"), {"why": ""}).status_code == 422
    assert client.post(world.path("thu-hoi"), {"why": "Rơi ở chợ."}).status_code == 302
    device = Device.objects.get(pk=world.device.pk)
    assert (device.revoked_by, device.generation) == (world.leader, 1)
    shown = client.get(world.path("thanh-vien"))
    assert shown.content.decode().count("badge--hoe") == 1
    Device.objects.filter(pk=device.pk).update(wiped_at=timezone.now())
    assert client.get(world.path("thanh-vien")).content.decode().count("badge--leaf") == 1
    assert client.post(world.path("thu-hoi"), {"why": "Lần nữa."}).status_code == 422


def test_members_are_invited_moved_and_leave(world):
    client = by_code(world.leader)
    assert client.post(world.base + "moi/", {"phone": "0912 000 111", "place": "member"}).status_code == 302
    assert client.post(world.base + "moi/", {"phone": "113", "place": "member"}).status_code == 422
    asked = TeamInvitation.objects.get(invitation__phone="+84912000111")
    client.post(f"{world.base}loi-moi/{asked.pk}/", {"act": "withdraw"})
    asked.invitation.refresh_from_db()
    assert asked.invitation.withdrawn_by == world.leader
    hamlet = world.team.hamlets.get()
    assert client.post(world.path("thanh-vien"), {"act": "move", "move-to": f"h{hamlet.pk}"}).status_code == 302
    held = Membership.objects.get(user=world.colleague, valid_to=None)
    assert held.hamlet == hamlet
    path = f"{world.base}thanh-vien/{held.pk}/"
    assert client.post(path, {"act": "end", "end-why": ""}).status_code == 422
    assert client.post(path, {"act": "end", "end-why": "Chuyển nhà."}).status_code == 302
    assert not Membership.objects.active().filter(user=world.colleague).exists()


def test_the_last_leader_goes_only_knowingly(world):
    client = by_code(world.leader)
    path = f"{world.base}thanh-vien/{Membership.objects.get(user=world.leader).pk}/"
    assert client.post(path, {"act": "end", "end-why": "Nghỉ."}).status_code == 422
    answer = client.post(path, {"act": "end", "end-why": "Nghỉ.", "end-nobody_leads": "on"})
    assert answer["Location"] == HERE
    assert client.get(world.base).status_code == 404


def test_hamlets_and_words_are_kept_from_forms(world):
    client = by_code(world.leader)
    assert client.post(world.base + "thon/", {"act": "add", "name": "Thôn Tây"}).status_code == 302
    west = world.team.hamlets.get(folded="thon tay")
    client.post(world.base + "thon/", {"act": "rename", "hamlet": west.pk, "name": "Thôn Nam"})
    client.post(world.base + "thon/", {"act": "end", "hamlet": west.pk})
    west.refresh_from_db()
    assert (west.name, west.ended_on) == ("Thôn Nam", timezone.localdate())
    foreign = world.other_team.hamlets.get()
    for number in (foreign.pk, "9" * 30, "9" * 5_000):
        assert client.post(world.base + "thon/", {"act": "end", "hamlet": number}).status_code == 404
        assert client.post(world.base + "loi-nhan/", {"act": "withdraw", "word": number}).status_code == 404
    assert client.post(world.base + "loi-nhan/", {"act": "send", "text": "Tối nay họp."}).status_code == 302
    word = TeamWord.objects.get()
    client.post(world.base + "loi-nhan/", {"act": "withdraw", "word": word.pk})
    word.refresh_from_db()
    assert word.withdrawn_at is not None


def test_what_was_set_apart_is_set_aside_once(world):
    client = by_code(world.leader)
    assert client.post(world.path("ban-ghi"), {"act": "dismiss", "why": ""}).status_code == 422
    assert client.post(world.path("ban-ghi"), {"act": "dismiss", "why": "Ghi thử."}).status_code == 302
    with everything():
        kept = Operation.objects.get(pk=world.operation.pk)
    assert (kept.status, kept.decided_by, kept.decided_why) == ("dismissed", world.leader, "Ghi thử.")
    # Another leader was later: a sentence, and nothing is changed.
    second = by_code(join(world.team, leads=True))
    assert second.post(world.path("ban-ghi"), {"act": "accept"}).status_code == 422


def test_what_was_set_apart_is_accepted_and_counts(world):
    assert by_code(world.leader).post(world.path("ban-ghi"), {"act": "accept"}).status_code == 302
    with everything():
        assert Operation.objects.get(pk=world.operation.pk).status == "applied"
        assert Visit.objects.get().member == world.colleague


def test_what_a_household_wrote_to_its_wish_is_read_before_it_is_answered(world):
    with everything():
        visit = make_visit(world.household, world.colleague)
        key = unwrap(DataKey.objects.get(subject=world.household.pk).wrapped, world.household.pk)
        asked = HouseholdWish.objects.create(
            household=world.household, hamlet=world.household.hamlet, kind="dispute", visit=visit.pk,
            due_on=timezone.localdate(), sealed=seal(key, {"reason": "Hôm đó cả nhà đi nương."}, f"wish:{visit.pk}"),
        )  # fmt: skip
    page = by_code(world.leader).get(f"{world.base}cho-quyet/yeu-cau/{asked.pk}/").content.decode()
    assert "Hôm đó cả nhà đi nương." in page


def test_the_leader_sees_photos_and_which_official_looked_why(world):
    with everything():
        visit = make_visit(world.household, world.colleague)
    kept = {"member": world.colleague, "household": world.household.pk, "hamlet": world.household.hamlet, "size": 9}
    with everything():
        whole = Photo.objects.create(
            sha256="a" * 64, visit=visit.pk, done_at=timezone.now(), file="x", content_type="image/jpeg", **kept
        )
        half = Photo.objects.create(sha256="b" * 64, visit=visit.pk, content_type="image/jpeg", **kept)
    look(household=world.household.pk, official=world.official, reason="Hộ gọi điện khiếu nại.")
    page = by_code(world.leader).get(world.path("ho-nay")).content.decode()
    assert f"/to-cong-nghe/anh/{whole.pk}/" in page
    assert f"/to-cong-nghe/anh/{half.pk}/" not in page
    assert "Hộ gọi điện khiếu nại." in page
    assert str(world.official) in page


def test_after_erasing_the_leader_sees_which_phones_have_let_go(world):
    with everything():
        hamlet = world.household.hamlet_id
        Device.objects.filter(pk=world.device.pk).update(
            holds={str(hamlet): 0}, registered_at=timezone.now() - dt.timedelta(days=1)
        )
    client = by_code(world.leader)
    client.post(world.path("yeu-cau"), {"answer": "Bà đã nói rõ.", "wanted": "yes"})
    page = client.get(world.path("ho-nay"))
    assert [one.is_done for one in page.context["proofs"]] == [False]
    assert page.content.decode().count("badge--hoe") == 1
    Device.objects.filter(pk=world.device.pk).update(wiped_at=timezone.now())
    assert [one.is_done for one in client.get(world.path("ho-nay")).context["proofs"]] == [True]


def test_what_a_leader_erases_is_named_where_a_restore_does_not_lose_it(
    world, monkeypatch, django_capture_on_commit_callbacks
):
    with everything():
        Household.objects.filter(pk=world.twin.pk).update(merged_into=world.household)
    named = []
    monkeypatch.setattr(
        "community_teams.households.erasing.log.info", lambda _words, household: named.append(household)
    )
    with django_capture_on_commit_callbacks(execute=True):
        by_code(world.leader).post(world.path("yeu-cau"), {"answer": "Bà đã nói rõ.", "wanted": "yes"})
    with everything():
        assert not Household.objects.filter(pk__in=[world.household.pk, world.twin.pk], erased_at=None).exists()
    assert set(named) == {world.household.pk, world.twin.pk}
