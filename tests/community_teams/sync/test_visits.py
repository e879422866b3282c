"""Visits, corrections, follow-ups, sessions and scams: what they count for, once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from community_teams.counting.models import DailyCount
from community_teams.followups.models import FollowUp
from community_teams.households.models import Household
from community_teams.households.personal import open_households
from community_teams.photos.models import Photo
from community_teams.scams.models import ScamReport
from community_teams.sealing.ciphers import unseal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Operation
from community_teams.teams.models import TeamPlace
from community_teams.visits.models import Attendance, GroupSession, Visit
from foundation.identifiers import uuid7
from tests.community_teams.phones import Phone, statuses
from tests.community_teams.world import join, make_area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


def ago(**time):
    return timezone.now() - dt.timedelta(**time)


def counts(**where):
    return {row.indicator: row.value for row in DailyCount.objects.filter(**where) if row.value}


@pytest.fixture
def home(phone, hamlet):
    made = phone.household(hamlet, occurred_at=None) | {"occurred_at": ago(days=60).isoformat(timespec="seconds")}
    phone.push(made)
    return made["entity"]


def visited(phone, home, *, days=0, **payload):
    visit = phone.visit(home, **payload)
    visit["occurred_at"] = ago(days=days).isoformat(timespec="seconds")
    return visit


def test_a_correction_counts_in_the_place_of_the_first(phone, home):
    visit = visited(phone, home, days=3, scams=["fake_police"])
    phone.push(visit)
    right = phone.correct(visit, outcome="nobody_home", skills=[], scams=[])
    assert statuses(phone.push(right)) == ["applied"]
    assert counts() == {"nobody_home": 1}
    old, new = Visit.objects.get(pk=visit["entity"]), Visit.objects.get(pk=right["entity"])
    assert (old.current, new.current, new.corrects_id) == (False, True, old.pk)
    assert (new.day, new.member_id, new.device) == (old.day, old.member_id, old.device)
    assert set(FollowUp.objects.values_list("state", flat=True)) == {"void"}
    assert Household.objects.get().last_met_on is None
    assert not ScamReport.objects.exists()
    again = phone.correct(visit)
    (result,) = phone.push(again)
    assert (result.status, result.reason) == ("quarantined", "corrected_already")
    assert statuses(phone.push(phone.correct(right, outcome="met"))) == ["applied"]
    assert counts()["households"] == 1


def test_somebody_else_s_visit_is_corrected_by_the_leader_only(phone, team, home):
    visit = visited(phone, home)
    phone.push(visit)
    other, leader = Phone(join(team)).registered(), Phone(join(team, leads=True)).registered()
    (result,) = other.push(other.correct(visit))
    assert (result.status, result.reason) == ("quarantined", "not_own_visit")
    assert statuses(leader.push(leader.correct(visit))) == ["applied"]
    assert Visit.objects.get(current=True).member_id == phone.user.pk


def test_follow_ups_are_done_by_a_later_visit_that_taught_it_to_the_end(phone, home):
    phone.push(visited(phone, home, days=40))
    due = {row.rule: (row.due_from - row.made_at.date(), row.due_to - row.made_at.date()) for row in
           FollowUp.objects.all()}  # fmt: skip
    assert set(due) == {7, 30, 90}
    phone.push(visited(phone, home, days=10, skills=[{"topic": "zalo", "before": 0, "after": 3}]))
    assert FollowUp.objects.filter(state="open").count() == 3
    phone.push(visited(phone, home, days=2, skills=[{"topic": "vneid-muc-2", "before": 1, "after": 2}]))
    assert set(FollowUp.objects.values_list("state", "how")) == {("done", "visited")}
    assert counts()["followups"] == 3


def test_a_visit_that_arrives_after_the_one_that_taught_the_rest_asks_for_nothing(phone, home):
    phone.push(visited(phone, home, days=2, skills=[{"topic": "vneid-muc-2", "before": 1, "after": 2}]))
    phone.push(visited(phone, home, days=40))
    assert not FollowUp.objects.exists()


def test_a_visit_does_the_follow_up_that_it_names(phone, home):
    first = visited(phone, home, days=8)
    phone.push(first)
    named = uuid.uuid5(uuid.UUID(first["entity"]), "7")
    phone.push(visited(phone, home, skills=[], followup=str(named)))
    assert FollowUp.objects.get(state="done").pk == named
    (again,) = phone.push(phone.op("followup.resolve", named, {"household": home, "how": "by_phone"}))
    assert (again.status, again.reason) == ("applied", "superseded")
    other = FollowUp.objects.get(rule=30)
    phone.push(phone.op("followup.resolve", other.pk, {"household": home, "how": "no_longer_needed"}))
    other.refresh_from_db()
    assert (other.state, other.how) == ("done", "no_longer_needed")
    assert counts()["followups"] == 1


def test_what_was_not_agreed_to_is_left_out_and_said(phone, hamlet):
    bare = phone.household(hamlet, head_name="", consents=[])
    photo = {"sha256": "a" * 64, "size": 5, "type": "image/jpeg"}
    visit = phone.visit(bare["entity"], place={"lat": 21.03, "lon": 105.85}, photo=photo)
    results = phone.push(bare, visit)
    assert statuses(results) == ["applied", "applied"]
    assert results[1].reason == "place_left_out,photo_left_out"
    assert Visit.objects.get().sealed is None
    assert not Photo.objects.exists()
    phone.push(phone.answer(bare["entity"], "photo"))
    phone.push(phone.visit(bare["entity"], photo=photo))
    assert Photo.objects.get().size == 5


def test_a_session_counts_who_came_and_names_those_within_the_team(phone, hamlet, home):
    skills = [{"topic": "zalo", "before": 0, "after": 2}]
    session = phone.op("session.create", uuid7(), {
        "hamlet": hamlet.pk, "place": "Nhà văn hóa thôn", "topics": ["zalo"], "others": 7, "minutes": 90,
        "attendees": [{"household": home, "skills": skills}], "note": "Đông vui", "scams": ["fake_police"],
    })  # fmt: skip
    assert statuses(phone.push(session, session)) == ["applied", "duplicate"]
    assert counts() == {"sessions": 1, "attended": 8, "taught": 1, "better": 1, "alone": 1}
    assert GroupSession.objects.get().others == 7
    assert Attendance.objects.get().household_id == uuid.UUID(home)
    assert ScamReport.objects.get().kind == "fake_police"


def test_a_session_waits_for_a_household_that_is_on_its_way(phone, hamlet):
    made = phone.household(hamlet)
    session = phone.op("session.create", uuid7(), {
        "hamlet": hamlet.pk, "topics": [], "attendees": [{"household": made["entity"], "skills": []}],
    })  # fmt: skip
    assert statuses(phone.push(session)) == ["held"]
    assert statuses(phone.push(made)) == ["applied"]
    assert counts()["sessions"] == 1


def test_a_record_counts_in_the_commune_of_its_day(phone, team, home):
    new = make_area("00002", "Xa Mới")
    TeamPlace.objects.update(valid_to=ago(days=5).date())
    TeamPlace.objects.create(team=team, commune=new, valid_from=ago(days=5).date())
    phone.push(visited(phone, home, days=9), visited(phone, home))
    assert counts(commune=new)["visits"] == 1
    assert counts(commune=team.commune)["visits"] == 1


def test_no_number_of_papers_is_kept_wherever_it_was_typed(phone, hamlet):
    made = phone.household(hamlet, occurred_at=None, address="Số 001 199 012 345, cạnh chợ")
    visit = phone.visit(made["entity"], note="CCCD 001199012345, máy 0912345678")
    assert statuses(phone.push(visit)) == ["held"]
    (result,) = phone.push(made)
    assert (result.status, result.reason) == ("applied", "number_left_out")
    assert result.sha256 == made["sha256"]
    (again,) = phone.push(visit)
    assert (again.status, again.reason) == ("duplicate", "applied")
    kept = everything_sealed()
    assert any("máy 0912345678" in text for text in kept)
    assert not [text for text in kept if "199" in text]


def everything_sealed() -> list[str]:
    """All that lies sealed of households, visits and raw operations, opened."""
    keys = {key.subject: unwrap(key.wrapped, key.subject) for key in DataKey.objects.all()}
    texts = [str(one) for one in open_households(Household.objects.all()).values()]
    texts += [str(unseal(keys[row.household_id], row.sealed, f"visit:{row.pk}")) for row in Visit.objects.all()]
    for row in Operation.objects.all():
        texts.append(str(unseal(keys[row.key_subject], row.sealed, f"operation:{row.op}")))
    return texts
