"""Files of questions with several job processes at once, and while somebody publishes, with real transactions."""

from __future__ import annotations

import time

import pytest

from quizzes.bank.freezing import publish_question
from quizzes.imports import working
from quizzes.imports.models import ImportRow, ImportRun, ImportTrouble, State
from quizzes.imports.services import ImportRefused, discard, put_in
from quizzes.imports.working import work_piece
from quizzes.models import Question, QuestionVersion
from tests.concurrency.test_aliases import at_once
from tests.quizzes.imports.making import Office, csv_of, many_rows, refused_lines, through
from tests.quizzes.imports.test_running import ALL, row_of
from tests.quizzes.making import make_question

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def job(pk: int) -> int:
    """A process that works until the file is through; returns how many pieces were its own."""
    pieces, until = 0, time.monotonic() + 120
    while ImportRun.objects.get(pk=pk).at_work and time.monotonic() < until:
        pieces += work_piece()
    return pieces


def test_four_jobs_at_once_check_and_load_each_row_once(monkeypatch):
    monkeypatch.setattr(working, "PIECE", 25)
    office = Office()
    run = office.upload(csv_of(many_rows(400, [40, 41, 300])))
    for _stage in ("check", "load"):
        pieces = at_once(*(lambda: job(run.pk) for _process in range(4)))
        assert all(isinstance(one, int) for one in pieces), pieces
        run.refresh_from_db()
        if run.state == State.CHECKED:
            assert refused_lines(run) == [40, 41, 300]
            put_in(by=office.reviewer, run=run)
    assert (run.state, run.read, run.good, run.bad, run.loaded) == (State.DONE, 400, 397, 3, 397)
    assert Question.objects.count() == QuestionVersion.objects.count() == 397
    assert ImportTrouble.objects.count() == 3
    assert not ImportRow.objects.exists()


def test_a_question_that_is_published_meanwhile_gets_both_versions(monkeypatch):
    monkeypatch.setattr(working, "PIECE", 10)
    office = Office()
    questions = [make_question() for _one in range(40)]
    run = office.checked(csv_of([{**row_of(one), "choice_1": "Gác máy ngay"} for one in questions], ALL))
    assert run.good == 40
    put_in(by=office.reviewer, run=run)

    def publish():
        for question in questions:
            question.name = f"{question.name} sửa"
            publish_question(question)

    told = at_once(lambda: job(run.pk), publish, lambda: job(run.pk))
    assert not [one for one in told if isinstance(one, BaseException)], told
    run.refresh_from_db()
    assert (run.state, run.loaded, run.bad) == (State.DONE, 40, 0)
    assert QuestionVersion.objects.count() == 120
    assert set(QuestionVersion.objects.values_list("number", flat=True)) == {1, 2, 3}


def test_put_in_and_discarded_at_once_is_one_of_both():
    office = Office()
    run = office.checked(csv_of(many_rows(20, [])))
    told = at_once(lambda: put_in(by=office.reviewer, run=run), lambda: discard(by=office.editor, run=run))
    assert sum(isinstance(one, ImportRefused) for one in told) == 1
    through(run)
    assert (run.state, Question.objects.count()) in {(State.DONE, 20), (State.DISCARDED, 0)}
    assert not ImportRow.objects.exists()
