"""The page of "my learning": one's own record, nobody else's."""

import uuid

import pytest
from django.db import connection
from django.utils import timezone

from learn.learners.services import learner_of, take_over
from learn.learners.tokens import COOKIE, Claim, make_token
from learn.models import Learner, LessonProgress
from people.models import User
from tests.learn.making import make_course, make_learner

pytestmark = pytest.mark.django_db


def record(learner, lesson, *, cards=("c1",), completed=False):
    now = timezone.now()
    return LessonProgress.objects.create(
        learner_id=learner, lesson=lesson.lesson, course=lesson.course, version=lesson.number, done=list(cards),
        card=cards[-1], at=now, completed_at=now if completed else None,
    )  # fmt: skip


def visit(client, token=None):
    if token is not None:
        client.cookies[COOKIE] = token
    return client.get("/toi/")


def test_a_guest_sees_the_guests_own_courses(client):
    learner, token = make_learner()
    course, lessons = make_course(lessons=2)
    record(learner, lessons[0], cards=("c1", "c2"), completed=True)
    response = visit(client, token)
    assert response.status_code == 200
    (shown,) = response.context["courses"]
    assert (shown["title"], shown["done"], shown["total"], shown["percent"]) == (course.title, 1, 2, 50)
    assert course.title in response.content.decode()


def test_a_finished_lesson_is_not_offered_as_unfinished(client):
    learner, token = make_learner()
    _, lessons = make_course(lessons=2)
    record(learner, lessons[0], cards=("c1", "c2"), completed=True)
    assert visit(client, token).context["last"] is None
    record(learner, lessons[1])
    assert visit(client, token).context["last"]["lesson"] == str(lessons[1].lesson)


def account(phone="0912345678", **fields):
    user = User.objects.create_user(phone, **{"full_name": "Bà Sáu", "picture": "lotus", **fields})
    return user, learner_of(user=user)


def test_an_account_sees_its_name_and_picture_and_what_it_learnt_as_a_guest(client):
    user, own = account()
    guest, _ = make_learner()
    course, lessons = make_course(lessons=2)
    record(guest, lessons[0], cards=("c1", "c2"), completed=True)
    take_over(user=user, guest=Claim(guest, 0))
    response = visit(client, make_token(own.id))
    html = response.content.decode()
    assert "Bà Sáu" in html
    assert "people/pictures/lotus" in html
    assert course.title in html
    assert f'data-learner="{own.id}"' in html
    assert response.context["parts"] == str(guest)
    assert 'action="/dang-nhap/ra/"' in html
    assert "0912345678" not in html


def test_a_guests_token_shows_nothing_of_the_account_that_the_guest_joined(client):
    user, own = account()
    guest, token = make_learner()
    take_over(user=user, guest=Claim(guest, 0))
    course, lessons = make_course()
    record(own.id, lessons[0])
    html = visit(client, token).content.decode()
    assert "Bà Sáu" not in html
    assert course.title not in html
    assert str(own.id) not in html
    assert 'action="/dang-nhap/ra/"' not in html


def test_a_closed_account_is_shown_to_nobody(client):
    _, own = account(is_active=False)
    assert "Bà Sáu" not in visit(client, make_token(own.id)).content.decode()


def test_the_page_of_who_learns_here_is_the_same_for_everyone(client, django_assert_num_queries):
    _, own = account()
    with django_assert_num_queries(0):
        nobodys = client.get("/toi/nguoi-hoc/")
        client.cookies[COOKIE] = make_token(own.id)
        ones = client.get("/toi/nguoi-hoc/")
    assert nobodys.status_code == 200
    assert nobodys.content == ones.content
    assert not ones.cookies
    html = ones.content.decode()
    assert html.count('type="radio"') == 24
    assert "/dang-nhap/" in html, "without scripts, signing in is what is left"
    assert client.post("/toi/nguoi-hoc/").status_code == 405


def test_a_newcomer_is_shown_where_to_begin(client):
    response = visit(client)
    assert response.status_code == 200
    assert response.context["learner"] is None
    assert "/khoa-hoc/" in response.content.decode()


@pytest.mark.parametrize("kind", ["forged", "revoked", "of nobody", "of another"])
def test_no_other_token_shows_this_record(client, kind):
    learner, token = make_learner()
    course, lessons = make_course()
    record(learner, lessons[0])
    tokens = {
        "forged": token[:-3] + "abc",
        "revoked": token,
        "of nobody": make_token(uuid.uuid4()),
        "of another": make_learner()[1],
    }
    if kind == "revoked":
        Learner.objects.filter(id=learner).update(generation=1)
    response = visit(client, tokens[kind])
    assert response.status_code == 200
    assert course.title not in response.content.decode()


def test_no_cache_keeps_the_page(client):
    _, token = make_learner()
    assert "no-store" in visit(client, token)["Cache-Control"]


def test_the_number_of_queries_does_not_grow_with_the_record(client, django_assert_num_queries):
    learner, token = make_learner()
    for _ in range(5):
        _, lessons = make_course(lessons=4)
        for lesson in lessons:
            record(learner, lesson)
    client.cookies[COOKIE] = token
    with django_assert_num_queries(11):
        response = client.get("/toi/")
    assert len(response.context["courses"]) == 5


def test_every_query_of_the_page_has_an_index():
    learner, _ = make_learner()
    from learn.progress.record import read_record

    conversation = read_record(Claim(learner, 0))
    query = next(conversation)
    answers = iter([[(0, [])], [], [], [], []])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        while query is not None:
            cursor.execute(f"EXPLAIN {query[0]}", query[1])
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Index" in plan, plan
            assert "Seq Scan" not in plan, plan
            try:
                query = conversation.send(next(answers))
            except StopIteration:
                query = None
