"""States are a person's data: taken along, counted and erased with the rest."""

import json
import re
import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from learn.h5p import mine
from learn.learners.services import learner_of, take_over
from learn.learners.tokens import Claim
from learn.models import H5PState, Learner
from learn.my_data.ending import end_account, forget_guest
from learn.my_data.ending_again import Told, end_again
from learn.my_data.export import export_pieces
from people.models import User
from tests.learn.my_data.making import PAGE, hold

pytestmark = pytest.mark.django_db

FORMAT = Path(__file__).parents[3] / "docs/my-data-format.md"


def make_states(learner, *texts):
    H5PState.objects.bulk_create(
        H5PState(learner_id=learner, lesson=uuid.uuid4(), card="c1", key="0/state", number=2, data=text, size=1,
                 at=timezone.now(), occurred_at=timezone.now(), event=uuid.uuid4(), sha256=b"x" * 32)
        for text in texts
    )  # fmt: skip


@pytest.fixture
def person():
    """The account's own learner and a guest that joined it, each with states; and a stranger."""
    user = User.objects.create_user("0912000001")
    own, guest, stranger = learner_of(user=user), Learner.objects.create(), Learner.objects.create()
    take_over(user=user, guest=Claim(guest.id, 0))
    make_states(own.id, "a", None)
    make_states(guest.id, "b")
    make_states(stranger.id, "c")
    return user, own, guest, stranger


def exported(learner, group):
    return json.loads("".join(export_pieces(learner=learner, group=group)))


def test_all_parts_of_a_persons_states_are_taken_along_and_nobody_elses(person, monkeypatch):
    _, own, guest, _ = person
    make_states(own.id, *"defgh")
    monkeypatch.setattr(mine, "ROWS_AT_ONCE", 2)
    told = exported(own, [own.id, guest.id])["h5p_states"]
    assert sorted(one["data"] or "" for one in told) == ["", "a", "b", "d", "e", "f", "g", "h"]
    assert {one["learner"] for one in told} == {str(own.id), str(guest.id)}
    assert set(told[0]) == {"learner", "lesson", "card", "key", "number", "data", "at"}


def test_the_format_tells_of_every_field(person):
    _, own, _, _ = person
    told = exported(own, [own.id])["h5p_states"]
    row = next(line for line in FORMAT.read_text().splitlines() if line.startswith("| `h5p_states` |"))
    assert set(re.findall(r"`(\w+)`", row)) - {"h5p_states"} == set(told[0])


def test_the_page_says_how_many_there_are(client, person):
    stranger = person[3]
    assert "bài thực hành" not in hold(client, Learner.objects.create()).get(PAGE).content.decode()
    assert "bài thực hành" in hold(client, stranger).get(PAGE).content.decode()


def test_the_learning_page_says_that_the_phone_keeps_how_far_one_is(client):
    assert "làm các bài thực hành tới đâu" in hold(client, Learner.objects.create()).get("/toi/").content.decode()


def test_they_end_with_the_account_and_with_a_guest(person):
    user, _, _, stranger = person
    end_account(user=user, keep_certificates=True)
    assert set(H5PState.objects.values_list("learner_id", flat=True)) == {stranger.id}
    forget_guest(learner=stranger)
    assert not H5PState.objects.exists()
    # A backup brings them back; the line of the log ends them again.
    Learner.objects.filter(id=stranger.id).update(generation=0)
    make_states(stranger.id, "c")
    assert end_again(Told(False, [(stranger.id, 1)])) == [(stranger.id, "ended")]
    assert not H5PState.objects.exists()
