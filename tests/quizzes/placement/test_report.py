"""Before and after by area: the rollup equals a recount, small groups stay unseen, officials see their own."""

import csv
import io

import pytest
from django.test import Client

from learn.models import Learner
from learn.my_data.ending import forget_guest
from people.roles.names import Role
from quizzes.attempts.grading import grade
from quizzes.models import Attempt, StandingDue
from quizzes.placement.services import take_home_back, tell_home
from quizzes.placement.standing import recount, stored
from tests.courses.making import plant
from tests.people.staff import make_commune, make_staff, sign_in
from tests.quizzes.placement.making import JUNE, Tests, catch_up
from tests.quizzes.regrading.making import answer

pytestmark = pytest.mark.django_db

PAGE = "/quan-tri/nang-luc/"
SPAN = {"tu": "2026-01", "den": "2026-12"}


@pytest.fixture(autouse=True)
def _site():
    plant()


@pytest.fixture
def tests():
    return Tests()


def see(user, **given):
    return sign_in(Client(), user).get(PAGE, {**SPAN, **given})


def lines_of(response):
    return [(line.area.name, line.people, line.before, line.after) for line in response.context["lines"]]


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_same_people_before_and_after(tests):
    area = make_commune()
    for _number in range(5):
        tests.person("x---", "xxx-", area=area)
    for _number in range(3):
        tests.person("xxxx", area=area)
    catch_up()
    assert lines_of(see(make_staff("0901111111", Role.AREA_OFFICIAL, area=area))) == [("Xa Dung", 5, 25, 75)]
    assert lines_of(see(make_staff("0902222222", Role.REVIEWER), nang_luc="")) == [("Số 11", 5, 25, 75)]


def test_the_rollup_equals_a_recount_whatever_happens(tests):
    areas = [make_commune(), make_commune("03201", "Mường Pồn")]
    people = [
        tests.person("x---", after, area=areas[place % 2]) for place, after in enumerate(["xx--", "xxxx", "", "x-x-"])
    ]
    catch_up()
    assert stored() == recount()
    assert stored()
    tell_home(learner=people[0], area=areas[1])
    take_home_back(learners=[people[1]])
    tests.take(tests.exit, "xxxx", learner=people[2], at=JUNE)
    tests.take(tests.exit, "----", learner=people[3], at=JUNE.replace(month=7), number=2)
    # A late answer: graded once more.
    late = Attempt.objects.filter(learner_id=people[0], version=tests.exit.pk).get()
    answer(late, tests.questions[3], {"c": ["c1"]}, seq=50)
    Attempt.objects.filter(learner_id=people[0], id=late.id).update(graded_at=None)
    grade(learner=people[0], attempt=late.id)
    catch_up()
    assert stored() == recount()
    forget_guest(learner=Learner.objects.get(pk=people[3]))
    assert stored() == recount()
    for learner in people[:3]:
        forget_guest(learner=Learner.objects.get(pk=learner))
    assert stored() == recount() == {}
    assert not StandingDue.objects.exists()


def test_fewer_than_five_are_not_told_of_anywhere(tests):
    one, other = make_commune(), make_commune("03201", "Mường Pồn")
    for _number in range(4):
        tests.person("----", "xxxx", area=one)
    for _number in range(6):
        tests.person("x---", "xx--", area=other)
    catch_up()
    official = make_staff("0901111111", Role.AREA_OFFICIAL, area=one.parent)
    assert lines_of(see(official)) == [("Mường Pồn", 6, 25, 50)]
    # Nor in a sum from which the rest could be taken away.
    assert lines_of(see(make_staff("0902222222", Role.ADMINISTRATOR))) == [("Số 11", 6, 25, 50)]
    assert [row[0] for row in rows_of(see(official, export="csv"))[1:]] == ["03201"]


def test_two_small_months_do_not_make_a_large_one(tests):
    area = make_commune()
    for place in range(8):
        learner = tests.person("x---", area=area)
        tests.take(tests.exit, "xx--", learner=learner, at=JUNE.replace(month=5 + place % 2))
    catch_up()
    assert lines_of(see(make_staff("0901111111", Role.AREA_OFFICIAL, area=area))) == []


def test_officials_see_their_own_area_only(tests):
    near, far = make_commune(), make_commune("09999", "Nơi Khác", province="98")
    for area in (near, far):
        for _number in range(5):
            tests.person("x---", "xx--", area=area)
    catch_up()
    official = make_staff("0901111111", Role.AREA_OFFICIAL, area=near.parent)
    assert [name for name, *_rest in lines_of(see(official))] == ["Xa Dung"]
    assert see(official, tinh="98").status_code == 422
    assert {row[1] for row in rows_of(see(official, export="csv"))[1:]} == {"Xã Xa Dung"}
    reviewer = make_staff("0902222222", Role.REVIEWER)
    assert [name for name, *_rest in lines_of(see(reviewer))] == ["Số 11", "Số 98"]
    assert [name for name, *_rest in lines_of(see(reviewer, tinh="98"))] == ["Nơi Khác"]
    assert see(make_staff("0903333333", Role.EDITOR)).status_code == 302


def test_the_file_has_no_formula(tests):
    area = make_commune(name="=1+1")
    area.full_name = "=1+1"
    area.save()
    for _number in range(5):
        tests.person("xx--", "x---", area=area)
    catch_up()
    rows = rows_of(see(make_staff("0902222222", Role.REVIEWER), export="csv"))
    assert rows[1] == [area.code, "'=1+1", "Tỉnh Số 11", "2026-06", rows[1][4], "5", "50", "25", "-25"]


@pytest.mark.parametrize(
    "given", [{"tu": "x"}, {"tu": "2026-13"}, {"tu": "2027-01"}, {"tu": "2001-01"}, {"nang_luc": "9"}]
)
def test_what_cannot_be_asked_is_said(given):
    answer = see(make_staff("0902222222", Role.REVIEWER), **given)
    assert answer.status_code == 422
    assert "lines" not in answer.context


def test_the_page_takes_as_many_queries_for_many_areas_as_for_one(tests, django_assert_max_num_queries):
    for number in range(6):
        area = make_commune(f"0320{number}", f"Xã số {number}")
        for _number in range(5):
            tests.person("x---", "xx--", area=area)
    catch_up()
    client = sign_in(Client(), make_staff("0901111111", Role.AREA_OFFICIAL, area=area.parent))
    client.get(PAGE)
    with django_assert_max_num_queries(30):
        assert len(client.get(PAGE, SPAN).context["lines"]) == 6
