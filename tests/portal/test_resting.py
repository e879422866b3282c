import uuid

import pytest
from django.db import DataError, OperationalError
from django.test import RequestFactory

from learn.learners.tokens import COOKIE, make_token
from portal.front_door.resting import RestingMiddleware


def fail(error):
    request = RequestFactory().get("/toi/")
    return RestingMiddleware(lambda _: None).process_exception(request, error)


def test_a_page_that_finds_no_database_says_so_and_when_to_come_again():
    response = fail(OperationalError("gone"))
    assert response.status_code == 503
    assert int(response["Retry-After"]) >= 1
    assert "no-store" in response["Cache-Control"]
    assert "gone" not in response.content.decode()


def test_a_fault_of_our_own_is_not_passed_off_as_that():
    assert fail(DataError("ours")) is None
    assert fail(ValueError("ours")) is None


@pytest.mark.django_db
def test_it_stands_on_the_way_of_every_request(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("learn.views.hold", away)
    client.cookies[COOKIE] = make_token(uuid.uuid4())
    response = client.get("/toi/")
    assert response.status_code == 503
    assert "<h1" in response.content.decode()
