"""`/toi/nang-luc/`: what I could do first, what I can do now, which courses fit; where I live, if I tell."""

import datetime as dt
import uuid

import pytest
from django.utils import translation

from courses.framework.models import Competence, CompetenceGroup, Framework
from learn.learners.services import learner_of, take_over
from learn.learners.tokens import COOKIE, Claim, make_token
from learn.models import Learner
from learn.my_data.ending import forget_guest
from people.models import FormerArea, User
from quizzes.models import HomeArea, Quiz, Standing
from quizzes.placement.profile import profile_of
from tests.courses.making import CourseFactory
from tests.people.staff import make_commune
from tests.quizzes.placement.making import JUNE, MARCH, Tests, catch_up

pytestmark = pytest.mark.django_db

PAGE, HOME = "/toi/nang-luc/", "/toi/nang-luc/noi-o/"


@pytest.fixture
def tests():
    return Tests()


@pytest.fixture
def framework():
    made = Framework.objects.create(code="khung", version="1", title="Khung")
    group = CompetenceGroup.objects.create(framework=made, code="1", title="Nhóm")
    return [
        Competence.objects.create(group=group, code="2.1", title="Giữ an toàn", sort_order=0),
        Competence.objects.create(group=group, code="1.1", title="Dùng điện thoại", sort_order=1),
    ]


def lines_of(*group):
    return {line.code: (line.first.percent, line.latest.percent if line.latest else None) for line in
            profile_of(list(group)).lines}  # fmt: skip


def open_as(client, learner):
    client.cookies[COOKIE] = make_token(learner)
    return client


def test_first_is_the_earliest_placement_and_now_what_came_last(tests):
    learner = tests.person("x---", "xx--")
    assert lines_of(learner) == {"1.1": (50, 100), "2.1": (0, 0)}
    tests.take(tests.placement, "x-xx", learner=learner, at=JUNE.replace(day=20), number=2)
    assert lines_of(learner) == {"1.1": (50, 50), "2.1": (0, 100)}


def test_an_exit_test_alone_is_no_beginning(tests):
    learner = Learner.objects.create().id
    tests.take(tests.exit, "xxxx", learner=learner)
    assert lines_of(learner) == {}
    tests.take(tests.placement, "x---", learner=learner, at=JUNE)
    assert lines_of(learner) == {"1.1": (50, None), "2.1": (0, None)}


def test_many_tests_keep_the_first_and_the_newest(tests, monkeypatch):
    monkeypatch.setattr("quizzes.placement.profile.MOST_LOOKED_AT", 2)
    learner = Learner.objects.create().id
    for number, right in enumerate(["x---", "xx--", "xxx-", "----", "xxxx"]):
        tests.take(tests.placement, right, learner=learner, at=MARCH.replace(day=number + 1), number=number + 1)
    assert lines_of(learner) == {"1.1": (50, 100), "2.1": (0, 100)}
    assert len(profile_of([learner]).tests) == 4


def test_what_is_weak_has_courses_and_the_framework_gives_the_order(tests, framework, client):
    course = CourseFactory(title="Khóa an toàn")
    course.competences.set([framework[0]])
    course.save_revision().publish()
    other = CourseFactory(title="Khóa điện thoại")
    other.competences.set([framework[1]])
    other.save_revision().publish()
    learner = tests.person("xx--")
    profile = profile_of([learner])
    assert [line.title for line in profile.lines] == ["Giữ an toàn", "Dùng điện thoại"]
    assert [one.title for one in profile.courses] == ["Khóa an toàn"]
    html = open_as(client, learner).get(PAGE).content.decode()
    assert "Khóa an toàn" in html
    assert "Khóa điện thoại" not in html
    assert "style=" not in html.split("<main")[1]


def test_nobody_is_praised_for_what_is_weak_only_because_no_course_fits(client, tests):
    weak, well = tests.person("xx--"), tests.person("xxxx")
    assert "làm tốt tất cả" not in open_as(client, weak).get(PAGE).content.decode()
    assert "làm tốt tất cả" in open_as(client, well).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [("x---", "xx--", "50 points better"), ("xx--", "xx--", "same as"), ("xx--", "x---", "Lower than")],
)
def test_the_difference_is_said_in_plain_words(tests, before, after, said):
    with translation.override("en"):
        assert said in profile_of([tests.person(before, after)]).lines[0].words


def test_whoever_has_taken_nothing_is_led_to_the_test(client, tests):
    Quiz.objects.create(id=tests.placement.quiz, title="Đo năng lực ban đầu", intro="", purpose="placement", live=True)
    Quiz.objects.create(id=tests.exit.quiz, title="Đo năng lực sau khi học", intro="", purpose="exit", live=True)
    html = client.get(PAGE).content.decode()
    assert f'href="/bai-kiem-tra/{tests.placement.quiz}/"' in html
    assert f'href="/bai-kiem-tra/{tests.exit.quiz}/"' not in html
    assert 'href="/toi/nang-luc/"' in client.get("/toi/").content.decode()
    learner = tests.person("x---")
    assert f'href="/bai-kiem-tra/{tests.exit.quiz}/"' in open_as(client, learner).get(PAGE).content.decode()


def test_an_account_sees_also_what_its_guest_took_and_nobody_else_does(client, tests):
    guest = tests.person("x---")
    user = User.objects.create_user("0912345678")
    own = learner_of(user=user)
    take_over(user=user, guest=Claim(guest, 0))
    tests.take(tests.exit, "xx--", learner=own.id, at=JUNE)
    shown = {line.code: line.latest for line in open_as(client, own.id).get(PAGE).context["profile"].lines}
    assert shown["1.1"].percent == 100
    stranger = Learner.objects.create().id
    assert open_as(client, stranger).get(PAGE).context["profile"].lines == []
    catch_up()
    assert set(Standing.objects.values_list("learner_id", flat=True)) == {own.id}


def test_the_page_takes_as_many_queries_for_many_tests_as_for_few(client, tests, django_assert_num_queries):
    learner = tests.person("x---", "xx--")
    for number in range(2, 9):
        tests.take(tests.exit, "xx-x", learner=learner, at=JUNE.replace(day=number), number=number)
    open_as(client, learner)
    with django_assert_num_queries(9):
        answer = client.get(PAGE)
    assert "no-store" in answer["Cache-Control"]


# Where I live


def test_the_commune_is_searched_chosen_and_taken_back(client, tests):
    area = make_commune()
    learner = tests.person("x---", "xx--")
    open_as(client, learner)
    html = client.get(HOME, {"q": "xa dung"}).content.decode()
    assert f'value="{area.code}"' in html
    assert client.post(HOME, {"area": area.code})["Location"] == PAGE
    assert HomeArea.objects.get().area == area
    assert "Xa Dung" in client.get(PAGE).content.decode()
    catch_up()
    assert set(Standing.objects.values_list("area", flat=True)) == {area.pk}
    client.post(HOME, {"act": "take_back"})
    catch_up()
    assert not HomeArea.objects.exists()
    assert set(Standing.objects.values_list("area", flat=True)) == {None}


@pytest.mark.parametrize("code", ["", "99999", "x" * 200])
def test_what_is_no_area_is_not_kept(client, tests, code):
    open_as(client, tests.person("x---"))
    assert client.post(HOME, {"area": code})["Location"] == HOME
    assert not HomeArea.objects.exists()


def test_who_learns_nowhere_has_nothing_to_tell(client):
    assert client.get(HOME)["Location"] == PAGE
    assert client.post(HOME, {"area": "03200"})["Location"] == PAGE
    assert client.get(HOME, {"q": "x" * 500})["Location"] == PAGE


def test_who_knows_only_the_old_name_can_choose_what_it_is_now(client, tests, django_assert_max_num_queries):
    learner = tests.person("x---")
    open_as(client, learner)
    area = make_commune()
    old = FormerArea(code="292", name="Kinh Môn", kind="thị xã", level="district", ended_on=dt.date(2025, 7, 1))
    old.fill_keys()
    old.save()
    old.successors.add(area)
    client.get(HOME)
    with django_assert_max_num_queries(10):
        page = client.get(HOME, {"q": "kinh mon"}).content.decode()
    assert "Thị xã Kinh Môn (đến hết ngày 30/06/2025), nay là:" in page
    assert f'name="area" value="{area.code}">{area}</button>' in page
    assert "Không tìm thấy" not in page


def test_too_long_a_name_is_refused_in_words(client, tests):
    open_as(client, tests.person("x---"))
    assert client.get(HOME, {"q": "x" * 500}).status_code == 422


def test_what_was_told_is_taken_along_and_erased(tests):
    from learn.my_data.parts import registered

    area = make_commune()
    learner = tests.person("x---", "xx--", area=area)
    catch_up()
    part = next(part for part in registered() if part.name == "home_areas")
    assert part.count([learner]) == 1
    assert next(iter(part.rows([learner])))["area"] == area.code
    forget_guest(learner=Learner.objects.get(pk=learner))
    assert not HomeArea.objects.exists()
    assert not Standing.objects.exists()
    assert isinstance(learner, uuid.UUID)
