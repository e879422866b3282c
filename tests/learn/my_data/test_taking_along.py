import json

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from learn.learners.services import take_over
from learn.learners.tokens import COOKIE, Claim, make_token
from learn.models import Learner, LessonProgress, Statement
from learn.my_data import export, rows
from people.audit.events import Event
from people.audit.models import AuditEntry
from tests.learn.my_data.making import DOWNLOAD, PAGE, hold, make_certificate, make_statements

pytestmark = pytest.mark.django_db


def taken(answer):
    return json.loads(b"".join(answer.streaming_content))


def test_the_owner_takes_everything_along_from_all_parts(owner, user, own, guest, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 2)
    take_over(user=user, guest=Claim(guest.id, 0))
    certificate = make_certificate(own.id)
    answer = owner.get(DOWNLOAD)
    assert answer["Content-Disposition"] == 'attachment; filename="du-lieu-cua-toi.json"'
    assert "no-store" in answer["Cache-Control"]
    data = taken(answer)
    assert (data["format"], data["version"]) == ("bdhvs.my-data", 1)
    assert data["account"]["phone"] == "+84912345678"
    assert {part["id"] for part in data["learners"]} == {str(own.id), str(guest.id)}
    assert len(data["statements"]) == 6
    assert {row["learner"] for row in data["statements"]} == {str(own.id), str(guest.id)}
    assert data["statements"][0]["response"] == "chữ Việt"
    assert (len(data["lessons"]), len(data["courses"])) == (2, 2)
    assert data["certificates"][0]["number"] == certificate.number
    assert data["consents"][0]["text"].startswith("Tôi đồng ý")
    assert "sign_in" in [act["event"] for act in data["acts"]]
    assert AuditEntry.objects.filter(event=Event.PERSONAL_DATA_EXPORTED, actor=user, subject=user).count() == 1


def test_a_guest_takes_the_guests_record_along_and_nothing_of_others(client, guest, own):
    data = taken(hold(client, guest).get(DOWNLOAD))
    assert data["account"] is None
    assert {row["learner"] for row in data["statements"]} == {str(guest.id)}
    assert "consents" not in data


def test_an_empty_record_is_a_whole_file_too(client):
    data = taken(hold(client, Learner.objects.create()).get(DOWNLOAD))
    assert data["statements"] == []


def test_nobody_takes_nothing_along(client):
    assert client.get(DOWNLOAD)["Location"] == PAGE


@pytest.mark.django_db(transaction=True)
async def test_an_asynchronous_server_sends_it_piece_by_piece():
    guest = await Learner.objects.acreate()
    await sync_to_async(make_statements)(guest.id)
    client = AsyncClient()
    client.cookies[COOKIE] = make_token(guest.id)
    answer = await client.get(DOWNLOAD)
    assert answer.is_async
    got = [piece async for piece in answer.streaming_content]
    assert len(got) > 5
    assert len(json.loads(b"".join(got))["statements"]) == 3


def test_it_is_read_a_page_at_a_time(guest, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 10)
    make_certificate(guest.id)
    Statement.objects.all().delete()
    LessonProgress.objects.all().delete()
    make_statements(guest.id, 35)
    # The parts, lessons, courses, results, four pages of statements; attempts, answers, more time, area and notices of
    # quizzes.
    with django_assert_num_queries(23):
        "".join(export.export_pieces(learner=guest, group=[guest.id]))
