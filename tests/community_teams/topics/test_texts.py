"""What members teach from is short, plain, bound to the framework and to courses that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import courses
from community_teams.topics.registry import scam_kinds, topics
from courses.curriculum_files.reader import read_curriculum
from tests.community_teams.topics.texts import body, files, sentences

CURRICULUM = read_curriculum(Path(courses.__file__).parent / "curriculum")

# Words for which there is a Vietnamese one; those below are on people's screens and are told with what they are.
FOREIGN = re.compile(
    r"(?<![\w.-])(app(?! store)|apps|click|online|offline|download|upload|file|website|web|internet|email|password|"
    r"account|link|deepfake|qr|video|call|hacker|login|logout|update|scan|smartphone|clip|chat|admin|"
    r"hotline|pin code)(?![\w.-])",
    re.IGNORECASE,
)
EXPLAINED = {
    "Wi-Fi": "oai-phai",
    "4G": "dữ liệu di động|mạng của SIM",
    "OTP": "mã xác nhận.*ô-tê-pê",
    "Chrome": "cửa để xem các trang",
    "CH Play": "cửa hàng ứng dụng",
    "App Store": "iPhone",
    "Zalo": "da-lô",
    "SIM": "cái thẻ|thẻ nhỏ",
    "VNeID": "ứng dụng (định danh )?của Bộ Công an|ứng dụng định danh",
}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_foreign_word_stands_there_without_its_explanation(path: Path) -> None:
    text = body(path)
    assert [found[0] for found in FOREIGN.finditer(text)] == []
    for word, explanation in EXPLAINED.items():
        if re.search(rf"\b{re.escape(word)}\b", text):
            assert re.search(explanation, text, re.IGNORECASE | re.DOTALL), word


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_sentences_are_short(path: Path) -> None:
    lengths = [len(words) for words in sentences(path)]
    assert sum(lengths) / len(lengths) <= 14
    assert max(lengths) <= 26


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_number_to_report_to_is_printed_that_nobody_has_checked(path: Path) -> None:
    assert not re.search(r"(?<!\d)(113|156|5656|1414|18\d{6}|19\d{6})(?!\d)", body(path))


def test_competences_and_courses_are_there() -> None:
    assert CURRICULUM.framework is not None
    known = {competence["code"] for group in CURRICULUM.framework.groups for competence in group["competences"]}
    assert {topic.competence for topic in topics()} <= known
    there = {course.id for track in CURRICULUM.tracks for course in track.courses}
    assert {topic.course for topic in topics() if topic.course} <= there


def test_every_track_of_the_curriculum_has_topics() -> None:
    assert [track.slug for track in CURRICULUM.tracks] == list(dict.fromkeys(topic.track.value for topic in topics()))


def test_the_person_does_most_of_it_with_their_own_hands() -> None:
    for topic in topics():
        assert sum(step.who == "person" for step in topic.steps) > len(topic.steps) / 2, topic.code
        assert sum(bool(step.say) for step in topic.steps) > len(topic.steps) / 2, topic.code


def test_nobody_stands_twice_in_one_place() -> None:
    places = [(topic.track, topic.order) for topic in topics()]
    assert len(set(places)) == len(places)
    orders = [scam.order for scam in scam_kinds()]
    assert len(set(orders)) == len(orders)
