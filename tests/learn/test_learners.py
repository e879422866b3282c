"""Guests and their tokens; what `me` tells whom."""

import uuid

import pytest
from asgiref.sync import sync_to_async

from learn.learners.tokens import make_token, read_token
from learn.models import Learner
from tests.asgi import ask_api, running_api
from tests.learn.making import make_course, make_learner, statement

pytestmark = pytest.mark.django_db(transaction=True)


async def ask_running(method, path, **kwargs):
    async with running_api():
        return await ask_api(method, path, **kwargs)


def test_a_token_opens_the_record_of_its_learner_only():
    learner = uuid.uuid4()
    assert read_token(make_token(learner, 3)) == (learner, 3)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        ":",
        "8022f7a2-3895-45d1-b8c7-61698ea82d97.0",
        "8022f7a2-3895-45d1-b8c7-61698ea82d97.0:",
        "é" * 40,
        "a.b:c",
        "." * 9,
    ],
)
def test_what_was_not_signed_here_is_no_token(token):
    assert read_token(token) is None


def test_a_token_for_one_learner_cannot_be_rewritten_for_another():
    signature = make_token(uuid.uuid4()).partition(":")[2]
    assert read_token(f"{uuid.uuid4()}.0:{signature}") is None


async def test_a_guest_is_made_with_a_token_that_works():
    async with running_api():
        made = await ask_api("POST", "/api/v1/learners", headers={"origin": "http://127.0.0.1"})
        assert made.status == 201
        me = await ask_api("GET", "/api/v1/me", token=made.json()["token"])
    assert me.json()["learner"] == made.json()["learner"]
    assert me.json()["epoch"] == made.json()["epoch"]
    assert await Learner.objects.filter(id=made.json()["learner"]).aexists()
    cookie = made.headers["set-cookie"]
    assert made.json()["token"] in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("cookie", ["bdhvs_learner", "bdhvs_learner; bdhvs_learner", "a; bdhvs_learner ; =x", ";=;"])
async def test_a_nameless_cookie_that_spells_our_name_is_nobodys(cookie, newcomer):
    async with running_api():
        me = await ask_api("GET", "/api/v1/me", headers={"cookie": cookie})
        assert me.status == 401
        # A page of a sister host sets it, beside the one that is ours.
        both = await ask_api("GET", "/api/v1/me", headers={"cookie": f"{cookie}; bdhvs_learner={newcomer[1]}"})
        assert both.status == 200


async def test_a_browser_that_lost_its_store_but_not_its_cookie_goes_on_with_its_record(newcomer):
    headers = {"origin": "http://127.0.0.1", "cookie": f"bdhvs_learner={newcomer[1]}"}
    async with running_api():
        again = await ask_api("POST", "/api/v1/learners", headers=headers, query="resume=1")
        other = await ask_api("POST", "/api/v1/learners", headers=headers)
        await Learner.objects.filter(id=newcomer[0]).aupdate(generation=1)
        revoked = await ask_api("POST", "/api/v1/learners", headers=headers, query="resume=1")
        foreign = await ask_api("POST", "/api/v1/learners", headers=headers | {"origin": ""}, query="resume=1")
    assert again.json()["learner"] == str(newcomer[0])
    assert read_token(again.json()["token"]) == (newcomer[0], 0)
    assert str(newcomer[0]) not in {reply.json()["learner"] for reply in (other, revoked, foreign)}


async def test_another_site_cannot_plant_its_guest():
    reply = await ask_running("POST", "/api/v1/learners", headers={"origin": "http://h5p.bdhvs.localhost"})
    assert reply.status == 403
    assert await Learner.objects.acount() == 0


async def test_me_of_a_newcomer_is_empty(newcomer):
    reply = await ask_running("GET", "/api/v1/me", token=newcomer[1])
    content = reply.json()
    assert (content["courses"], content["lessons"], content["last"], content["certificates"]) == ({}, {}, None, [])


@pytest.fixture
def newcomer():
    return make_learner()


async def test_me_tells_progress_by_course_and_lesson_and_the_last_position(newcomer):
    course, lessons = await sync_to_async(make_course)(lessons=2, cards=2)
    first, second = lessons
    done = [statement(f"card:{first.lesson}/c{n}", occurred_at="2026-11-22T08:00:00+07:00") for n in (1, 2)]
    begun = statement(f"card:{second.lesson}/c1", occurred_at="2026-11-22T08:05:00+07:00")
    async with running_api():
        await ask_api("POST", "/api/v1/statements", content={"statements": [*done, begun]}, token=newcomer[1])
        me = (await ask_api("GET", "/api/v1/me", token=newcomer[1])).json()
    told = me["courses"][str(course.course)]
    assert (told["done"], told["total"], told["progress"], told["completed_at"]) == (1, 2, 0.75, None)
    assert me["lessons"][str(first.lesson)]["completed_at"]
    assert me["lessons"][str(second.lesson)]["done"] == ["c1"]
    assert me["lessons"][str(second.lesson)]["progress"] == 0.5
    assert me["last"]["lesson"] == str(second.lesson)
    assert me["last"]["path"] == "/khoa-hoc/x/y/1/"


async def test_me_has_an_etag_and_changes_it_with_the_record(newcomer):
    _, lessons = await sync_to_async(make_course)()
    async with running_api():
        first = await ask_api("GET", "/api/v1/me", token=newcomer[1])
        same = await ask_api("GET", "/api/v1/me", token=newcomer[1], headers={"if-none-match": first.headers["etag"]})
        moved = statement(f"card:{lessons[0].lesson}/c1")
        await ask_api("POST", "/api/v1/statements", content={"statements": [moved]}, token=newcomer[1])
        other = await ask_api("GET", "/api/v1/me", token=newcomer[1], headers={"if-none-match": first.headers["etag"]})
    assert (same.status, same.body) == (304, b"")
    assert other.status == 200
    assert "private" in other.headers["cache-control"]


async def test_a_stranger_a_forger_and_a_revoked_token_learn_nothing(newcomer):
    await Learner.objects.filter(id=newcomer[0]).aupdate(generation=1)
    async with running_api():
        for token in ("", "forged", newcomer[1]):
            reply = await ask_api("GET", "/api/v1/me", token=token)
            assert (reply.status, reply.json()["error"]) == (401, "bad_token")


async def test_too_many_new_guests_from_one_address_wait(settings):
    settings.NEW_LEARNERS_A_MINUTE = 3
    async with running_api():
        replies = [await ask_api("POST", "/api/v1/learners") for _ in range(5)]
    assert 201 in {reply.status for reply in replies}
    assert replies[-1].status == 429
    assert int(replies[-1].headers["retry-after"]) >= 1
