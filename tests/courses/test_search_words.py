"""What learners type leads to what lessons say: joined words, other words for the same, phrases, titles."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from courses.models import SearchEntry
from courses.search.query import find
from courses.search.synonyms import MOST_WAYS, other_ways
from courses.search.words import positions, read_query
from tests.courses.making import CourseFactory, LessonFactory, card, text

pytestmark = pytest.mark.django_db


def titles(client: Any, q: str) -> list[str]:
    return [result["title"] for result in client.get("/tim-kiem/", {"q": q}).context["results"]]


def cards_with(**texts: str) -> None:
    LessonFactory(cards=[card(title, text(written), title=title) for title, written in texts.items()])


@pytest.mark.parametrize("q", ["wifi", "Wi-Fi", "wi fi", "WIFI", "mạng wifi", "wifi nhà", "mang wi-fi nha"])
def test_what_a_hyphen_joins_is_found_as_one_word_and_as_two(client: Any, q: str) -> None:
    cards_with(co="Vào mạng Wi-Fi nhà mình.", khong="Máy có phin lọc.")
    assert titles(client, q) == ["co"]


def test_one_word_is_found_by_its_parts_where_the_table_says_so_and_is_marked(client: Any) -> None:
    cards_with(lien="Bật wifi lên.", roi="Bật Wi‑Fi lên.")
    results = client.get("/tim-kiem/", {"q": "wi-fi"}).context["results"]
    marks = {one["title"]: [part.text for part in one["snippet"] if part.is_match] for one in results}
    assert marks == {"lien": ["wifi"], "roi": ["Wi‑Fi"]}


def test_parts_and_whole_of_a_joined_word_stand_at_the_same_place() -> None:
    assert list(positions("mạng wi-fi nhà")) == [
        ("mạng", 1), ("wi", 2), ("wifi", 2), ("fi", 3), ("wifi", 3), ("nhà", 4),
    ]  # fmt: skip
    assert max(len(word) for word, _place in positions("a" * 5000 + " " + "b-" * 5000 + "b")) <= 100


def test_rows_of_before_are_taken_apart_again(client: Any) -> None:
    cards_with(co="Vào mạng Wi-Fi nhà mình.")
    SearchEntry.objects.update(folded=SearchVector(Value("wi fi"), config="simple"))
    assert titles(client, "mạng wifi") == []
    import_module("courses.migrations.0004_search_words_joined").take_apart_again(apps, None)
    assert titles(client, "mạng wifi") == ["co"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("cccd", ["giay"]), ("CCCD", ["giay"]), ("làm cccd", ["giay"]), ("gọi video", ["goi", "nhin"]),
        ("goi video", ["goi", "nhin"]), ("video call", ["goi", "nhin"]), ("otp", ["ma"]), ("mã OTP", ["ma"]),
    ],
)  # fmt: skip
def test_learners_words_find_what_lessons_say(client: Any, q: str, expected: list[str]) -> None:
    cards_with(
        giay="Đi làm căn cước ở xã.", goi="Gọi thấy mặt con cháu.", nhin="Bấm vào đây để nhìn mặt.",
        ma="Không đọc mã xác nhận cho ai.", khac="Căn nhà có nước.",
    )  # fmt: skip
    assert sorted(titles(client, q)) == expected


def test_other_ways_of_saying_are_bounded() -> None:
    words = ["otp", "cccd", "wifi"] * 8
    assert 0 < len(other_ways(words, words)) <= MOST_WAYS
    assert other_ways(["mật", "khẩu"], ["mat", "khau"]) == []


def test_only_phrases_are_shown_where_there_are_any(client: Any) -> None:
    cards_with(
        khau="Đặt mật khẩu.", kich="Thấy mặc quân phục ở sân khấu là thấy mặt, khấu trừ.", roi="Khẩu lệnh và mật lệnh."
    )
    assert titles(client, "mật khẩu")[0] == "khau"
    assert "roi" not in titles(client, "mat khau")


def test_words_close_by_are_shown_where_no_phrase_is(client: Any) -> None:
    cards_with(gan="Khẩu hiệu và mật lệnh.", xa="Mật ong ngon lắm bà con ơi, ai cũng thích khẩu vị này.")
    assert titles(client, "mat khau") == ["gan"]
    assert titles(client, "mật khẩu") == ["gan"]


def test_words_far_apart_or_with_other_marks_are_no_answer(client: Any) -> None:
    cards_with(mot="Ghi số điện thoại vào đó.", hai="Thấy mặc quân phục đứng nói chuyện trên một sân khấu lớn.")
    assert titles(client, "sổ đỏ") == []
    assert titles(client, "mat khau") == []


@pytest.mark.parametrize("q", ["lừa", "lua", "lừa đảo"])
def test_a_course_that_is_called_so_comes_first(client: Any, q: str) -> None:
    course = CourseFactory(title="Tránh bẫy lừa đảo trên mạng", summary="Bình tĩnh.")
    LessonFactory(parent=course, title="Kẻ lừa đảo", cards=[card("c1", text("Lừa đảo, lừa, lừa!"), title="Lừa đảo")])
    assert titles(client, q) == ["Tránh bẫy lừa đảo trên mạng", "Kẻ lừa đảo", "Lừa đảo"]


@pytest.mark.parametrize("q", ["otp", "mật khẩu", "mat khau", "gọi video"])
def test_matching_goes_through_the_index(q: str) -> None:
    cards_with(co="Đặt mật khẩu.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = find(read_query(q)).explain()
    assert "courses_search_folded" in plan
    assert "Seq Scan" not in plan
