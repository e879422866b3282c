"""A file through check, approval and loading; cut off anywhere, and twice."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Revision

from quizzes.imports import gate, reading, working
from quizzes.imports.models import ImportFile, ImportRow, ImportRun, State
from quizzes.imports.services import put_in
from quizzes.imports.working import work_piece
from quizzes.kinds.registry import kind_of
from quizzes.models import Question, QuestionVersion
from tests.quizzes.imports.making import BAD, Office, csv_of, good_row, many_rows, refused_lines, through
from tests.quizzes.making import make_question, make_quiz, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


class Cut(BaseException):
    """The process is gone."""


def test_of_2000_rows_exactly_the_17_bad_ones_stay_out(office: Office) -> None:
    bad = [2, 3, 50, 99, 501, 502, 777, 998, 1000, 1001, 1002, 1003, 1400, 1500, 1998, 1999, 2001]
    assert len(bad) == len(BAD) == 17
    run = office.checked(csv_of(many_rows(2000, bad)))
    assert (run.state, run.read, run.good, run.bad) == (State.CHECKED, 2000, 1983, 17)
    assert refused_lines(run) == bad
    assert not Question.objects.exists(), "checking writes nothing into the bank"
    put_in(by=office.reviewer, run=run)
    through(run)
    assert (run.state, run.loaded, run.bad) == (State.DONE, 1983, 17)
    names = set(Question.objects.in_use().values_list("name", flat=True))
    assert names == {f"Câu nhập {number:06}" for number in range(2, 2002) if number not in bad}
    assert QuestionVersion.objects.count() == 1983
    assert Revision.objects.count() == 0
    assert not ImportRow.objects.exists()
    assert not work_piece()
    assert Question.objects.count() == 1983


def test_what_is_loaded_can_be_asked_and_searched_and_has_its_history(office: Office) -> None:
    run = office.loaded(csv_of([good_row(2)]))
    question = Question.objects.get()
    version = QuestionVersion.objects.get(question=question.pk)
    assert (question.kind, question.live, question.has_unpublished_changes) == ("single_choice", True, False)
    assert question.last_published_at is not None
    assert list(Question.objects.said("gac may")) == [question]
    kind = kind_of(version.kind)
    assert kind.grade(version.content, kind.key(version.content)) == 1
    entry = ModelLogEntry.objects.get(object_id=str(question.pk))
    assert (entry.action, entry.user, run.applied_by) == ("quizzes.imported", office.reviewer, office.reviewer)
    assert str(entry.message) == "Nhập vào hoặc sửa bằng tệp câu hỏi"


@pytest.mark.parametrize("stage", [State.CHECKING, State.LOADING])
def test_cut_off_within_a_piece_it_goes_on_and_nothing_is_doubled(
    office: Office, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(working, "PIECE", 40)
    run = office.upload(csv_of(many_rows(200, [5, 100])))
    if stage == State.LOADING:
        through(run)
        put_in(by=office.reviewer, run=run)
    work_piece()
    name = "tried" if stage == State.CHECKING else "done"
    real = getattr(gate, name)

    def cut(*rows: Any, **options: Any) -> Any:
        real(*rows, **options)
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(gate, name, cut)
        with pytest.raises(Cut):
            work_piece()
    # Another process, which stands nowhere.
    reading.forget_kept()
    through(run)
    if stage == State.CHECKING:
        put_in(by=office.reviewer, run=run)
        through(run)
    assert (run.state, run.read, run.good, run.bad, run.loaded) == (State.DONE, 200, 198, 2, 198)
    assert refused_lines(run) == [5, 100]
    assert Question.objects.count() == QuestionVersion.objects.count() == 198


def test_one_process_reads_on_and_another_one_catches_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PIECE", 10)
    opened: list[int] = []
    real = reading.READERS["csv"]
    run = office.upload(csv_of(many_rows(100, [])))
    monkeypatch.setitem(reading.READERS, "csv", lambda data: (opened.append(1), real(data))[1])
    for _piece in range(4):
        work_piece()
    assert len(opened) == 1
    reading.forget_kept()
    through(run)
    assert (len(opened), run.good) == (2, 100)


def test_a_question_that_the_database_refuses_takes_no_other_with_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = office.checked(csv_of(many_rows(60, [])))
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE quizzes_question ADD CONSTRAINT thu CHECK (name NOT IN ('Câu nhập 000007', 'Câu nhập 000050'))"
        )
    put_in(by=office.reviewer, run=run)
    through(run)
    assert (run.state, run.loaded, run.good, run.bad) == (State.DONE, 58, 58, 2)
    assert refused_lines(run) == [7, 50]
    assert Question.objects.count() == QuestionVersion.objects.count() == ModelLogEntry.objects.count() == 58


def test_a_file_that_fails_again_and_again_is_given_up_and_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = office.upload(csv_of([good_row(2)])), office.upload(csv_of([good_row(3)]))
    real = working._check_piece

    def fails(run: ImportRun) -> None:
        if run.pk == first.pk:
            raise RuntimeError("broken")
        real(run)

    monkeypatch.setattr(working, "_check_piece", fails)
    for _run in range(working.MOST_FAILURES):
        with pytest.raises(RuntimeError):
            through(first)
    through(second)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.FAILED, State.CHECKED)
    assert not ImportFile.objects.filter(run=first).exists()


def test_loading_that_fails_again_and_again_keeps_what_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PIECE", 10)
    run = office.checked(csv_of(many_rows(30, [])))
    put_in(by=office.reviewer, run=run)
    work_piece()

    def fails(*rows: Any, **options: Any) -> Any:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(gate, "done", fails)
        for _time in range(working.MOST_FAILURES):
            with pytest.raises(RuntimeError):
                work_piece()
    run.refresh_from_db()
    assert (run.state, run.loaded, ImportRow.objects.count()) == (State.CHECKED, 10, 20)
    assert "thử lại" in run.message
    put_in(by=office.reviewer, run=run)
    through(run)
    assert (run.state, run.loaded, Question.objects.count()) == (State.DONE, 30, 30)
    assert run.message == ""


def test_a_row_with_an_id_changes_that_question_by_a_new_version(office: Office) -> None:
    same, changed, moved = (make_question() for _one in range(3))
    for question in (same, changed, moved):
        Question.objects.filter(pk=question.pk).update(loaded_digest="x" * 64)
    rows = [row_of(question) for question in (same, changed, moved)]
    rows[1]["choice_1"] = "Gác máy ngay"
    rows[2]["source"] = "Nguồn khác"
    strange = uuid.uuid4()
    run = office.loaded(csv_of([*rows, good_row(5, id=str(strange))], ALL))
    assert refused_lines(run) == []
    assert (run.loaded, run.updated, run.unchanged) == (3, 2, 1)
    versions = {one.pk: QuestionVersion.objects.filter(question=one.pk).count() for one in (same, changed, moved)}
    assert versions == {same.pk: 1, changed.pk: 2, moved.pk: 1}
    again = Question.objects.get(pk=changed.pk)
    assert again.content["choices"][0]["text"] == "Gác máy ngay"
    assert again.get_latest_revision_as_object().content == again.content
    # The files of the curriculum do not take back what was brought in.
    assert again.loaded_digest == ""
    assert Question.objects.get(pk=same.pk).loaded_digest == "x" * 64
    assert Question.objects.get(pk=moved.pk).source == "Nguồn khác"
    assert Question.objects.filter(pk=strange).exists()


def test_a_quiz_follows_the_question_that_a_file_mended(office: Office) -> None:
    question = make_question()
    quiz = make_quiz([question])
    office.loaded(csv_of([{**row_of(question), "choice_1": "Gác máy ngay"}], ALL))
    pool = newest(quiz).parts[0]["pool"]
    assert QuestionVersion.objects.get(pk=pool[0]).content["choices"][0]["text"] == "Gác máy ngay"


def test_drafts_retired_questions_and_other_kinds_are_left_alone(office: Office) -> None:
    draft, retired, other, waiting = (make_question() for _one in range(4))
    Question.objects.filter(pk=draft.pk).update(has_unpublished_changes=True)
    Question.objects.filter(pk=retired.pk).update(retired_at="2026-01-01T00:00:00Z")
    rows = [{**row_of(one), "choice_1": "Khác hẳn"} for one in (draft, retired, other, waiting)]
    rows[2] |= {"kind": "Đúng hay sai", "answer": "đúng"}
    run = office.checked(csv_of(rows, [*ALL, "answer"]))
    assert refused_lines(run) == [2, 3, 4]
    # Somebody begins a draft while the file waits.
    Question.objects.filter(pk=waiting.pk).update(has_unpublished_changes=True)
    put_in(by=office.reviewer, run=run)
    through(run)
    assert (run.state, run.loaded, run.good, run.bad) == (State.DONE, 0, 0, 4)
    assert QuestionVersion.objects.count() == 4


def test_the_same_id_twice_in_a_file_comes_in_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PIECE", 2)
    one = str(uuid.uuid4())
    run = office.loaded(csv_of([good_row(2, id=one), good_row(3, id=one), good_row(4), good_row(5, id=one)]))
    assert (run.loaded, refused_lines(run)) == (2, [3, 5])


def test_what_the_file_does_not_say_is_what_was_chosen(office: Office) -> None:
    rows = [good_row(2, competence="", source="", review_by=""), good_row(3, difficulty="dễ")]
    chosen = {"competence": office.competence, "difficulty": "hard", "source": "Sở", "review_by": "2031-05-01"}
    office.loaded(csv_of(rows), **chosen)
    first, second = Question.objects.order_by("name")
    assert (first.competence, first.difficulty, first.source) == (office.competence, "hard", "Sở")
    assert str(first.review_by) == "2031-05-01"
    assert (second.difficulty, second.source, str(second.review_by)) == ("easy", "Sổ tay", "2030-01-01")


@pytest.mark.parametrize(("stage", "most"), [(State.CHECKING, 20), (State.LOADING, 30)])
def test_a_piece_takes_as_many_queries_for_many_rows_as_for_few(office: Office, stage: str, most: int) -> None:
    counts = []
    for size in (20, 400):
        run = office.upload(csv_of([good_row(number) for number in range(size)]))
        if stage == State.LOADING:
            through(run)
            put_in(by=office.reviewer, run=run)
        with CaptureQueriesContext(
            connection,
        ) as found:
            work_piece()
        counts.append(len(found))
        through(run)
    assert counts[0] == counts[1] <= most


def test_no_more_troubles_are_kept_than_anybody_reads(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "MOST_TROUBLES", 5)
    run = office.checked(csv_of(many_rows(40, list(range(10, 30)))))
    assert (run.bad, run.troubles_found, len(refused_lines(run))) == (20, 20, 5)


# The columns of `good_row` and those by which a question of the tests is written.
ALL = ["id", "name", "kind", "prompt", "competence", "difficulty", "source", "source_url", "review_by", "explanation",
       *(f"{name}_{place}" for place in (1, 2, 3) for name in ("choice", "credit", "feedback"))]  # fmt: skip


def row_of(question: Question) -> dict[str, Any]:
    from quizzes.formats.spreadsheet.cells import written
    from quizzes.formats.spreadsheet.filling import cells_of
    from quizzes.imports.exporting import record_of

    cells = {key: written(value) for key, value in cells_of(record_of(question)).items()}
    cells.pop("language")
    return cells
