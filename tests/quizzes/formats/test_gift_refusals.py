"""What GIFT cannot bring is named with its line, and keeps no other question out."""

from __future__ import annotations

import pytest

from quizzes.formats.gift import reader
from quizzes.formats.gift.reader import MOST_BYTES, read
from quizzes.formats.gift.writer import write
from quizzes.formats.records import Record, Trouble
from quizzes.formats.spreadsheet.examples import examples

GOOD = "Cá biết bơi.{T}"


def refusals(text: str | bytes) -> list[tuple[int, str]]:
    found = list(read(text if isinstance(text, bytes) else text.encode()))
    assert all(item.message for item in found if isinstance(item, Trouble))
    return [(item.line, item.code) for item in found if isinstance(item, Trouble) and item.severity == "refused"]


@pytest.mark.parametrize(
    ("broken", "troubles"),
    [
        ("Câu\nhai dòng {\n=a\n~b", [(4, "brace_not_closed")]),
        ("Câu\n=a }", [(4, "brace_not_opened")]),
        ("Câu } sai { chiều", [(3, "brace_not_opened")]),
        ("Câu {\n=a\n\n~b\n}", [(3, "brace_not_closed"), (7, "brace_not_opened")]),
        ("Câu {\n=a{b}\n}", [(4, "brace_within")]),
        ("Câu {=a}\nCâu khác {=b}", [(4, "second_answers")]),
        ("Câu {=a} }", [(3, "second_answers")]),
        ("Hãy kể {}", [(3, "essay")]),
        ("Hãy kể {\n####Hay quá}", [(3, "essay")]),
        ("Chỉ là lời dẫn.\nHai dòng.", [(3, "description")]),
        ("Câu {\nlạc ~a =b}", [(3, "stray_text")]),
        ("Câu {\n=a -> b\n=c\n}", [(5, "no_arrow")]),
        ("Câu {~a ~b}", [(3, "no_right_answer")]),
        ("Câu {=%50%a ~b}", [(3, "no_right_answer")]),
        ("Câu {#\n=năm}", [(4, "not_a_number")]),
        ("Câu {#\n=1:x}", [(4, "not_a_number")]),
        ("Câu {#1..b}", [(3, "not_a_number")]),
        ("Câu {#1e999999999}", [(3, "not_a_number")]),
        ("Câu {#}", [(3, "no_answer")]),
        ("Câu {=%0%a}", [(3, "no_right_answer")]),
        ("x" * 70_000 + "{T}", [(3, "too_long")]),
        ("[markdown]" + "[" * 5_000 + "{T}", [(3, "too_long")]),
    ],
)
def test_a_broken_question_is_named_and_its_neighbours_come_along(broken: str, troubles: list[tuple[int, str]]) -> None:
    text = f"{GOOD}\n\n{broken}\n\n{GOOD}\n"
    assert refusals(text) == troubles
    assert sum(isinstance(item, Record) for item in read(text.encode())) == 2
    # Lines are counted alike whatever ends them.
    assert refusals(text.replace("\n", "\r\n")) == troubles


def test_what_the_kinds_refuse_is_refused() -> None:
    assert refusals("Câu {=a ~a}\n\nCâu { =a ~}\n") == [(1, "invalid"), (3, "invalid")]
    assert refusals("Câu {=a->b =c->b}") == [(1, "invalid")]
    assert refusals("Câu {=" + " ~".join("abcdefghi") + "}") == [(1, "invalid")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_of_these_encodings_are_read(encoding: str) -> None:
    record = next(iter(read("Cá biết bơi ở đâu?{=Nước}".encode(encoding))))
    assert isinstance(record, Record)
    assert record.content["prompt"] == "Cá biết bơi ở đâu?"


def test_other_encodings_and_binary_files_are_refused_with_the_line() -> None:
    assert refusals("Một?{T}\n\nTiếng Việt".encode("cp1258", "replace") + b"\xff{T}") == [(3, "encoding")]
    assert refusals("Mot?{T}\n\nHai".encode("utf-16-le")) == [(1, "not_text")]
    assert refusals(b"a" * (MOST_BYTES + 1)) == [(0, "too_large")]
    assert refusals(b"") == []


def test_letters_come_in_one_spelling_and_without_control_characters() -> None:
    found = list(read("Ca\u0301 \x07bơi?{T}".encode()))
    assert [item.code for item in found if isinstance(item, Trouble)] == ["control_characters"]
    assert [item.content["prompt"] for item in found if isinstance(item, Record)] == ["Cá bơi?"]


def test_more_questions_than_a_file_may_have_are_left_out_from_there_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_QUESTIONS", 3)
    assert refusals(f"{GOOD}\n\n" * 5) == [(7, "too_many")]
    assert refusals(f"{GOOD}\n\n" * 3) == []


@pytest.mark.parametrize("piece", ["{", "}", "=", "~", "#", "\\", "::", "%", "[html]", "=->", "//[tag:", "<", "<!--"])
def test_a_great_block_of_one_sign_ends_like_any_other(piece: str) -> None:
    # Whatever looked through it again and again would not come to an end here.
    block = piece * (59_000 // len(piece))
    text = "\n\n".join([block, f"{block}{{={block}}}", f"[html]{block}{{~{block}}}", f"Câu {{{block}}}", GOOD])
    found = list(read(text.encode()))
    assert isinstance(found[-1], Record)
    assert found[-1].content["prompt"] == "Cá biết bơi."


def test_the_writer_names_what_gift_has_no_place_for() -> None:
    records = examples()
    text, troubles = write(records)
    assert [(trouble.line, trouble.code) for trouble in troubles] == [
        (5, "kind"), (6, "several_gaps"), (8, "media"), (9, "kind"),
    ]  # fmt: skip
    assert all(trouble.severity == "refused" for trouble in troubles)
    assert list(read(text.encode())) == [records[place] for place in (0, 1, 2, 3, 6)]


def test_moodle_reads_arrows_only_between_pairs() -> None:
    pair = examples()[3]
    pair.content["pairs"][0]["left"] = "a -> b"
    text, troubles = write([pair])
    assert troubles == []
    assert "=[html]a -&gt; b -> 113" in text
    assert list(read(text.encode())) == [pair]
    gap = examples()[5]
    gap.content |= {"sentence": "", "gaps": [{"accepted": [{"text": "a -> b", "credit": 100, "feedback": ""}]}]}
    assert [trouble.code for trouble in write([gap])[1]] == ["not_in_gift"]


def test_written_files_look_as_moodle_writes_them() -> None:
    text, _ = write([examples()[1], examples()[6]])
    assert text.split("\n\n")[0] == "$CATEGORY: 0.2"
    assert "\t~%50%Một câu dài chỉ mình nhớ\n\t~%50%Chữ và số xen nhau\n\t~%-100%Ngày sinh của mình#" in text
    assert "trả bao nhiêu?{\n\t#\n\t=%100%1500000:0}" in text
    assert "[tag:unit:đồng]" in text
