"""Loading is repeatable, keeps identities, goes file by file, and never overwrites what an official changed since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.images.models import Image

from courses.curriculum_files import library
from courses.models import CoursePage
from foundation.models import Publication
from quizzes.bank.freezing import newest_version
from quizzes.bank.models import Question, QuestionVersion
from quizzes.quiz.freezing import newest_version as newest_quiz
from quizzes.quiz.models import Quiz, QuizVersion
from tests.courses import folders as course_folders
from tests.courses.folders import DRAWING, write
from tests.quizzes.files.folders import (
    QUESTIONS,
    QUIZZES,
    did,
    draw,
    fixed,
    framework,
    identity,
    load,
    put,
    question,
    quiz,
    refused,
    starter,
    tapped,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _framework(tmp_path_factory: pytest.TempPathFactory) -> None:
    framework(tmp_path_factory.mktemp("framework"))


def the_question(name: str = "một") -> Question:
    return Question.objects.get(pk=identity(name))


def test_a_folder_becomes_published_questions_and_quizzes(tmp_path: Path) -> None:
    code, lines = load(starter(tmp_path))
    assert code == 0
    assert lines[-1] == {"created": 4, "updated": 0, "unchanged": 0, "kept": 0, "refusals": 0}
    asked = the_question()
    assert (asked.live, asked.kind, asked.competence.code, asked.review_by.isoformat()) == (
        True, "single_choice", "1.1", "2027-05-31",
    )  # fmt: skip
    version = newest_version(the_question("chạm"))
    assert version.number == 1
    assert version.content["picture"]["src"].startswith("data:image/svg+xml")
    assert [place["id"] for place in version.content["places"]] == ["p1", "p2"]
    image = Image.objects.get()
    assert image.collection == library.collection()
    assert the_question("chạm").content["picture"] == {"image": image.pk, "alt_text": "Hai ô"}
    paper = newest_quiz(Quiz.objects.get().pk)
    drawn = sorted(newest_version(the_question(name)).pk for name in ("một", "hai"))
    assert paper.parts == [{"pool": [version.pk], "take": 1}, {"pool": drawn, "take": 1}]


def test_loading_again_writes_nothing_and_asks_little(tmp_path: Path) -> None:
    load(starter(tmp_path))
    before = Publication.objects.get().number
    with CaptureQueriesContext(connection) as captured:
        code, lines = load(tmp_path)
    assert (code, lines[-1]["unchanged"]) == (0, 4)
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    # Framework, competences, courses, and the rows of each of the two files.
    assert len(captured) <= 5
    assert Publication.objects.get().number == before


def test_the_order_of_fields_and_the_names_of_files_are_no_change(tmp_path: Path) -> None:
    load(starter(tmp_path))
    (tmp_path / QUESTIONS).unlink()
    write(tmp_path, "media/khac.svg", DRAWING)
    entries = [question("một"), question("hai"), tapped(file="media/khac.svg")]
    put(tmp_path, "questions/khac.yaml", "questions", [dict(reversed(entry.items())) for entry in entries])
    assert set(did(load(tmp_path)[1]).values()) == {"unchanged"}


def test_a_changed_question_becomes_a_version_and_so_do_the_quizzes_that_ask_it(tmp_path: Path) -> None:
    load(starter(tmp_path))
    first = newest_quiz(Quiz.objects.get().pk)
    changed = question("hai")
    changed["content"]["prompt"] = "Hỏi khác?"
    put(tmp_path, QUESTIONS, "questions", [question("một"), changed, tapped()])
    _code, lines = load(tmp_path)
    assert did(lines) == {"một": "unchanged", "hai": "updated", "chạm": "unchanged", "bài": "updated"}
    newest = newest_version(the_question("hai"))
    assert (newest.number, newest.content["prompt"]) == (2, "Hỏi khác?")
    paper = newest_quiz(first.quiz)
    assert paper.number == 2
    assert newest.pk in paper.parts[1]["pool"]
    assert QuestionVersion.objects.count() == 4
    assert lines[-1]["refusals"] == 0
    assert set(did(load(tmp_path)[1]).values()) == {"unchanged"}


def test_a_changed_drawing_counts_as_a_change(tmp_path: Path) -> None:
    load(starter(tmp_path))
    write(tmp_path, "drawings/hinh.svg", DRAWING.replace("<rect", "<circle r='5'/><rect"))
    assert did(load(tmp_path)[1])["chạm"] == "updated"
    assert newest_version(the_question("chạm")).number == 2


def test_another_framework_takes_the_questions_along_without_new_versions(tmp_path: Path) -> None:
    load(starter(tmp_path))
    newer = course_folders.FRAMEWORK.replace('version: "1"', 'version: "2"')
    call_command("load_framework", str(write(tmp_path.parent, "khung-moi.yaml", newer)), json=True)
    code, lines = load(tmp_path)
    assert (code, did(lines)["một"]) == (0, "updated")
    assert the_question().competence.group.framework.version == "2"
    assert set(QuestionVersion.objects.values_list("number", flat=True)) == {1}


def _publish() -> None:
    row = the_question()
    row.name = "Của cán bộ"
    row.save_revision().publish()


def _draft() -> None:
    row = the_question()
    row.name = "Của cán bộ"
    row.save_revision()


def _unpublish() -> None:
    the_question().unpublish()


def _retire() -> None:
    Question.objects.filter(pk=identity("một")).update(retired_at=timezone.now())


def _delete() -> None:
    the_question().delete()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_publish, "changed"), (_draft, "changed"), (_unpublish, "unpublished"), (_retire, "retired"),
        (_delete, "deleted"),
    ],
)  # fmt: skip
def test_what_an_official_changed_is_kept_unless_by_force(
    tmp_path: Path, change: Callable[[], None], reason: str
) -> None:
    put(tmp_path, QUESTIONS, "questions", [question("một"), question("hai")])
    load(tmp_path)
    change()
    before = list(Question.objects.filter(pk=identity("một")).values())
    put(tmp_path, QUESTIONS, "questions", [question("một", name="Tệp mới"), question("hai", name="Hai mới")])
    with translation.override("en"):
        code, lines = load(tmp_path)
    assert (code, did(lines)) == (0, {"Tệp mới": "kept", "Hai mới": "updated"})
    assert [line["reason"] for line in lines if line.get("did") == "kept"] == [f"{reason} by an official"]
    assert list(Question.objects.filter(pk=identity("một")).values()) == before
    assert did(load(tmp_path)[1]) == {"Tệp mới": "kept", "Hai mới": "unchanged"}
    load(tmp_path, force=True)
    assert the_question().name == "Tệp mới"
    assert did(load(tmp_path)[1])["Tệp mới"] == "unchanged"


def test_a_question_that_no_file_made_is_kept(tmp_path: Path) -> None:
    load(starter(tmp_path))
    Question.objects.filter(pk=identity("một")).update(loaded_digest="")
    assert did(load(tmp_path)[1])["một"] == "kept"


def test_an_officials_quiz_is_kept(tmp_path: Path) -> None:
    load(starter(tmp_path))
    row = Quiz.objects.get()
    row.title = "Của cán bộ"
    row.save_revision().publish()
    put(tmp_path, QUIZZES, "quizzes", [quiz("bài", [fixed("một")])])
    assert did(load(tmp_path)[1])["bài"] == "kept"
    assert newest_quiz(row.pk).title == "Của cán bộ"


def test_one_wrong_question_keeps_its_file_out_and_no_other(tmp_path: Path, media_root: Path) -> None:
    starter(tmp_path)
    put(tmp_path, "questions/hai.yaml", "questions", [question("ba"), question("bốn", competence="9.9")])
    code, lines = load(tmp_path)
    assert code == 1
    assert refused(lines) == [("questions/hai.yaml", 15)]
    assert not Question.objects.filter(pk=identity("ba")).exists()
    assert did(lines) == {"một": "created", "hai": "created", "chạm": "created", "bài": "created"}


def test_what_turns_out_wrong_while_loading_leaves_nothing(tmp_path: Path, media_root: Path) -> None:
    put(tmp_path, QUESTIONS, "questions", [question("một")])
    load(tmp_path)
    write(tmp_path, "drawings/hinh.svg", DRAWING)
    # The picture is in the library already when the second question turns out to have become another kind.
    content = {"prompt": "Đúng không?", "answer": True, "explanation": ""}
    other_kind = question("một", kind="true_false", content=content)
    put(tmp_path, QUESTIONS, "questions", [tapped(), other_kind])
    code, lines = load(tmp_path)
    assert (code, refused(lines)) == (1, [(QUESTIONS, 12)])
    assert the_question().kind == "single_choice"
    assert Question.objects.count() == 1
    assert Image.objects.count() == 0
    assert [path for path in media_root.rglob("*") if path.is_file()] == []


WRONG_PARTS = {
    "a question that is nowhere": [fixed("không có")],
    "a question twice": [fixed("một"), fixed("một")],
    "a draw of more than there are": [fixed("một"), draw(3)],
    "draws that together take more than there are": [draw(1), draw(3)],
    "a competence that the framework has not": [draw(1, "9.9")],
}


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("parts", WRONG_PARTS.values(), ids=WRONG_PARTS)
def test_a_quiz_that_could_not_be_asked_is_refused_with_its_line(
    tmp_path: Path, parts: list[dict[str, Any]], check: bool
) -> None:
    starter(tmp_path)
    put(tmp_path, QUIZZES, "quizzes", [quiz("bài", parts)])
    code, lines = load(tmp_path, check=check)
    assert (code, refused(lines)) == (1, [(QUIZZES, 8)])
    assert Quiz.objects.count() == 0
    assert Question.objects.count() == (0 if check else 3)


def test_a_course_that_is_not_there_refuses_one_that_was_deleted_does_not(tmp_path: Path) -> None:
    root = starter(tmp_path / "q")
    course = course_folders.identity("course")
    put(root, QUIZZES, "quizzes", [quiz("bài", [draw(1)], course=course)])
    code, lines = load(root)
    assert (code, refused(lines)) == (1, [(QUIZZES, 9)])
    curriculum = course_folders.starter(tmp_path / "c")
    call_command("load_curriculum", str(curriculum), json=True)
    code, lines = load(root)
    assert (code, did(lines)["bài"]) == (0, "created")
    assert newest_quiz(Quiz.objects.get().pk).settings["course"] == course
    CoursePage.objects.get().delete()
    code, lines = load(root)
    assert (code, did(lines)["bài"]) == (0, "kept")


def test_every_setting_of_a_quiz_is_read(tmp_path: Path) -> None:
    starter(tmp_path)
    settings = {
        "purpose": "exit", "mode": "practice", "pass_mark": 55, "time_limit_minutes": 12, "late_minutes": 30,
        "max_attempts": 2, "wait_minutes": 5, "shuffle": "answers", "feedback": "score_only",
        "opens_at": "2027-01-01T08:00:00+07:00", "closes_at": "2027-01-02T08:00:00+07:00", "spread_minutes": 10,
        "competence_marks": [{"competence": "1.1", "percent": 60}], "intro": "Một dòng.\nHai dòng.",
    }  # fmt: skip
    put(tmp_path, QUIZZES, "quizzes", [quiz("bài", [draw(1)], **settings)])
    assert load(tmp_path)[0] == 0
    said = QuizVersion.objects.get().settings
    assert said == {
        "purpose": "exit", "mode": "practice", "pass_mark": 55, "time_limit_minutes": 12, "late_minutes": 30,
        "max_attempts": 2, "wait_minutes": 5, "shuffle_questions": False, "shuffle_answers": True,
        "feedback": "score_only", "opens_at": "2027-01-01T01:00:00+00:00", "closes_at": "2027-01-02T01:00:00+00:00",
        "spread_minutes": 10, "competence_marks": {"1.1": 60}, "intro": "Một dòng.\nHai dòng.", "course": None,
    }  # fmt: skip
    assert set(did(load(tmp_path)[1]).values()) == {"unchanged"}


def test_checking_loads_nothing(tmp_path: Path) -> None:
    code, lines = load(starter(tmp_path), check=True)
    assert (code, lines) == (0, [{"checked": True, "problems": 0}])
    assert (Question.objects.count(), Image.objects.count()) == (0, 0)


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    assert load(tmp_path / "không") == (2, [])
    assert load(tmp_path)[0] == 1
