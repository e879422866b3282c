"""What a card may hold, as the editor and the loader both check it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from courses.blocks.links import is_official
from courses.models import LessonPage
from tests.courses.making import LessonFactory, card, cards, check, make_drawing, make_photo, picture, text

pytestmark = pytest.mark.django_db

BLOCK = LessonPage._meta.get_field("cards").stream_block
LINK = {"title": "Cổng", "url": "https://dichvucong.gov.vn", "description": "Nộp hồ sơ"}


def clean(raw: list[dict[str, Any]]) -> Any:
    return BLOCK.clean(BLOCK.to_python(raw))


def refuse(raw: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        clean(raw)


def document(name: str, content: bytes) -> int:
    return Document.objects.create(title=name, file=ContentFile(content, name=name)).pk


def test_every_kind_of_piece_is_taken() -> None:
    sound = document("a.mp3", b"ID3" + bytes(20))
    film = document("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(9))
    captions = document("a.vtt", b"WEBVTT\n\n")
    words = {"title": "Nghe", "transcript": "<p>Lời</p>"}
    assert clean(
        cards(
            [text("Chữ"), picture(make_drawing()), picture(make_photo())],
            {"type": "audio", "value": {"file": sound, **words}},
            {"type": "video", "value": {"file": film, "captions": captions, **words}},
            {"type": "steps", "value": {"steps": ["<p>Một</p>", "<p>Hai</p>"]}},
            {"type": "do_dont", "value": {"do": ["<p>Làm</p>"], "dont": []}},
            {"type": "warning", "value": "<p>Cẩn thận</p>"},
            check(),
            {"type": "official_link", "value": LINK},
        )
    )


def test_a_lesson_has_1_to_30_cards() -> None:
    refuse([])
    assert len(clean(cards(*[text("Chữ")] * 30))) == 30
    refuse(cards(*[text("Chữ")] * 31))


def test_a_card_needs_a_title_and_something_on_it() -> None:
    refuse([{"type": "card", "id": "c1", "value": {"title": "", "body": [text("Chữ")]}}])
    refuse(cards([]))


def test_a_card_has_at_most_one_check() -> None:
    refuse(cards([check(), check()]))


@pytest.mark.parametrize(
    "choices",
    [
        [("Một", True)],
        [(f"Câu {n}", n == 0) for n in range(6)],
        [("Một", False), ("Hai", False)],
        [("Giống", True), ("giống", False)],
    ],
)
def test_a_check_has_2_to_5_different_choices_with_a_correct_one(choices: list[tuple[str, bool]]) -> None:
    refuse(cards(check("Hỏi?", *choices)))


def test_a_picture_needs_its_description() -> None:
    refuse(cards(picture(make_drawing(), alt_text="")))


def test_a_drawing_that_came_past_the_form_is_checked_in_the_card() -> None:
    bad = make_drawing(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script/></svg>')
    refuse(cards(picture(bad)))


def test_recordings_need_their_words_and_must_be_what_they_say() -> None:
    sound = document("a.mp3", b"ID3" + bytes(20))
    film = document("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(9))
    for kind, value in (
        ("audio", {"file": sound, "title": "Nghe", "transcript": ""}),
        ("audio", {"file": film, "title": "Nghe", "transcript": "<p>Lời</p>"}),
        ("audio", {"file": document("b.mp3", b"<html></html>"), "title": "Nghe", "transcript": "<p>Lời</p>"}),
        ("video", {"file": film, "title": "Xem", "transcript": "<p>Lời</p>", "captions": None}),
        ("video", {"file": film, "title": "Xem", "transcript": "<p>Lời</p>", "captions": sound}),
    ):
        refuse(cards({"type": kind, "value": value}))


@pytest.mark.parametrize(
    "address", ["http://chinhphu.vn", "javascript:alert(1)", "https://a@b.vn", "https://", "ftp://x"]
)
def test_a_link_to_an_official_site_is_plainly_secure(address: str) -> None:
    refuse(cards({"type": "official_link", "value": {**LINK, "url": address}}))


@pytest.mark.parametrize("address", ["http://chinhphu.vn", "javascript:alert(1)", "ftp://x"])
@pytest.mark.parametrize("kind", ["text", "warning"])
def test_a_link_in_text_is_secure(kind: str, address: str) -> None:
    refuse(cards({"type": kind, "value": f'<p><a href="{address}">đây</a></p>'}))


@pytest.mark.parametrize(
    ("address", "official"),
    [
        ("https://dichvucong.gov.vn/a", True),
        ("https://chinhphu.vn", True),
        ("https://play.google.com/store", True),
        ("https://dichvucong-gov.vn", False),
        ("https://gov.vn.lua-dao.com", False),
        ("https://lua-dao.com/gov.vn", False),
    ],
)
def test_addresses_of_authorities_are_told_from_others(address: str, official: bool) -> None:
    assert is_official(address) is official


@pytest.mark.parametrize("card_id", ["c 1", "c_1", "c#1", "x" * 65, "bài"])
def test_card_ids_can_stand_in_an_address(card_id: str) -> None:
    lesson = LessonFactory(live=False)
    lesson.cards = [card(card_id, text("Chữ"))]
    with pytest.raises(ValidationError):
        lesson.full_clean()


def test_two_cards_never_share_an_id() -> None:
    lesson = LessonFactory(live=False)
    lesson.cards = [card("c1", text("Một")), card("c1", text("Hai"))]
    with pytest.raises(ValidationError):
        lesson.full_clean()


def test_frozen_text_holds_nothing_but_our_own_tags() -> None:
    sly = '<p data-block-key="x">A<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x">b</a></p>'
    lesson = LessonFactory(cards=cards({"type": "text", "value": sly}))
    shown = lesson.newest_version().cards[0]["html"]
    assert shown == '<div class="text"><p>A<a>b</a></p></div>'


def test_what_is_searched_does_not_give_the_answers_away() -> None:
    lesson = LessonFactory(cards=cards(check("Chọn gì?", ("Câu đúng", True), ("Câu sai", False))))
    assert lesson.newest_version().cards[0]["text"] == "Chọn gì?"
