"""The same for the addresses that phones' scripts use: each token opens its own record and nobody else's."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from community_teams.api import PREFIXES
from community_teams.households.consents import Purpose
from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.sync.devices import revoke
from community_teams.sync.models import Device, Operation
from community_teams.teams.models import Hamlet, Membership
from learn.learners.services import learner_of, take_over
from learn.learners.tokens import COOKIE, Claim, make_token
from learn.models import Learner, Statement
from learn.my_data.ending import end_account
from people.models import User
from portal.asgi import HOT, application
from quizzes.models import Answer, Attempt
from tests.asgi import ask, running_api
from tests.community_teams.phones import Phone
from tests.community_teams.sync.phones import agree, announce, known, make_device, move, token_of
from tests.community_teams.world import join, make_team
from tests.learn.making import keeping, make_h5p_lesson, saying, statement
from tests.quizzes.making import key_of, make_question, make_quiz, started

pytestmark = pytest.mark.django_db(transaction=True)

HERE = {"origin": "http://127.0.0.1"}
ELSEWHERE = {"origin": "http://h5p.127.0.0.1"}
ME, STATEMENTS, LEARNERS, HERE_ADDRESS = (
    "/api/v1/me",
    "/api/v1/statements",
    "/api/v1/learners",
    "/api/v1/learners/here",
)
PULL, PUSH, PHOTOS = "/api/v1/field/pull", "/api/v1/field/push", "/api/v1/field/photos/"
H5P, H5P_STATE = "/api/v1/h5p", "/api/v1/h5p/state"
START, ANSWERS = "/api/v1/quizzes/start", "/api/v1/quizzes/answers"
HEALTH = {"/healthz", "/readyz"}


@dataclass
class People:
    tokens: dict[str, str]
    learners: dict[str, uuid.UUID]


def make_people() -> People:
    owner, other, gone = (User.objects.create_user(f"09123456{n}") for n in range(10, 13))
    own, other_own, gone_own = (learner_of(user=user) for user in (owner, other, gone))
    guest, part = Learner.objects.create(), Learner.objects.create()
    take_over(user=owner, guest=Claim(part.id, 0))
    end_account(user=gone, keep_certificates=False)
    learners = {"guest": guest, "owner": own, "part": part, "other_owner": other_own, "ended": gone_own}
    tokens = {name: make_token(learner.id) for name, learner in learners.items()}
    forged = make_token(own.id).replace(str(own.id), str(guest.id))
    return People(
        tokens | {"nobody": "", "forged": forged},
        {name: learner.id for name, learner in learners.items()},
    )


PERSONAS = ["nobody", "guest", "owner", "part", "other_owner", "ended", "forged"]
OPEN_TO = {"guest", "owner", "part", "other_owner"}


def test_every_address_of_the_front_door_is_in_this_table():
    assert set(PREFIXES) == {PHOTOS}
    assert set(HOT) == {PULL, PUSH, ME, STATEMENTS, LEARNERS, HERE_ADDRESS, START, ANSWERS, H5P, H5P_STATE, *HEALTH}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("way", ["header", "cookie"])
async def test_me_and_statements_are_ones_own(persona, way):
    people = await sync_to_async(make_people)()
    headers = dict(HERE)
    if people.tokens[persona]:
        if way == "header":
            headers["authorization"] = f"Learner {people.tokens[persona]}"
        else:
            headers["cookie"] = f"{COOKIE}={people.tokens[persona]}"
    body = json.dumps({"statements": [statement(f"lesson:{uuid.uuid4()}", "opened")]}).encode()
    async with running_api():
        me = await ask(application, "GET", ME, headers=headers)
        kept = await ask(
            application, "POST", STATEMENTS, body=body, headers=headers | {"content-type": "application/json"}
        )
    assert (me.status, kept.status) == ((200, 200) if persona in OPEN_TO else (401, 401))
    if persona in OPEN_TO:
        assert me.json()["learner"] == str(people.learners[persona])
        assert "no-store" in me.headers["cache-control"] or "private" in me.headers["cache-control"]
    written = {row async for row in Statement.objects.values_list("learner_id", flat=True)}
    assert written == ({people.learners[persona]} if persona in OPEN_TO else set())
    for name, learner in people.learners.items():
        assert name == persona or str(learner) not in me.body.decode()


def make_field() -> tuple[dict[str, str], dict[str, Phone], Hamlet]:
    """Phones of people who may or may not push, and a hamlet that the first of them works in."""
    team, other = make_team("Tổ Đông"), make_team("Tổ Tây")
    member, revoked, stranger = join(team), join(team), join(other)
    phones = {name: Phone(user) for name, user in (("member", member), ("lost", revoked), ("stranger", stranger))}
    for phone in phones.values():
        phone.registered()
    Device.objects.filter(pk=phones["lost"].device).update(revoked_at=timezone.now(), generation=1)
    phones["newer"] = Phone(join(team)).registered()
    Device.objects.filter(pk=phones["newer"].device).update(generation=3)
    forged = phones["member"].token.replace(str(phones["member"].device), str(phones["stranger"].device))
    tokens = {name: f"Device {phone.token}" for name, phone in phones.items()}
    learner = f"Learner {make_token(Learner.objects.create().id)}"
    phones |= {"forged": phones["stranger"], "nobody": phones["member"], "learner": phones["member"]}
    return tokens | {"forged": f"Device {forged}", "learner": learner}, phones, team.hamlets.get()


@pytest.mark.parametrize(
    ("persona", "status", "reason"),
    [
        ("member", 200, ""), ("stranger", 200, "not_member"), ("lost", 200, "device_revoked"), ("newer", 401, None),
        ("forged", 401, None), ("learner", 401, None), ("nobody", 401, None),
    ],
)  # fmt: skip
async def test_a_phone_writes_where_its_member_belongs(persona, status, reason):
    tokens, phones, hamlet = await sync_to_async(make_field)()
    phone = phones[persona]
    op = phone.household(hamlet)
    headers = {"content-type": "application/json"} | ({"authorization": tokens[persona]} if persona in tokens else {})
    async with running_api():
        sent = await ask(application, "POST", PUSH, body=phone.body([op]), headers=headers)
        other = await ask(application, "POST", PUSH, body=Phone(phone.user).body([op]), headers=headers)
    assert sent.status == status
    # The body names another phone than the token: nothing is stored.
    assert other.status == (401 if status == 401 else 422)
    if status == 200:
        assert [one["reason"] for one in sent.json()["results"]] == [reason]

    @sync_to_async
    def kept():
        with everything():
            return Operation.objects.count(), Household.objects.count()

    assert await kept() == (int(status == 200), int(persona == "member"))


def make_attempts(people: People) -> tuple[uuid.UUID, dict[str, Attempt]]:
    """A quiz, and an attempt of everyone who may have one."""
    quiz = make_quiz([make_question()])
    return quiz.pk, {name: started(Claim(people.learners[name], 0), quiz) for name in sorted(OPEN_TO)}


# Whose attempts a token opens besides its own: an account those that its person began as a guest.
OPENS = {"owner": {"owner", "part"}}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("whose", sorted(OPEN_TO))
async def test_answers_enter_ones_own_attempts_only(persona, whose):
    people = await sync_to_async(make_people)()
    quiz, attempts = await sync_to_async(make_attempts)(people)
    question, key = await sync_to_async(key_of)(attempts[whose].paper[0])
    headers = HERE | {"content-type": "application/json"}
    if people.tokens[persona]:
        headers["authorization"] = f"Learner {people.tokens[persona]}"
    item = {"id": str(uuid.uuid4()), "attempt": str(attempts[whose].id), "seq": 1, "question": str(question),
            "response": key, "occurred_at": "2026-11-27T08:00:00+07:00"}  # fmt: skip
    async with running_api():
        sent = await ask(application, "POST", ANSWERS, body=json.dumps({"answers": [item]}).encode(), headers=headers)
        begun = await ask(
            application, "POST", START, headers=headers,
            body=json.dumps({"attempt": str(uuid.uuid4()), "quiz": str(quiz)}).encode(),
        )  # fmt: skip
    if persona not in OPEN_TO:
        assert (sent.status, begun.status) == (401, 401)
        assert not await Answer.objects.aexists()
        return
    allowed = whose in OPENS.get(persona, {persona})
    assert [one["status"] for one in sent.json()["results"]] == ["applied" if allowed else "rejected"]
    assert [row async for row in Answer.objects.values_list("learner_id", flat=True)] == (
        [people.learners[whose]] if allowed else []
    )
    # What is open already is gone on with; nobody is told of an attempt that is not theirs.
    assert begun.status == 200
    assert begun.json()["attempt"] in {str(attempts[name].id) for name in OPENS.get(persona, {persona})}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("way", ["header", "cookie"])
async def test_what_a_frame_told_is_ones_own(persona, way):
    people = await sync_to_async(make_people)()
    lesson = await sync_to_async(make_h5p_lesson)()
    query = f"lesson={lesson.lesson}&card=c1"
    headers = dict(HERE)
    if people.tokens[persona]:
        if way == "header":
            headers["authorization"] = f"Learner {people.tokens[persona]}"
        else:
            headers["cookie"] = f"{COOKIE}={people.tokens[persona]}"
    json_headers = headers | {"content-type": "application/json"}
    body = json.dumps({"events": [saying(lesson, "answered"), keeping(lesson, persona)]}).encode()
    async with running_api():
        for name in sorted(OPEN_TO - {persona}):
            told = json.dumps({"events": [keeping(lesson, name, key=f"{name.replace('_', '-')}/state")]}).encode()
            bearer = {"authorization": f"Learner {people.tokens[name]}", "content-type": "application/json"}
            assert (await ask(application, "POST", H5P, body=told, headers=bearer)).status == 200
        sent = await ask(application, "POST", H5P, body=body, headers=json_headers)
        read = await ask(application, "GET", H5P_STATE, query=query, headers=headers)
        foreign = await ask(application, "POST", H5P, body=body, headers=json_headers | ELSEWHERE)
    if persona not in OPEN_TO:
        assert (sent.status, read.status) == (401, 401)
        assert foreign.status in (401, 403)
        assert not await Statement.objects.aexists()
        return
    assert (sent.status, read.status) == (200, 200)
    assert foreign.status == (200 if way == "header" else 403)
    assert read.headers["cache-control"] == "no-store"
    assert {kept["data"] for kept in read.json()["states"].values()} == OPENS.get(persona, {persona})
    assert {row async for row in Statement.objects.values_list("learner_id", flat=True)} == {people.learners[persona]}


@pytest.mark.parametrize("persona", PERSONAS)
async def test_a_browser_holds_only_a_learner_whose_token_it_shows(persona):
    people = await sync_to_async(make_people)()
    bearer = {"authorization": f"Learner {people.tokens[persona]}"} if people.tokens[persona] else {}
    async with running_api():
        taken = await ask(application, "POST", HERE_ADDRESS, headers=HERE | bearer)
        foreign = await ask(application, "POST", HERE_ADDRESS, headers=ELSEWHERE | bearer)
        left = await ask(application, "DELETE", HERE_ADDRESS, headers=HERE)
        left_from_elsewhere = await ask(application, "DELETE", HERE_ADDRESS, headers=ELSEWHERE)
    assert taken.status == (204 if persona in OPEN_TO else 401)
    assert (people.tokens[persona] in taken.headers.get("set-cookie", "")) == (persona in OPEN_TO or not bearer)
    assert foreign.status in (401, 403)
    assert "set-cookie" not in foreign.headers
    assert (left.status, left_from_elsewhere.status) == (204, 403)


@pytest.mark.parametrize("persona", PERSONAS)
async def test_resuming_gives_ones_own_learner_and_never_an_ended_one(persona):
    people = await sync_to_async(make_people)()
    cookie = {"cookie": f"{COOKIE}={people.tokens[persona]}"} if people.tokens[persona] else {}
    async with running_api():
        answer = await ask(application, "POST", LEARNERS, headers=HERE | cookie, query="resume=1")
    assert answer.status == 201
    got = answer.json()["learner"]
    if persona in OPEN_TO:
        assert got == str(people.learners[persona])
    else:
        assert got not in {str(learner) for learner in people.learners.values()}


@pytest.mark.parametrize("address", [ME, STATEMENTS])
async def test_a_write_by_cookie_from_another_host_of_the_site_is_refused(address):
    people = await sync_to_async(make_people)()
    headers = ELSEWHERE | {"cookie": f"{COOKIE}={people.tokens['owner']}", "content-type": "application/json"}
    async with running_api():
        answer = await ask(application, "POST", address, headers=headers, body=b'{"statements": []}')
    assert answer.status in (403, 405)
    assert not await Statement.objects.aexists()


# Members' phones


def make_phones() -> tuple[dict[str, str], str, bytes]:
    """Tokens by persona, and the photo that the owner's visit announced."""
    team = make_team()
    owner = join(team)
    household = known(team.hamlets.get(), phone="+84911111111")
    agree(household, Purpose.PHOTO)
    content = b"no picture"
    sha256 = hashlib.sha256(content).hexdigest()
    announce(household, owner, sha256, len(content))
    moved, gone = join(team), join(team)
    move(moved, make_team("Tổ Tây"))
    Membership.objects.filter(user=gone).update(valid_to=timezone.localdate())
    people = {"owner": owner, "leader": join(team, leads=True), "colleague": join(team), "moved": moved,
              "outsider": join(make_team("Tổ Nam")), "no_team": gone}  # fmt: skip
    tokens = {name: token_of(make_device(user)) for name, user in people.items()}
    lost = make_device(owner)
    revoke(device=lost, by=owner, why="")
    forged = tokens["outsider"].replace(f".{people['outsider'].pk}.", f".{owner.pk}.")
    learner = f"{make_token(learner_of(user=owner).id)}"
    return tokens | {"lost": token_of(lost), "forged": forged, "nobody": "", "learner": learner}, sha256, content


SEES = {"owner", "leader", "colleague"}
PULLED = {"lost": (403, "device_revoked"), "no_team": (403, "no_team")}
PHONES = [*sorted(SEES), "moved", "outsider", "no_team", "lost", "forged", "nobody", "learner"]


@pytest.mark.parametrize("persona", PHONES)
async def test_a_member_s_phone_sees_what_is_in_reach_and_sends_its_own_photos(persona):
    tokens, sha256, content = await sync_to_async(make_phones)()
    headers = {"authorization": f"Device {tokens[persona]}"} if tokens[persona] else {}
    async with running_api():
        pulled = await ask(application, "GET", PULL, headers=headers)
        told = await ask(application, "HEAD", PHOTOS + sha256, headers=headers)
        sent = await ask(
            application, "PUT", PHOTOS + sha256, body=content[:3], query="offset=0",
            headers=headers | {"content-type": "application/octet-stream"},
        )  # fmt: skip
    unknown = persona in ("forged", "nobody", "learner")
    expected = (401, "bad_token") if unknown else PULLED.get(persona, (200, None))
    assert (pulled.status, pulled.json().get("error")) == expected
    assert ("+84911111111" in pulled.body.decode()) == (persona in SEES)
    assert pulled.headers["cache-control"] == "no-store"
    photo = 401 if unknown else 403 if persona == "lost" else 200 if persona == "owner" else 404
    assert (told.status, sent.status) == (photo, photo)
