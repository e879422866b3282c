"""What is written is read as the same, and loads without a difference."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Drawn
from wagtail.images.models import Image

from quizzes.bank.models import Question, QuestionVersion
from quizzes.files import writing
from quizzes.files.reading import read_folder
from quizzes.quiz.models import Quiz, QuizVersion
from tests.courses.folders import write
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
    run,
    starter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _framework(tmp_path_factory: pytest.TempPathFactory) -> None:
    framework(tmp_path_factory.mktemp("framework"))


def test_what_was_loaded_comes_out_and_goes_in_again_without_a_difference(tmp_path: Path) -> None:
    load(starter(tmp_path / "vào"))
    code, lines = run("export_quizzes", tmp_path / "ra")
    assert code == 0
    assert lines[-1]["files"] == 3
    assert sorted(path.relative_to(tmp_path / "ra").as_posix() for path in (tmp_path / "ra").rglob("*.*")) == [
        "drawings/hinh.svg", "questions/1.1-01.yaml", "quizzes.yaml",
    ]  # fmt: skip
    assert load(tmp_path / "ra")[1][-1] == {"created": 0, "updated": 0, "unchanged": 4, "kept": 0, "refusals": 0}


HARD = {
    "lines": "Dòng một\n\n  dòng ba:",
    "signs": "- 'a': “b” # {c} [d] & *e !f %g @h `i` \\ \"",
    "a number": "0123",
    "yes": "true",
    "spaces": "ở   giữa \n cuối dòng  \nhết",
    "a long line": "rất dài " * 70 + "hết",
    "invisible": "a\u00a0b\u200bc\u2028d\x85e",
    "other planes": "👍 \ufeff",
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_texts_of_any_look_come_back(tmp_path: Path, text: str) -> None:
    load(starter(tmp_path / "vào"))
    row = Question.objects.get(pk=identity("một"))
    content = {**row.content, "prompt": text, "explanation": text}
    content["choices"] = [{**choice, "feedback": text[:400].strip()} for choice in content["choices"]]
    row.body = [{"type": row.kind, "value": content}]
    row.save_revision().publish()
    code, lines = run("export_quizzes", tmp_path / "ra")
    assert (code, [line for line in lines if "refused" in line]) == (0, [])
    found = {entry.id: entry.content for entry in read_folder(tmp_path / "ra").question_entries()}
    assert found[row.pk]["prompt"] == text
    before = QuestionVersion.objects.count()
    load(tmp_path / "ra", force=True)
    assert QuestionVersion.objects.count() == before


def test_every_setting_of_a_quiz_comes_back(tmp_path: Path) -> None:
    starter(tmp_path / "vào")
    settings = {
        "purpose": "exit", "time_limit_minutes": 12, "late_minutes": 30, "max_attempts": 2, "wait_minutes": 5,
        "shuffle": "questions", "opens_at": "2027-01-01T08:00:00+07:00", "closes_at": "2027-01-02T08:00:00+07:00",
        "spread_minutes": 10, "competence_marks": [{"competence": "1.1", "percent": 60}], "intro": "Một.\nHai: ba.",
    }  # fmt: skip
    put(tmp_path / "vào", QUIZZES, "quizzes", [quiz("bài", [fixed("một"), draw(1)], **settings)])
    load(tmp_path / "vào")
    run("export_quizzes", tmp_path / "ra")
    assert did(load(tmp_path / "ra")[1])["bài"] == "unchanged"
    load(tmp_path / "ra", force=True)
    assert QuizVersion.objects.count() == 1


def test_what_nobody_is_asked_is_left_out_and_said(tmp_path: Path) -> None:
    load(starter(tmp_path / "vào"))
    Question.objects.get(pk=identity("một")).unpublish()
    row = Question.objects.get(pk=identity("hai"))
    row.name = "Bản nháp"
    row.save_revision()
    code, lines = run("export_quizzes", tmp_path / "ra")
    assert code == 0
    assert [line["note"]["file"] for line in lines if "note" in line] == [identity("một"), identity("hai")]
    assert [entry.name for entry in read_folder(tmp_path / "ra").question_entries()] == ["chạm", "hai"]


def test_a_large_bank_becomes_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_IN_FILE", 2)
    put(tmp_path / "vào", QUESTIONS, "questions", [question(f"câu {number}") for number in range(5)])
    put(tmp_path / "vào", QUIZZES, "quizzes", [quiz(f"bài {number}", [draw(1)]) for number in range(3)])
    load(tmp_path / "vào")
    assert run("export_quizzes", tmp_path / "ra")[0] == 0
    assert sorted(path.relative_to(tmp_path / "ra").as_posix() for path in (tmp_path / "ra").rglob("*.yaml")) == [
        "questions/1.1-01.yaml", "questions/1.1-02.yaml", "questions/1.1-03.yaml", "quizzes/01.yaml", "quizzes/02.yaml",
    ]  # fmt: skip
    assert set(did(load(tmp_path / "ra")[1]).values()) == {"unchanged"}


def test_a_picture_that_files_cannot_hold_keeps_everything_back(tmp_path: Path) -> None:
    load(starter(tmp_path / "vào"))
    drawn = BytesIO()
    Drawn.new("RGB", (40, 40)).save(drawn, "GIF")
    image = Image.objects.create(title="Ảnh", file=ContentFile(drawn.getvalue(), "anh.gif"))
    row = Question.objects.get(pk=identity("chạm"))
    row.body = [{"type": row.kind, "value": {**row.content, "picture": {"image": image.pk, "alt_text": "Ảnh"}}}]
    row.save()
    code, lines = run("export_quizzes", tmp_path / "ra")
    assert code == 1
    assert any("refused" in line for line in lines)
    assert not (tmp_path / "ra").exists()
    image.delete()
    code, lines = run("export_quizzes", tmp_path / "ra")
    assert (code, [line["refused"]["file"] for line in lines]) == (1, [identity("chạm")])


def test_a_folder_that_is_full_is_left_alone(tmp_path: Path) -> None:
    load(starter(tmp_path / "vào"))
    assert run("export_quizzes", tmp_path / "vào")[0] == 2
    write(tmp_path, "ra/cũ.txt", "…")
    assert run("export_quizzes", tmp_path / "ra", force=True)[0] == 0
    assert not (tmp_path / "ra/cũ.txt").exists()


def test_an_empty_bank_writes_an_empty_folder(tmp_path: Path) -> None:
    assert Quiz.objects.count() == 0
    code, lines = run("export_quizzes", tmp_path / "ra")
    assert (code, lines[-1]["files"]) == (0, 0)


def test_the_files_are_made_to_be_read(tmp_path: Path) -> None:
    load(starter(tmp_path / "vào"))
    run("export_quizzes", tmp_path / "ra")
    text = (tmp_path / "ra/questions/1.1-01.yaml").read_text(encoding="utf-8")
    assert "prompt: Hỏi một?\n" in text
    assert "competence: '1.1'\n" in text
    assert max(map(len, text.splitlines())) <= 120
