"""What is wrong with a file is said with its line, all of it at once; no file makes the reader fall over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from quizzes.files.entries import Found
from quizzes.files.reading import read_folder
from tests.courses.folders import write
from tests.quizzes.files.folders import QUESTIONS, QUIZZES, draw, fixed, identity, put, question, quiz, starter, tapped


def problems(root: Path) -> list[tuple[str, int, str]]:
    with translation.override("en"):
        return [(one.file, one.line, one.reason) for one in read_folder(root).problems]


def content(**fields: Any) -> dict[str, Any]:
    return {**question("một")["content"], **fields}


# Lines: 1 questions, 2 id, 3 name, 4 kind, 5 competence, 6 difficulty, 7 language, 8 source, 9 its address,
# 10 review_by, 11 content.
WRONG_QUESTIONS = {
    "no id": (question("một", id="không"), 2, "UUID"),
    "a long name": (question("một", name="a" * 121), 3, "more than 120"),
    "an unknown kind": (question("một", kind="trò chơi"), 4, "must be one of these"),
    "an unknown difficulty": (question("một", difficulty="dễ"), 6, "must be one of these"),
    "an insecure source": (question("một", source_url="http://chinhphu.vn"), 9, "https"),
    "no date": (question("một", review_by="mai"), 10, "must be a date"),
    "an unknown field": (question("một", hint="gợi ý"), 12, "“hint” is not known"),
    "content that is text": (question("một", content="Đúng"), 11, "fields"),
    "no prompt": (question("một", content=content(prompt="")), 11, "prompt: Something must be written here"),
    "a field that the kind has not": (question("một", content=content(unit="đồng")), 11, "unit: There is no field"),
    "no right choice": (
        question("một", content=content(choices=[{"text": "a", "credit": 0}, {"text": "b", "credit": 0}])),
        11, "choices: ",
    ),
    "a picture by number": (
        question("một", content=content(picture={"image": 1, "alt_text": "Hình"})), 11, "Here stands “file:”",
    ),
    "a number beside the file": (
        question("một", content=content(picture={"file": "drawings/hinh.svg", "image": 7, "alt_text": "Hình"})),
        11, "“image” is not known",
    ),
    "a picture that is not there": (tapped(file="drawings/khac.svg"), 11, "is not there"),
    "a picture out of the folder": (tapped(file="../hinh.svg"), 11, "A file is named as"),
    "a picture without words": (
        question("một", content=content(picture={"file": "drawings/hinh.svg"})), 11, "picture.alt_text: ",
    ),
    "a sound that is a picture": (
        question("một", content=content(audio={"file": "drawings/hinh.svg", "transcript": "a"})), 11, "no sound",
    ),
    "a sound that is none": (
        question("một", content=content(audio={"file": "media/giả.mp3", "transcript": "a"})), 11, "A file is named as",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("entry", "line", "reason"), WRONG_QUESTIONS.values(), ids=WRONG_QUESTIONS)
def test_a_wrong_question_is_refused_at_its_line(tmp_path: Path, entry: dict[str, Any], line: int, reason: str) -> None:
    starter(tmp_path)
    put(tmp_path, QUESTIONS, "questions", [entry])
    found = [(place, why) for file, place, why in problems(tmp_path) if file == QUESTIONS]
    assert [place for place, _why in found] == [line] * len(found)
    assert any(reason in why for _place, why in found), found


# Lines: 1 quizzes, 2 id, 3 title, 4 intro, 5 mode, 6 pass_mark, 7 feedback, 8 parts.
WRONG_QUIZZES = {
    "an unknown mode": (quiz("bài", [draw(1)], mode="thi"), 5, "must be one of these"),
    "a mark above all": (quiz("bài", [draw(1)], pass_mark=101), 6, "from 0 to 100"),
    "nothing to ask": (quiz("bài", []), 8, "list of 1 to 60"),
    "two things in one part": (quiz("bài", [{**fixed("một"), **draw(1)}]), 8, "A part is one"),
    "a draw of none": (quiz("bài", [draw(0)]), 8, "from 1 to 20"),
    "an unknown shuffle": (quiz("bài", [draw(1)], shuffle="tất cả"), 9, "questions or answers"),
    "a time without its offset": (quiz("bài", [draw(1)], opens_at="2027-01-01T08:00:00"), 9, "must be a time"),
    "too long a time": (quiz("bài", [draw(1)], time_limit_minutes=601), 9, "from 0 to 600"),
}


@pytest.mark.parametrize(("entry", "line", "reason"), WRONG_QUIZZES.values(), ids=WRONG_QUIZZES)
def test_a_wrong_quiz_is_refused_at_its_line(tmp_path: Path, entry: dict[str, Any], line: int, reason: str) -> None:
    starter(tmp_path)
    put(tmp_path, QUIZZES, "quizzes", [entry])
    found = problems(tmp_path)
    assert {(file, place) for file, place, _why in found} == {(QUIZZES, line)}
    assert any(reason in why for _file, _place, why in found), found


def test_a_problem_within_a_content_stands_at_its_own_line(tmp_path: Path) -> None:
    text = """questions:
  - id: 0d355a00-08d3-4b70-b9ad-c0ae729365db
    name: Một
    kind: single_choice
    competence: '1.1'
    difficulty: easy
    source: Nguồn
    review_by: 2027-05-31
    content:
      prompt: Hỏi?
      choices:
        - text: Đúng
          credit: 100
        - text: đúng
          credit: 300
"""
    write(tmp_path, QUESTIONS, text)
    found = problems(tmp_path)
    assert [(line, why.split(":")[0]) for _file, line, why in found] == [
        (14, "choices.2.text"), (15, "choices.2.credit"),
    ]  # fmt: skip


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    starter(tmp_path)
    put(tmp_path, QUESTIONS, "questions", [question("một", id="?"), question("hai", review_by="mai"), question("ba")])
    put(tmp_path, QUIZZES, "quizzes", [quiz("bài", [draw(1)], mode="thi")])
    assert [(file, line) for file, line, _why in problems(tmp_path)] == [(QUESTIONS, 2), (QUESTIONS, 20), (QUIZZES, 5)]


def test_no_id_is_used_twice(tmp_path: Path) -> None:
    starter(tmp_path)
    put(tmp_path, "questions/hai.yaml", "questions", [question("ba"), question("một", name="Một lần nữa")])
    put(tmp_path, QUIZZES, "quizzes", [quiz("bài", [draw(1)], id=identity("ba"))])
    found = problems(tmp_path)
    assert [(file, line) for file, line, _why in found] == [(QUESTIONS, 2), (QUIZZES, 2)]
    assert "questions/hai.yaml:12 has the same id" in found[0][2]


def test_what_belongs_nowhere_is_named(tmp_path: Path) -> None:
    starter(tmp_path)
    write(tmp_path, "ghi-chu.txt", "…")
    write(tmp_path, "questions/ba.yml", "questions: []")
    write(tmp_path, ".git/x", "…")
    assert [file for file, _line, _why in problems(tmp_path)] == ["ghi-chu.txt", "questions/ba.yml"]


@pytest.mark.parametrize("text", ["", "[]", "questions:", "questions: {}", "a: [", "\0", "- - - x", "questions: [1]"])
def test_rubbish_is_refused_and_nothing_else(tmp_path: Path, text: str) -> None:
    write(tmp_path, QUESTIONS, text)
    assert {file for file, _line, _why in problems(tmp_path)} == {QUESTIONS}


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    assert [file for file, _line, _why in problems(tmp_path)] == ["."]


def entry(found: Found, name: str) -> dict[str, Any]:
    return next(one.content for one in found.question_entries() if one.name == name)


def test_what_may_be_left_out_is_what_the_bank_would_keep(tmp_path: Path) -> None:
    gaps = [{"accepted": [{"text": "a", "credit": 100}]}]
    short = question("một", kind="fill_in", content={"prompt": "Hỏi?", "gaps": gaps})
    for name in ("language", "source_url"):
        del short[name]
    put(tmp_path, QUESTIONS, "questions", [short])
    found = read_folder(tmp_path)
    assert found.problems == []
    assert entry(found, "một") == {
        "prompt": "Hỏi?", "sentence": "", "explanation": "", "fold_case": False, "fold_marks": False,
        "gaps": [{"accepted": [{"text": "a", "credit": 100, "feedback": ""}]}],
    }  # fmt: skip
    assert next(iter(found.question_entries())).language == "vi"
