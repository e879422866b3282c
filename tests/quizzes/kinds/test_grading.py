"""Credit, spelling and numbers of each kind, by example."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.base import BadResponse, Fields, Frozen, Reply
from quizzes.kinds.numbers import plain, read_number, shown
from quizzes.kinds.registry import kind_of
from quizzes.kinds.shuffling import VARIANTS, scrambled
from tests.quizzes.kinds.examples import EXAMPLES
from tests.quizzes.kinds.forms import FIELD
from tests.quizzes.kinds.strategies import frozen_of


def frozen(kind: str, **changes: Any) -> Frozen:
    return frozen_of(kind, {**EXAMPLES[kind], **changes})


def placed(question: Frozen, fields: Fields) -> Fields:
    """Fields in which i1 means the first item and r1 the first right, whatever ids these have."""
    known = {f"{letter}{place}": thing["id"] for letter, things in (("i", "items"), ("r", "rights"))
             for place, thing in enumerate(question.get(things, []), 1)}  # fmt: skip
    return {known.get(name, name): [known.get(value, value) for value in values] for name, values in fields.items()}


def credit(kind: str, fields: Fields, **changes: Any) -> float:
    question = frozen(kind, **changes)
    return round(kind_of(kind).grade(question, kind_of(kind).read(question, placed(question, fields))), 4)


@pytest.mark.parametrize(("kind", "things"), [("ordering", "items"), ("matching", "rights")])
def test_ids_do_not_tell_the_order_that_is_the_answer(kind: str, things: str) -> None:
    question = frozen(kind)
    by_id = sorted(question[things], key=lambda thing: int(thing["id"][1:]))
    assert [thing["text"] for thing in by_id] == sorted(thing["text"] for thing in by_id)


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("single_choice", {"c": ["c2"]}, 1),
        ("single_choice", {"c": ["c3"]}, 0.3),
        ("multiple_choice", {"c": ["c1"]}, 0.5),
        ("multiple_choice", {"c": ["c1", "c3", "c2"]}, 0.5),
        ("multiple_choice", {"c": ["c1", "c2"]}, 0),
        ("multiple_choice", {"c": ["c1", "c2", "c3", "c4"]}, 0),
        ("true_false", {"c": ["false"]}, 1),
        ("matching", {"l1": ["r1"]}, 0.3333),
        ("matching", {"l1": ["r1"], "l2": ["r1"], "l3": ["r4"]}, 0.3333),
        ("ordering", {"i1": ["1"], "i2": ["2"], "i3": ["4"], "i4": ["3"]}, 0.6667),
        ("ordering", {"i1": ["2"], "i2": ["1"], "i3": ["4"], "i4": ["3"]}, 0.3333),
        ("ordering", {"i1": ["1"], "i2": ["2"]}, 0),
        ("ordering", {"i1": ["1"], "i2": ["2"], "i3": ["3"]}, 0),
        ("ordering", {"i1": ["1"], "i2": ["1"], "i3": ["1"], "i4": ["1"]}, 0),
        ("fill_in", {"g1": ["Hà Nội"]}, 0.5),
        ("fill_in", {"g1": ["thang long"], "g2": ["thanh pho ho chi minh"]}, 0.75),
        ("number", {"n": ["1.500.900"]}, 0.5),
        ("tap_place", {"c": ["p1"]}, 1),
        ("scam", {"v": ["scam"]}, 0.5),
        ("scam", {"v": ["scam"], "s": ["s1"]}, 0.75),
        ("scam", {"v": ["scam"], "s": ["s1", "s2", "s3"]}, 0.75),
        ("scam", {"v": ["safe"], "s": ["s1", "s2"]}, 0),
        ("scam", {"s": ["s1", "s2"]}, 0),
    ],
)
def test_what_is_right_in_part_gets_part_of_the_credit(kind: str, fields: Fields, expected: float) -> None:
    assert credit(kind, fields) == expected


def test_who_suspects_what_is_no_scam_loses_half() -> None:
    parts = [{"text": "Chiều nay họp tổ lúc 15 giờ.", "sign": False, "why": "Không hỏi gì cả."}]
    changes = {"parts": parts, "is_scam": False}
    assert credit("scam", {"v": ["safe"]}, **changes) == 1
    assert credit("scam", {"v": ["safe"], "s": ["s1"]}, **changes) == 0.5
    assert credit("scam", {"v": ["scam"]}, **changes) == 0


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1500000", "1500000"),
        ("1.500.000", "1500000"),
        ("1 500 000", "1500000"),
        ("1\u00a0500\u202f000", "1500000"),
        ("1,500,000", "1500000"),
        ("1.500.000,5", "1500000.5"),
        ("1,500,000.5", "1500000.5"),
        ("1.500", "1500"),
        ("1500.000", "1500000"),
        ("12.345", "12345"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1,500", "1.5"),
        ("1.5000", "1.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        (",5", "0.5"),
        ("-1.500", "-1500"),
        ("– 3", "-3"),
        ("−3", "-3"),
        ("+7", "7"),
        ("007", "7"),
        (" 470.000. ", "470000"),
        ("470.000 đồng", "470000"),
        ("470000ĐỒNG", "470000"),
        ("470.000 dong", "470000"),
    ],
)
def test_numbers_are_read_as_people_here_write_them(typed: str, number: str) -> None:
    assert read_number(typed, "đồng") == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "một trăm",
        "1 5",
        "1.50.000",
        "1.500.00",
        "1,2,3",
        "1.2.3",
        "--1",
        "1e5",
        "٣",
        "9" * 16,
        "1" * 5000,
        "5 ngàn",
    ],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed, "đồng") is None


@given(st.decimals(-(10**14), 10**14, places=4, allow_nan=False))
def test_a_number_shown_is_read_back(number: Decimal) -> None:
    assert read_number(shown(number)) == number
    assert Decimal(plain(number)) == number


def test_words_instead_of_a_number_are_kept_but_are_no_answer() -> None:
    question, kind = frozen("number"), kind_of("number")
    fields = kind.read(question, {"n": ["một triệu rưỡi"]})
    assert fields == {"n": ["một triệu rưỡi"]}
    assert not kind.is_complete(question, fields)
    assert kind.grade(question, fields) == 0


@pytest.mark.parametrize(
    ("typed", "case", "marks", "right"),
    [
        ("Hà Nội", False, False, True),
        ("  Hà   Nội ", False, False, True),
        ("Ha\u0300 No\u0323\u0302i", False, False, True),
        ("hà nội", False, False, False),
        ("HÀ NỘI", True, False, True),
        ("Ha Noi", False, True, True),
        ("ha noi", False, True, False),
        ("ha noi", True, True, True),
        ("ha noi", True, False, False),
        ("Hải Nội", True, True, False),
    ],
)
def test_capitals_and_marks_count_only_where_the_question_says_so(
    typed: str, case: bool, marks: bool, right: bool
) -> None:
    gaps = [{"accepted": [{"text": "Hà Nội", "credit": 100}]}]
    fields = {"g1": [typed]}
    assert credit("fill_in", fields, sentence="", gaps=gaps, fold_case=case, fold_marks=marks) == right


def test_the_letter_d_with_its_bar_is_a_mark_and_a_tone_may_stand_on_either_vowel() -> None:
    gaps = [{"accepted": [{"text": "Đường Hòa Bình", "credit": 100}]}]
    for typed in ("duong hoa binh", "Đường Hoà Bình"):
        assert credit("fill_in", {"g1": [typed]}, sentence="", gaps=gaps, fold_case=True, fold_marks=True) == 1
    assert credit("fill_in", {"g1": ["Đường Hoà Bình"]}, sentence="", gaps=gaps, fold_marks=False) == 1


def test_gaps_stand_where_the_sentence_has_three_lines_or_more() -> None:
    question, kind = frozen("fill_in", sentence="a_b ___ c __ d _____."), kind_of("fill_in")
    assert kind.problems({**EXAMPLES["fill_in"], "sentence": question["sentence"]}) == []
    pieces = kind.context(question, 0, {"g2": ["đây"]})["pieces"]
    assert [piece["text"] for piece in pieces] == ["a_b ", " c __ d ", "."]
    assert [piece["gap"] and piece["gap"]["given"] for piece in pieces] == ["", "đây", None]
    for sentence in ("không có", "___ ___ ___", "  "):
        assert [p.path for p in kind.problems({**EXAMPLES["fill_in"], "sentence": sentence})] == ["gaps"]


def test_an_order_is_complete_when_each_item_has_a_place_of_its_own() -> None:
    question, kind = frozen("ordering"), kind_of("ordering")
    assert kind.is_complete(question, {"i1": ["4"], "i2": ["3"], "i3": ["2"], "i4": ["1"]})
    assert not kind.is_complete(question, {"i1": ["1"], "i2": ["1"], "i3": ["2"], "i4": ["3"]})
    for place in ("0", "5", "02", "1.0", "x"):
        with pytest.raises(BadResponse):
            kind.read(question, {"i1": [place]})


@pytest.mark.parametrize("variant", range(-1, VARIANTS))
def test_items_never_start_in_the_right_order_and_rights_never_beside_their_lefts(variant: int) -> None:
    for things in (["a", "b"], ["a", "b", "c"], list("abcdefgh")):
        assert scrambled(things, variant) != things
        assert sorted(scrambled(things, variant)) == things
    items = kind_of("ordering").context(frozen("ordering"), variant, {})["items"]
    assert [item["text"] for item in items] != EXAMPLES["ordering"]["items"]


def test_choices_come_in_the_order_of_the_variant_and_places_of_the_picture_do_not() -> None:
    choices, places = set(), set()
    for variant in range(VARIANTS):
        html = kind_of("single_choice").html(frozen("single_choice"), field=FIELD, variant=variant)
        choices.add(tuple(sorted(("c1", "c2", "c3"), key=lambda known: html.index(f'value="{known}"'))))
        places.add(kind_of("tap_place").html(frozen("tap_place"), field=FIELD, variant=variant))
    assert len(choices) == 6
    assert len(places) == 1


def test_what_lies_on_top_of_a_larger_place_is_drawn_after_it() -> None:
    large = {"label": "Cả màn hình", "left": 0, "top": 0, "width": 100, "height": 100, "correct": False}
    places = [EXAMPLES["tap_place"]["places"][0], large]
    content = {**EXAMPLES["tap_place"], "places": places}
    assert kind_of("tap_place").problems(content) == []
    shown_places = kind_of("tap_place").context(frozen("tap_place", places=places), 0, {})["places"]
    assert [place["id"] for place in shown_places] == ["p2", "p1"]


def test_replies_say_what_was_given_what_is_said_to_it_and_what_was_expected() -> None:
    kind, question = kind_of("single_choice"), frozen("single_choice")
    said = "Họ sẽ gọi lại thật đấy."
    assert kind.replies(question, {"c": ["c3"]}, show_key=True) == [Reply("Hẹn gọi lại", False, said, "Tắt máy")]
    assert kind.replies(question, {"c": ["c3"]}, show_key=False) == [Reply("Hẹn gọi lại", None, said)]
    kind, question = kind_of("matching"), frozen("matching")
    assert kind.replies(question, placed(question, {"l1": ["r1"], "l2": ["r4"]}), show_key=True) == [
        Reply("Cài đặt", True, "", "Cài đặt", "Hình bánh răng"),
        Reply("Chụp ảnh", False, "", "Tin nhắn", "Hình phong bì"),
        Reply("", False, "", "Gọi điện", "Hình ống nghe"),
    ]
    kind, question = kind_of("multiple_choice"), frozen("multiple_choice")
    assert kind.replies(question, {"c": ["c1", "c2"]}, show_key=True) == [
        Reply("con-trau-di-truoc-1975", True, "Dài, dễ nhớ.", "con-trau-di-truoc-1975"),
        Reply("12345678", False, "Ai cũng đoán được."),
        Reply("", False, "Dài, khó đoán.", "bốn từ ngẫu nhiên"),
    ]
    kind, question = kind_of("number"), frozen("number")
    assert kind.replies(question, {"n": ["1.500.900"]}, show_key=True) == [
        Reply("1.500.900", False, "Gần đúng.", "1.500.000 đồng")
    ]


def test_two_choices_where_one_can_be_chosen_are_refused_and_one_sent_twice_is_one() -> None:
    kind, question = kind_of("single_choice"), frozen("single_choice")
    with pytest.raises(BadResponse):
        kind.read(question, {"c": ["c1", "c2"]})
    assert kind.read(question, {"c": ["", "c2", "c2"]}) == {"c": ["c2"]}


def test_all_that_is_wrong_is_said_at_once_with_its_place() -> None:
    content = {
        "prompt": "",
        "choices": [{"text": "a", "credit": True}, {"text": "A ", "credit": 10**5000, "hint": 1}, 7],
        "explanation": None,
        "choises": [],
        "picture": {"image": "5"},
    }
    assert sorted(problem.path for problem in kind_of("single_choice").problems(content)) == [
        "choices", "choices.1.credit", "choices.2.credit", "choices.2.hint", "choices.2.text", "choices.3",
        "choices.3.credit", "choices.3.text", "choises", "explanation", "picture.alt_text", "picture.image", "prompt",
    ]  # fmt: skip


@pytest.mark.parametrize("unwritable", ["a\x00b", "a\ud800", "\u200b"])
def test_characters_that_nobody_sees_or_no_database_takes_are_refused(unwritable: str) -> None:
    assert kind_of("ordering").problems({**EXAMPLES["ordering"], "items": [unwritable, "b"]})


def test_a_prompt_and_its_lines_are_text_and_never_markup() -> None:
    html = kind_of("true_false").html(frozen("true_false", prompt="<b>1</b>\n2"), field=FIELD, variant=0)
    assert "&lt;b&gt;1&lt;/b&gt;<br>2" in html
    assert "style=" not in html
