"""Search finds cards, with and without marks, and says where they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from courses.models import LessonPage, SearchEntry
from courses.search.words import read_query, snippet
from tests.courses.making import CourseFactory, LessonFactory, card, check, edit, text


def found(client: Any, q: str, page: int = 1) -> list[dict[str, Any]]:
    answer = client.get("/tim-kiem/", {"q": q, "trang": page})
    assert answer.status_code == 200
    return list(answer.context["results"])


def titles(client: Any, q: str) -> list[str]:
    return [result["title"] for result in found(client, q)]


@pytest.fixture
def lesson(db: None) -> LessonPage:
    course = CourseFactory(title="Giữ mình trên mạng", slug="giu-minh", summary="Bình tĩnh trước kẻ gian.")
    return LessonFactory(
        parent=course,
        title="Mật khẩu tốt",
        slug="mat-khau",
        summary="Đặt mật khẩu khó đoán.",
        cards=[
            card("c1", text("Mật khẩu dài thì khó đoán."), title="Dài là tốt"),
            card("c2", [text("Nhìn mặt con cháu qua điện thoại."), check("Chọn câu nào?")], title="Gọi hình"),
            card("c3", text("Khánh Hoà có biển."), title="Nơi ở"),
        ],
    )


def test_a_card_is_found_with_its_place_its_address_and_the_match_marked(client: Any, lesson: LessonPage) -> None:
    result = next(one for one in found(client, "mật khẩu dài") if one["kind"] == "card")
    assert result["title"] == "Dài là tốt"
    assert result["where"] == "Giữ mình trên mạng › Mật khẩu tốt"
    assert result["url"] == f"{lesson.url}#c1"
    assert [part.text for part in result["snippet"] if part.is_match] == ["Mật", "khẩu", "dài"]
    assert "".join(part.text for part in result["snippet"]) == "Mật khẩu dài thì khó đoán."


def test_the_place_and_the_match_are_on_the_page(client: Any, lesson: LessonPage) -> None:
    page = client.get("/tim-kiem/", {"q": "mật khẩu dài"}).content.decode()
    assert f'href="{lesson.url}#c1"' in page
    assert "Giữ mình trên mạng › Mật khẩu tốt" in page
    assert "<mark>Mật</mark> <mark>khẩu</mark> <mark>dài</mark>" in page


@pytest.mark.parametrize("q", ["mat khau dai", "MẬT KHẨU DÀI", "mật  khâu dai", "“mật khẩu” dài!", "mat khau da"])
def test_marks_case_and_punctuation_are_not_needed(client: Any, lesson: LessonPage, q: str) -> None:
    assert "Dài là tốt" in titles(client, q)


@pytest.mark.parametrize("q", ["Khánh Hòa", "khánh hoà", "khanh hoa"])
def test_both_ways_of_placing_a_tone_find_the_same(client: Any, lesson: LessonPage, q: str) -> None:
    assert titles(client, q) == ["Nơi ở"]


def test_what_is_spelt_as_typed_comes_first(client: Any, lesson: LessonPage) -> None:
    assert titles(client, "mặt")[0] == "Gọi hình"
    assert titles(client, "mật")[0] != "Gọi hình"
    assert "Gọi hình" in titles(client, "mật")


def test_courses_and_lessons_are_found_too(client: Any, lesson: LessonPage) -> None:
    assert [(one["kind"], one["url"]) for one in found(client, "ke gian")] == [
        ("course", lesson.get_parent().specific.url)
    ]
    assert ("lesson", lesson.url) in [(one["kind"], one["url"]) for one in found(client, "kho doan")]


def test_an_edit_is_found_at_once_and_what_it_replaced_no_more(client: Any, lesson: LessonPage) -> None:
    edit(lesson, cards=[card("c1", text("Xác thực hai lớp."), title="Hai lớp")])
    assert titles(client, "xac thuc") == ["Hai lớp"]
    assert titles(client, "khanh hoa") == []


def test_what_is_not_public_is_not_found(client: Any, lesson: LessonPage) -> None:
    lesson.get_parent().get_parent().specific.unpublish()
    assert titles(client, "mật khẩu") == []
    assert not SearchEntry.objects.exists()


def test_a_moved_page_is_found_at_its_new_address(client: Any, lesson: LessonPage) -> None:
    edit(lesson, slug="ten-khac")
    assert found(client, "khanh hoa")[0]["url"].endswith("/ten-khac/#c3")


@pytest.mark.parametrize("q", ["", "   ", "!?…", "'\"\\;--", "&|!():*<->", "\x00\x01", "​"])
def test_a_query_without_words_leads_somewhere(client: Any, lesson: LessonPage, q: str) -> None:
    answer = client.get("/tim-kiem/", {"q": q})
    assert answer.status_code == 200
    assert not answer.context["results"].object_list
    assert [track.pk for track in answer.context["tracks"]] == [lesson.get_parent().get_parent().pk]
    assert bool(answer.context["problem"]) is bool(answer.context["q"])


@pytest.mark.parametrize("q", ["a & b", "x:*", "mật | khẩu", "(mật", "<->", "it's", "a" * 100, "%", "_", "mật\nkhẩu"])
def test_no_query_breaks_the_search(client: Any, lesson: LessonPage, q: str) -> None:
    found(client, q)


def test_a_query_of_more_than_100_letters_is_answered_with_a_sentence(client: Any, lesson: LessonPage) -> None:
    answer = client.get("/tim-kiem/", {"q": "mật khẩu " * 20})
    assert answer.context["problem"]
    assert answer.context["problem"] in answer.content.decode()
    assert len(answer.context["q"]) <= 100


def test_results_are_paged_and_bounded_and_take_as_many_queries(client: Any, db: None) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(client, "tu khoa")
        return len(captured)

    course = CourseFactory()
    LessonFactory(parent=course, cards=[card("c1", text("Từ khóa"))])
    few = count()
    for _lesson in range(4):
        LessonFactory(parent=course, cards=[card(f"c{n}", text("Từ khóa")) for n in range(29)])
    assert count() == few <= 5
    assert len(found(client, "tu khoa")) == 10
    answer = client.get("/tim-kiem/", {"q": "tu khoa", "trang": "11"})
    assert answer.context["paginator"].count == 100
    assert answer.context["results"].number == 10


def test_only_reading_is_answered(client: Any, db: None) -> None:
    assert client.post("/tim-kiem/", {"q": "a"}).status_code == 405


def test_a_long_text_is_cut_around_its_best_match() -> None:
    long = "Mở đầu dài. " * 30 + "Ở đây có mã xác nhận của mình. " + "Kết thúc dài. " * 30
    parts = snippet(long, read_query("ma xac nhan"))
    assert [part.text for part in parts if part.is_match] == ["mã", "xác", "nhận"]
    assert sum(len(part.text) for part in parts) < 260
    assert parts[0].text == "… "
    assert parts[-1].text.endswith(" …")


@given(st.text(max_size=400), st.text(max_size=60))
def test_a_snippet_is_always_a_stretch_of_its_text(whole: str, q: str) -> None:
    parts = snippet(whole, read_query(q))
    shown = "".join(part.text for part in parts)
    if shown.startswith("… ") and not whole.startswith("… "):
        shown = shown[2:]
    assert shown in whole or shown.removesuffix(" …") in whole
