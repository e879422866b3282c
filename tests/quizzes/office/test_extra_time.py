"""More time for a person: found by the whole number, given with a reason, written down."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from learn.learners.services import learner_of
from people.audit.models import AuditEntry
from people.models import User
from quizzes.models import ExtraTime
from tests.courses.editing.people import make_administrator, make_area_official, make_editor, make_reviewer
from tests.courses.making import plant
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db
FIND = "/quan-tri/them-gio/"


@pytest.fixture(autouse=True)
def _site() -> None:
    plant()


@pytest.fixture
def person() -> User:
    return User.objects.create_user("0911222333", full_name="Lò Thị Păn")


def own(person: User) -> str:
    return f"{FIND}{learner_of(user=person).id}/"


def looks() -> int:
    return AuditEntry.objects.filter(event="personal_data_viewed", object_type="extra_time").count()


@pytest.mark.parametrize("typed", ["0911222333", "+84 911 222 333", "0911.222.333"])
def test_a_person_is_found_by_the_whole_number_and_looking_is_written_down(person: User, typed: str) -> None:
    reviewer = make_reviewer()
    answer = sign_in(Client(), reviewer).post(FIND, {"phone": typed}, follow=True)
    assert answer.redirect_chain[-1][0] == own(person)
    assert "Lò Thị Păn" in answer.content.decode()
    entry = AuditEntry.objects.get(event="personal_data_viewed", object_type="extra_time")
    assert (entry.actor, entry.subject) == (reviewer, person)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("typed", ["0911222", "Lò Thị Păn", "", "0911222334"])
def test_part_of_a_number_or_a_name_finds_nobody(person: User, typed: str) -> None:
    answer = sign_in(Client(), make_reviewer()).post(FIND, {"phone": typed})
    assert answer.status_code == 422
    assert "Păn" not in answer.content.decode().replace('value="Lò Thị Păn"', "")
    assert looks() == 0


@pytest.mark.parametrize("make", [make_reviewer, make_administrator, make_area_official])
def test_it_is_given_changed_and_ended_with_a_reason(person: User, make: Any) -> None:
    official = make()
    client = sign_in(Client(), official)
    assert client.post(own(person), {"percent": "50", "reason": " "}).status_code == 422
    assert client.post(own(person), {"percent": "5", "reason": "Mắt kém."}).status_code == 422
    assert not ExtraTime.objects.exists()
    client.post(own(person), {"percent": "50", "reason": "Mắt kém."})
    given = ExtraTime.objects.get()
    assert (given.learner_id, given.percent, given.given_by) == (learner_of(user=person).id, 50, official)
    client.post(own(person), {"percent": "100", "reason": "Tay run."})
    assert ExtraTime.objects.get().percent == 100
    client.post(f"{own(person)}thoi/", {"end-reason": ""})
    assert ExtraTime.objects.get().percent == 100
    client.post(f"{own(person)}thoi/", {"end-reason": "Không cần nữa."})
    assert (ExtraTime.objects.get().percent, ExtraTime.objects.get().reason) == (0, "Không cần nữa.")
    entries = AuditEntry.objects.filter(subject=person, event__startswith="extra_time").order_by("pk")
    assert [(one.event, one.note) for one in entries] == [
        ("extra_time_given", "+50 %"), ("extra_time_given", "+100 %"), ("extra_time_ended", ""),
    ]  # fmt: skip


def test_who_only_writes_gives_nothing_and_sees_nobody(person: User) -> None:
    client = sign_in(Client(), make_editor())
    for answer in (
        client.get(FIND), client.post(FIND, {"phone": "0911222333"}), client.get(own(person)),
        client.post(own(person), {"percent": "50", "reason": "Mắt kém."}),
        client.post(f"{own(person)}thoi/", {"end-reason": "x"}),
    ):  # fmt: skip
        assert answer.status_code in (302, 403)
        assert "Păn" not in answer.content.decode()
    assert not ExtraTime.objects.exists()
    assert looks() == 0


def test_the_person_can_take_it_along(person: User) -> None:
    from quizzes.attempts.mine import _extra_time

    sign_in(Client(), make_reviewer())
    learner = learner_of(user=person).id
    ExtraTime.objects.create(learner_id=learner, percent=50, reason="Mắt kém.", given_by=make_administrator())
    assert [(row["percent"], row["reason"]) for row in _extra_time([learner])] == [(50, "Mắt kém.")]
