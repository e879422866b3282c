"""The starter courses' tests are sound: questions, drawings and quizzes as files."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import courses
import quizzes
from courses.curriculum_files.yaml_lines import Located, read_yaml
from courses.media.svg import Drawing, read_drawing
from quizzes.kinds.registry import NAMES, kind_of

CURRICULUM = Path(courses.__file__).parent / "curriculum"
STARTER = Path(quizzes.__file__).parent / "starter"

FIELDS = {
    "id", "name", "kind", "competence", "difficulty", "language", "source", "source_url", "review_by", "content",
}  # fmt: skip
QUIZ_FIELDS = {
    "id", "title", "intro", "mode", "pass_mark", "time_limit_minutes", "max_attempts", "wait_minutes", "shuffle",
    "feedback", "parts",
}  # fmt: skip
# What docs/question-kinds.md allows, by the key of the text.
LONGEST = {
    "prompt": 600, "explanation": 800, "sentence": 600, "alt_text": 300, "sender": 120, "text": 300, "left": 300,
    "right": 300, "label": 300, "feedback": 400, "why": 400, "feedback_true": 400, "feedback_false": 400,
}  # fmt: skip
# A phone of 360 pixels shows a picture so wide; a finger needs so much.
SHOWN_WIDTH, FINGER = 328, 48
# How many questions somebody of 65 answers without tiring.
PAPER = 12


def plain(located: Located) -> Any:
    value = located.value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    return [plain(child) for child in value] if isinstance(value, list) else value


def read(path: Path) -> Any:
    return plain(read_yaml(path.read_text(encoding="utf-8")))


def front_matter(path: Path) -> Any:
    return plain(read_yaml(path.read_text(encoding="utf-8").split("---\n")[1]))


def text_lists(content: dict[str, Any]) -> list[list[str]]:
    """The texts that a person must be able to tell apart, list by list."""
    pairs = content.get("pairs", [])
    return [
        [choice["text"] for choice in content.get("choices", [])],
        [pair["left"] for pair in pairs],
        [pair["right"] for pair in pairs] + content.get("distractors", []),
        content.get("items", []),
        [place["label"] for place in content.get("places", [])],
        [part["text"] for part in content.get("parts", [])],
        *([variant["text"] for variant in gap["accepted"]] for gap in content.get("gaps", [])),
    ]


def keyed_texts(value: Any, key: str = "text") -> list[tuple[str, str]]:
    """Every text in a content with the key that it stands under."""
    if isinstance(value, dict):
        return [found for name, child in value.items() for found in keyed_texts(child, name)]
    if isinstance(value, list):
        return [found for child in value for found in keyed_texts(child, "text")]
    return [(key, value)] if isinstance(value, str) else []


COURSES = {path.parent.name: front_matter(path) for path in sorted(CURRICULUM.glob("*/*/course.md"))}
LESSONS = {slug: [front_matter(path) for path in sorted(CURRICULUM.glob(f"*/{slug}/[0-9]*.md"))] for slug in COURSES}
BANKS = {path.stem: read(path)["questions"] for path in sorted((STARTER / "questions").iterdir())}
QUESTIONS = [question for bank in BANKS.values() for question in bank]
BY_ID = {question["id"]: question for question in QUESTIONS}
QUIZZES = read(STARTER / "quizzes.yaml")["quizzes"]
COURSE_QUIZZES = [quiz for quiz in QUIZZES if "course" in quiz]
COMPETENCES = {
    competence["code"] for group in read(CURRICULUM / "framework.yaml")["groups"] for competence in group["competences"]
}

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["name"])
each_quiz = pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz["title"])
each_course_quiz = pytest.mark.parametrize("quiz", COURSE_QUIZZES, ids=lambda quiz: quiz["title"])


def slug_of(quiz: dict[str, Any]) -> str:
    return next(slug for slug, course in COURSES.items() if course["id"] == quiz["course"])


def fixed(quiz: dict[str, Any]) -> list[str]:
    return [part["question"] for part in quiz["parts"] if "question" in part]


def draws(quiz: dict[str, Any]) -> list[dict[str, Any]]:
    return [part["draw"] for part in quiz["parts"] if "draw" in part]


def fitting(quiz: dict[str, Any], draw: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions among which a draw chooses, without those that the paper has anyway."""
    return [
        question
        for question in QUESTIONS
        if (question["competence"], question["difficulty"]) == (draw["competence"], draw["difficulty"])
        and question["id"] not in fixed(quiz)
    ]


def test_every_id_is_a_uuid_of_its_own() -> None:
    ids = [thing["id"] for thing in (*QUESTIONS, *QUIZZES)]
    assert all(UUID(identity).version == 4 for identity in ids)
    assert len(set(ids)) == len(ids)


def test_every_course_has_more_questions_than_a_paper_and_five_kinds_or_more() -> None:
    assert BANKS.keys() == COURSES.keys()
    for bank in BANKS.values():
        assert len(bank) >= PAPER + 2
        assert len({question["kind"] for question in bank}) >= 5


def test_every_kind_is_used_more_than_once() -> None:
    used = Counter(question["kind"] for question in QUESTIONS)
    assert used.keys() == set(NAMES)
    assert min(used.values()) >= 2


def test_the_safety_course_has_scams_of_every_medium_and_one_that_is_none() -> None:
    scams = [question["content"] for question in BANKS["tranh-bay-lua-dao"] if question["kind"] == "scam"]
    assert len(scams) >= 4
    assert {scam["medium"] for scam in scams} == {"message", "call", "page"}
    assert {scam["is_scam"] for scam in scams} == {True, False}


def test_true_is_not_always_the_answer_and_the_right_choice_stands_in_every_place() -> None:
    truths = Counter(question["content"]["answer"] for question in QUESTIONS if question["kind"] == "true_false")
    assert min(truths[True], truths[False]) * 3 >= truths.total()
    places = Counter(
        [choice["credit"] for choice in question["content"]["choices"]].index(100)
        for question in QUESTIONS
        if question["kind"] == "single_choice"
    )
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) * 2 <= places.total()


@each_question
def test_a_question_says_all_that_officials_ask_of_it(question: dict[str, Any]) -> None:
    assert question.keys() == FIELDS
    assert 0 < len(question["name"]) <= 120
    assert question["kind"] in NAMES
    assert question["difficulty"] in {"easy", "medium", "hard"}
    assert question["language"] == "vi"


@each_question
def test_a_question_rests_on_its_courses_lessons(question: dict[str, Any]) -> None:
    slug = next(slug for slug, bank in BANKS.items() if question in bank)
    lessons = LESSONS[slug]
    assert question["competence"] in COMPETENCES
    assert question["competence"] in COURSES[slug]["competences"]
    assert question["source_url"].startswith("https://")
    assert question["source_url"] in {source["url"] for lesson in lessons for source in lesson["sources"]}
    assert isinstance(question["review_by"], dt.date)
    assert question["review_by"] in {lesson["review_by"] for lesson in lessons}


@each_question
def test_texts_are_there_are_short_enough_and_differ(question: dict[str, Any]) -> None:
    content = question["content"]
    assert content["prompt"]
    assert content["explanation"]
    for key, text in keyed_texts(content):
        assert len(text) <= LONGEST.get(key, 300), text
        assert text == text.strip(), text
        assert "tất cả đều đúng" not in text.casefold()
    for texts in text_lists(content):
        assert len({text.casefold() for text in texts}) == len(texts)


@each_question
def test_whatever_can_be_answered_is_answered_kindly(question: dict[str, Any]) -> None:
    content = question["content"]
    things = [*content.get("choices", []), *content.get("places", []), *content.get("answers", [])]
    things += [variant for gap in content.get("gaps", []) for variant in gap["accepted"]]
    assert all(thing["feedback"] for thing in things)
    assert all(part["why"] for part in content.get("parts", []))
    if question["kind"] == "true_false":
        assert content["feedback_true"]
        assert content["feedback_false"]


@each_question
def test_its_kind_finds_nothing_wrong_with_a_question(question: dict[str, Any]) -> None:
    content = dict(question["content"])
    if "picture" in content:
        # Files name a drawing; loading puts it into the library and its number here.
        content["picture"] = {"image": 1, "alt_text": content["picture"]["alt_text"]}
    assert kind_of(question["kind"]).problems(content) == []


def drawing_of(content: dict[str, Any]) -> Drawing:
    assert content["picture"]["alt_text"]
    return read_drawing((STARTER / content["picture"]["file"]).read_bytes())


def test_every_drawing_is_used_and_can_be_read() -> None:
    contents = [question["content"] for question in QUESTIONS if "picture" in question["content"]]
    for content in contents:
        drawing_of(content)
    named = {content["picture"]["file"] for content in contents}
    assert named == {f"drawings/{path.name}" for path in (STARTER / "drawings").iterdir()}


def test_every_question_to_tap_has_a_drawing() -> None:
    assert all("picture" in question["content"] for question in QUESTIONS if question["kind"] == "tap_place")


@pytest.mark.parametrize(
    "content", [question["content"] for question in QUESTIONS if question["kind"] == "tap_place"],
    ids=lambda content: content["picture"]["file"],
)  # fmt: skip
def test_places_lie_apart_within_the_picture_and_are_large_enough_for_a_finger(content: dict[str, Any]) -> None:
    drawing = drawing_of(content)
    shown_height = SHOWN_WIDTH * drawing.height / drawing.width
    for place in content["places"]:
        assert 0 <= place["left"] <= 100 - place["width"]
        assert 0 <= place["top"] <= 100 - place["height"]
        assert place["width"] * SHOWN_WIDTH / 100 >= FINGER, place["label"]
        assert place["height"] * shown_height / 100 >= FINGER, place["label"]
    for one, other in combinations(content["places"], 2):
        beside = one["left"] + one["width"] <= other["left"] or other["left"] + other["width"] <= one["left"]
        below = one["top"] + one["height"] <= other["top"] or other["top"] + other["height"] <= one["top"]
        assert beside or below, (one["label"], other["label"])


def test_every_course_has_one_quiz_and_there_is_one_for_placement() -> None:
    assert sorted(quiz["course"] for quiz in COURSE_QUIZZES) == sorted(course["id"] for course in COURSES.values())
    assert [quiz["purpose"] for quiz in QUIZZES if "course" not in quiz] == ["placement"]


@each_quiz
def test_a_quiz_says_all_that_is_asked_of_it(quiz: dict[str, Any]) -> None:
    assert quiz.keys() - {"course", "purpose"} == QUIZ_FIELDS
    assert 0 < len(quiz["title"]) <= 120
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", quiz["intro"])) <= 3
    assert quiz["feedback"] == "after_submit"


@each_quiz
def test_the_intro_names_as_many_questions_as_the_paper_has(quiz: dict[str, Any]) -> None:
    count = len(fixed(quiz)) + sum(draw["count"] for draw in draws(quiz))
    assert f"{count} câu" in quiz["intro"]


@each_quiz
def test_a_paper_asks_nothing_twice_and_only_what_there_is(quiz: dict[str, Any]) -> None:
    assert len(set(fixed(quiz))) == len(fixed(quiz))
    assert set(fixed(quiz)) <= BY_ID.keys()


@each_course_quiz
def test_a_course_quiz_can_be_passed_and_tried_again(quiz: dict[str, Any]) -> None:
    assert len(fixed(quiz)) + sum(draw["count"] for draw in draws(quiz)) == PAPER
    assert (quiz["mode"], quiz["pass_mark"], quiz["max_attempts"]) == ("graded", 70, 0)
    assert (quiz["time_limit_minutes"], quiz["wait_minutes"], quiz["shuffle"]) == (30, 10, True)


@each_course_quiz
def test_a_course_quiz_asks_only_about_its_own_course(quiz: dict[str, Any]) -> None:
    own = BANKS[slug_of(quiz)]
    drawable = [question for draw in draws(quiz) for question in fitting(quiz, draw)]
    assert all(question in own for question in (*(BY_ID[identity] for identity in fixed(quiz)), *drawable))


@each_course_quiz
def test_a_course_quiz_covers_every_competence_that_its_course_names(quiz: dict[str, Any]) -> None:
    asked = {BY_ID[identity]["competence"] for identity in fixed(quiz)} | {draw["competence"] for draw in draws(quiz)}
    assert asked == set(COURSES[slug_of(quiz)]["competences"])


@each_course_quiz
def test_every_draw_has_more_to_choose_from_than_it_takes(quiz: dict[str, Any]) -> None:
    assert draws(quiz)
    for draw in draws(quiz):
        assert len(fitting(quiz, draw)) > draw["count"] > 0


def test_placement_asks_nine_questions_over_all_groups_of_the_framework() -> None:
    quiz = next(quiz for quiz in QUIZZES if "course" not in quiz)
    asked = [BY_ID[identity]["competence"] for identity in fixed(quiz)]
    assert (quiz["mode"], quiz["pass_mark"]) == ("practice", 0)
    assert len(asked) == len(set(asked)) == 9
    assert {code.split(".")[0] for code in asked} == {code.split(".")[0] for code in COMPETENCES}
