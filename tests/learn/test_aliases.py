"""A guest who signs in: the union of both records, nothing lost, nothing doubled, nothing opened for others."""

import datetime as dt
import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from learn.conversations import hold
from learn.learners.services import TakeOver, group_of, learner_of, lock_group, revoke_tokens, take_over
from learn.learners.tokens import Claim, make_token, read_token
from learn.models import CourseProgress, Learner, Statement
from learn.progress.selectors import completed_courses
from learn.results.services import has_passed, record_result
from learn.statements.parsing import parse_batch
from learn.statements.storing import Batch, store_batches
from people.models import User
from tests.asgi import ask_api, running_api
from tests.learn.making import make_course, make_learner, statement

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, OTHER_PHONE = "0912000001", "0912000002"


def make_account(phone=PHONE):
    user = User.objects.create_user(phone)
    learner = learner_of(user=user)
    return user, learner.id, make_token(learner.id)


make_account_async = sync_to_async(make_account)
take_over_async = sync_to_async(take_over)


async def send(token, *statements):
    reply = await ask_api("POST", "/api/v1/statements", content={"statements": list(statements)}, token=token)
    return [result["status"] for result in reply.json()["results"]]


async def record_of(token):
    return (await ask_api("GET", "/api/v1/me", token=token)).json()


def cards(lesson, *numbers):
    return [statement(f"card:{lesson.lesson}/c{n}") for n in numbers]


async def test_the_record_is_the_union_of_both():
    user, _, token = await make_account_async()
    guest, guest_token = await sync_to_async(make_learner)()
    course, (first, second) = await sync_to_async(make_course)()
    async with running_api():
        await send(token, *cards(first, 1, 2))
        await send(guest_token, *cards(second, 1))
        assert await take_over_async(user=user, guest=Claim(guest, 0)) == TakeOver.TAKEN
        record = await record_of(token)
    assert record["lessons"][str(first.lesson)]["completed_at"]
    assert record["lessons"][str(second.lesson)]["done"] == ["c1"]
    assert record["courses"][str(course.course)]["done"] == 1
    assert await Statement.objects.filter(learner_id=guest).acount() == 1, "rows stay where they are"


async def test_what_neither_part_completes_alone_both_complete_together():
    user, account, token = await make_account_async()
    guest, guest_token = await sync_to_async(make_learner)()
    course, (first, second) = await sync_to_async(make_course)()
    async with running_api():
        # One half of the first lesson here and there; the second lesson only as a guest.
        await send(token, *cards(first, 1))
        await send(guest_token, *cards(first, 2), *cards(second, 1, 2))
        await take_over_async(user=user, guest=Claim(guest, 0))
        record = await record_of(token)
    assert record["lessons"][str(first.lesson)]["completed_at"]
    assert record["courses"][str(course.course)]["completed_at"]
    completed = await sync_to_async(completed_courses)(learners=[account, guest])
    assert completed[course.course].version == course.number


async def test_what_the_old_token_writes_later_completes_the_person_s_course():
    user, _account, token = await make_account_async()
    guest, guest_token = await sync_to_async(make_learner)()
    course, (first, second) = await sync_to_async(make_course)()
    async with running_api():
        await send(token, *cards(first, 1, 2), *cards(second, 1))
        await take_over_async(user=user, guest=Claim(guest, 0))
        assert await send(guest_token, *cards(second, 2)) == ["applied"]
        record = await record_of(token)
    assert record["courses"][str(course.course)]["completed_at"]
    assert await CourseProgress.objects.filter(completed_at__isnull=False).acount() >= 1
    assert await Statement.objects.filter(learner_id=guest).acount() == 1


async def test_a_statement_sent_before_signing_in_is_a_duplicate_after_it():
    user, _, token = await make_account_async()
    guest, guest_token = await sync_to_async(make_learner)()
    said = statement(f"card:{uuid.uuid4()}/c1")
    async with running_api():
        assert await send(guest_token, said) == ["applied"]
        await take_over_async(user=user, guest=Claim(guest, 0))
        assert await send(token, said) == ["duplicate"]
        assert await send(guest_token, said) == ["duplicate"]
        assert await send(token, {**said, "verb": "completed"}) == ["rejected"]
    assert await Statement.objects.acount() == 1


async def test_the_guest_s_token_does_not_open_the_account_s_record():
    user, account, token = await make_account_async()
    guest, guest_token = await sync_to_async(make_learner)()
    _, (first, second) = await sync_to_async(make_course)()
    async with running_api():
        await send(token, *cards(first, 1))
        await send(guest_token, *cards(second, 1))
        await take_over_async(user=user, guest=Claim(guest, 0))
        record = await record_of(guest_token)
    assert record["learner"] == str(guest)
    assert set(record["lessons"]) == {str(second.lesson)}
    assert str(account) not in str(record)


def test_taking_over_twice_changes_nothing():
    user, account, _ = make_account()
    guest, _ = make_learner()
    assert take_over(user=user, guest=Claim(guest, 0)) == TakeOver.TAKEN
    assert take_over(user=user, guest=Claim(guest, 0)) == TakeOver.ALREADY_OURS
    assert take_over(user=user, guest=Claim(account, 0)) == TakeOver.ALREADY_OURS
    assert group_of(account) == [account, guest]
    assert group_of(guest) == [guest]


def test_a_record_of_somebody_else_is_never_taken():
    user, account, _ = make_account()
    other, other_account, _ = make_account(OTHER_PHONE)
    guest, _ = make_learner()
    take_over(user=other, guest=Claim(guest, 0))
    assert take_over(user=user, guest=Claim(guest, 0)) == TakeOver.SOMEONE_ELSES
    assert take_over(user=user, guest=Claim(other_account, 0)) == TakeOver.SOMEONE_ELSES
    assert group_of(account) == [account]


def test_a_revoked_token_proves_nothing():
    user, account, _ = make_account()
    guest, _ = make_learner(generation=2)
    assert take_over(user=user, guest=Claim(guest, 1)) == TakeOver.NOT_A_GUEST
    assert group_of(account) == [account]


def test_a_guest_whom_a_restore_lost_joins_all_the_same():
    user, _account, _ = make_account()
    lost = uuid.uuid4()
    assert take_over(user=user, guest=Claim(lost, 3)) == TakeOver.TAKEN
    assert Learner.objects.get(id=lost).generation == 3


def test_there_is_a_bound_to_the_parts_of_one_record(monkeypatch):
    monkeypatch.setattr("learn.learners.services.MOST_ALIASES", 2)
    user, account, _ = make_account()
    said = [take_over(user=user, guest=Claim(make_learner()[0], 0)) for _ in range(3)]
    assert said == [TakeOver.TAKEN, TakeOver.TAKEN, TakeOver.TOO_MANY]
    assert len(group_of(account)) == 3


async def test_ending_tokens_ends_those_of_all_parts():
    user, account, token = await make_account_async()
    guest, guest_token = await sync_to_async(make_learner)()
    await take_over_async(user=user, guest=Claim(guest, 0))
    await sync_to_async(revoke_tokens)(learner=account)
    async with running_api():
        for ended in (token, guest_token):
            assert (await ask_api("GET", "/api/v1/me", token=ended)).status == 401
            sent = {"statements": [statement(f"card:{uuid.uuid4()}/c1")]}
            assert (await ask_api("POST", "/api/v1/statements", content=sent, token=ended)).status == 401
    assert await Statement.objects.acount() == 0


@pytest.mark.django_db(transaction=False)
def test_holding_a_group_names_all_its_parts():
    user, account, _ = make_account()
    guest, _ = make_learner()
    take_over(user=user, guest=Claim(guest, 0))
    assert set(lock_group(learner=account)) == {account, guest}


@pytest.mark.django_db(transaction=False)
def test_what_was_passed_once_stays_passed():
    learner, course, at = uuid.uuid4(), uuid.uuid4(), timezone.now()
    result = {"learner": learner, "activity": f"quiz:{uuid.uuid4()}", "course": course, "version": 1, "at": at}
    assert not has_passed(learners=[learner], course=course)
    record_result(**result, score=0.9, passed=True)
    record_result(**{**result, "at": at + dt.timedelta(days=1)}, score=0.2, passed=False)
    assert has_passed(learners=[uuid.uuid4(), learner], course=course)
    assert not has_passed(learners=[learner], course=uuid.uuid4())


# -- who holds the browser ---------------------------------------------------------------------------------------

HERE = "/api/v1/learners/here"
OURS = {"origin": "http://127.0.0.1"}


async def test_the_browser_is_given_to_the_one_who_was_chosen():
    learner, token = await sync_to_async(make_learner)()
    async with running_api():
        given = await ask_api("POST", HERE, token=token, headers=OURS)
        dropped = await ask_api("DELETE", HERE, headers=OURS)
    assert given.status == dropped.status == 204
    name, _, rest = given.headers["set-cookie"].partition("=")
    assert name == "bdhvs_learner"
    assert read_token(rest.split(";")[0]) == (learner, 0)
    assert "HttpOnly" in rest
    assert "Max-Age=0" in dropped.headers["set-cookie"]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("origin", ["", "http://h5p.127.0.0.1", "null"])
async def test_no_other_site_chooses_who_holds_the_browser(method, origin):
    _, token = await sync_to_async(make_learner)()
    async with running_api():
        reply = await ask_api(method, HERE, token=token, headers={"origin": origin} if origin else {})
    assert reply.status == 403
    assert "set-cookie" not in reply.headers


async def test_a_forged_or_revoked_token_gets_no_browser():
    learner, token = await sync_to_async(make_learner)()
    async with running_api():
        assert (await ask_api("POST", HERE, token=token + "x", headers=OURS)).status == 401
        assert (await ask_api("POST", HERE, headers=OURS)).status == 401
        await Learner.objects.filter(id=learner).aupdate(generation=1)
        assert (await ask_api("POST", HERE, token=token, headers=OURS)).status == 401


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_group_commit_stores_what_both_parts_send_at_once_only_once(order):
    user, own, _ = make_account()
    guest, _ = make_learner()
    take_over(user=user, guest=Claim(guest, 0))
    now = timezone.now()
    sent = parse_batch(json.dumps({"statements": [statement(f"lesson:{uuid.uuid4()}")]}).encode(), received=now)
    other = parse_batch(
        json.dumps({"statements": [{**statement(f"lesson:{uuid.uuid4()}"), "id": sent[0].sent_id}]}).encode(),
        received=now,
    )
    claims = [(Claim(own, 0), Claim(guest, 0))[place] for place in order]
    batches = [Batch(claims[0], sent, now), Batch(claims[1], sent, now), Batch(claims[1], other, now)]
    with transaction.atomic():
        assert hold(store_batches(batches)) == [["applied"], ["duplicate"], ["conflict"]]
    with transaction.atomic():
        assert hold(store_batches(batches)) == [["duplicate"], ["duplicate"], ["conflict"]]
    assert Statement.objects.get().learner_id == claims[0].learner
