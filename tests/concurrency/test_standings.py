"""The rollup by area while people are graded, tell where they live, and are erased, with real transactions."""

import threading

import pytest
from django.db import connection

from learn.models import Learner
from learn.my_data.ending import forget_guest
from quizzes.models import HomeArea, Standing, StandingDue
from quizzes.placement.services import tell_home
from quizzes.placement.standing import make_standings, recount, stored
from tests.people.staff import make_commune
from tests.quizzes.placement.making import JUNE, Tests, catch_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_the_same_time(*works):
    """Run each in a thread and a connection of its own; the errors."""
    errors = []

    def run(work):
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return errors


def test_the_rollup_equals_a_recount_after_everything_at_once():
    tests = Tests()
    areas = [make_commune(), make_commune("03201", "Mường Pồn")]
    people = [tests.person("x---", "xx--", area=areas[0]) for _number in range(16)]
    gone = people[:6]
    stop = threading.Event()

    def jobs():
        while not stop.is_set():
            make_standings()

    def grading():
        for learner in people[6:]:
            tests.take(tests.exit, "xxx-", learner=learner, at=JUNE.replace(day=20), number=2)

    def moving():
        for learner in people[6:]:
            tell_home(learner=learner, area=areas[1])

    def erasing():
        for learner in gone:
            forget_guest(learner=Learner.objects.get(pk=learner))

    def all_of_it():
        try:
            assert at_the_same_time(grading, moving, erasing) == []
        finally:
            stop.set()

    assert at_the_same_time(jobs, jobs, all_of_it) == []
    catch_up()
    assert not StandingDue.objects.exists()
    assert not Standing.objects.filter(learner_id__in=gone).exists()
    assert not HomeArea.objects.filter(learner_id__in=gone).exists()
    assert stored() == recount()
    assert {area for area, _month, _code in stored()} == {areas[1].pk}
    assert {figures[0] for figures in stored().values()} == {10}
