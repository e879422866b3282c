"""Moodle's XML: what comes along, what is said to be lost, and what is not followed."""

from __future__ import annotations

import io
import tracemalloc
from typing import Any

import pytest

from quizzes.formats.moodle_xml.reader import read
from quizzes.formats.records import Record, Trouble


def quiz(*questions: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n").encode()


def question(kind: str, inside: str = "", text: str = "Câu hỏi?", form: str = "html") -> str:
    return (
        f'<question type="{kind}"><name><text>Tên</text></name>'
        f'<questiontext format="{form}"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>'
    )


def answer(text: str, fraction: str = "0", feedback: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f"<feedback format='html'><text>{feedback}</text></feedback>{more}</answer>"
    )


def one(data: bytes) -> tuple[Record, list[str]]:
    found = list(read(data))
    records = [item for item in found if isinstance(item, Record)]
    assert len(records) == 1, found
    return records[0], [item.code for item in found if isinstance(item, Trouble)]


def refusals(data: bytes) -> list[tuple[int, str]]:
    found = list(read(data))
    return [(item.line, item.code) for item in found if isinstance(item, Trouble) and item.severity == "refused"]


def choice(text: str, key: str, value: Any, feedback: str = "") -> dict[str, Any]:
    return {"text": text, key: value, "feedback": feedback}


KINDS: dict[str, tuple[str, str, dict[str, Any], list[str]]] = {
    "single": (
        question("multichoice", "<single>true</single>" + answer("<p>Có</p>", "100", "Đúng") + answer("Không")),
        "single_choice",
        {"choices": [choice("Có", "credit", 100, "Đúng"), choice("Không", "credit", 0)]},
        [],
    ),
    "single without right": (
        question("multichoice", "<single>1</single>" + answer("a", "100") + answer("b", "-50")),
        "single_choice",
        {"choices": [choice("a", "credit", 100), choice("b", "credit", 0)]},
        ["weight_rounded"],
    ),
    "multiple": (
        question(
            "multichoice",
            "<single>false</single>" + answer("a", "33.33333") + answer("b", "33.33333") + answer("c", "33.33333")
            + answer("d", "-100"),
        ),
        "multiple_choice",
        {"choices": [choice("a", "correct", True), choice("b", "correct", True), choice("c", "correct", True),
                     choice("d", "correct", False)]},
        [],
    ),
    "multiple as old versions wrote it": (
        question("multichoice", "<single>false</single>" + answer("1") + answer("2", "100") + answer("4", "100")),
        "multiple_choice",
        {"choices": [choice("1", "correct", False), choice("2", "correct", True), choice("4", "correct", True)]},
        [],
    ),
    "true or false": (
        question("truefalse", answer("true", "0", "Chưa đúng") + answer("false", "100", "Đúng rồi")),
        "true_false",
        {"answer": False, "feedback_true": "Chưa đúng", "feedback_false": "Đúng rồi"},
        [],
    ),
    "short answer": (
        question("shortanswer", "<usecase>1</usecase>" + answer("Hà Nội", "100") + answer("Ha Noi", "50", "Thiếu dấu")
                 + answer("*", "0", "Sai")),
        "fill_in",
        {"sentence": "", "fold_case": False, "fold_marks": False,
         "gaps": [{"accepted": [choice("Hà Nội", "credit", 100), choice("Ha Noi", "credit", 50, "Thiếu dấu")]}]},
        ["any_answer_lost"],
    ),
    "number": (
        question("numerical", answer("1500000", "100", "", "<tolerance>1.50</tolerance>")
                 + answer("*", "0", "Sai", "<tolerance>0</tolerance>")
                 + "<units><unit><multiplier>1</multiplier><unit_name>đồng</unit_name></unit>"
                   "<unit><multiplier>0.001</multiplier><unit_name>nghìn</unit_name></unit></units>"),
        "number",
        {"unit": "đồng", "answers": [{"value": "1500000", "tolerance": "1.5", "credit": 100, "feedback": ""}]},
        ["units_lost", "any_answer_lost"],
    ),
    "matching": (
        question("matching", "".join(
            f'<subquestion format="html"><text><![CDATA[{left}]]></text>'
            f"<answer><text>{right}</text></answer></subquestion>"
            for left, right in (("<p>Cháy</p>", "114"), ("<p>Cấp cứu</p>", "115"), ("", "113"))
        )),
        "matching",
        {"pairs": [{"left": "Cháy", "right": "114"}, {"left": "Cấp cứu", "right": "115"}], "distractors": ["113"]},
        [],
    ),
    "matching by dragging": (
        question("ddmatch", "".join(
            f'<subquestion format="html"><text>{left}</text>'
            f'<answer format="html"><text><![CDATA[<b>{right}</b>]]></text></answer></subquestion>'
            for left, right in (("a", "1"), ("b", "2"))
        )),
        "matching",
        {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "distractors": []},
        [],
    ),
    "ordering": (
        question("ordering", "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>"
                 + answer("Bật máy", "1") + answer("Nhập mã", "2") + answer("Chạm biểu tượng", "3")),
        "ordering",
        {"items": ["Bật máy", "Nhập mã", "Chạm biểu tượng"]},
        [],
    ),
    "cloze with typed words": (
        question("cloze", text="<p>Điền từ.</p>"
                 "<p>Cháy gọi {1:SHORTANSWER:=114#đúng~%50%115} rồi {1:MW:=chờ \\} đợi}.</p>"),
        "fill_in",
        {"sentence": "Cháy gọi _____ rồi _____.", "fold_case": True, "fold_marks": False, "gaps": [
            {"accepted": [choice("114", "credit", 100, "đúng"), choice("115", "credit", 50)]},
            {"accepted": [choice("chờ } đợi", "credit", 100)]},
        ]},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "particular", "changed"), KINDS.values(), ids=KINDS.keys())
def test_types(text: str, kind: str, particular: dict[str, Any], changed: list[str]) -> None:
    record, codes = one(quiz(text))
    content = dict(record.content)
    assert content.pop("prompt") in {"Câu hỏi?", "Điền từ."}
    assert content.pop("explanation") == ""
    assert (record.kind, content, codes, record.name) == (kind, particular, changed, "Tên")


def test_the_examples_of_gift_that_went_through_moodle_keep_their_tags() -> None:
    text = question(
        "shortanswer",
        answer("lá", "100") + "<idnumber>7f0a4c52-3c5b-4b0e-9a53-3d8f4b6f2a11</idnumber>"
        "<tags><tag><text>competence:0.1</text></tag><tag><text>sentence:1</text></tag>"
        "<tag><text>lớp 2</text></tag></tags>",
        "Điền từ.\nNón làm từ",
        "plain_text",
    )
    record, codes = one(quiz(text))
    assert (record.competence, str(record.id)[:8]) == ("0.1", "7f0a4c52")
    assert (record.content["prompt"], record.content["sentence"]) == ("Điền từ.", "Nón làm từ _____")
    assert codes == ["tag_lost"]


def test_categories_hold_until_the_next() -> None:
    category = '<question type="category"><category><text>$course$/top/{}</text></category></question>'
    data = quiz(category.format("1.2 Thông tin"), question("truefalse", answer("true", "100") + answer("false")),
                category.format("Khác"), question("truefalse", answer("true", "100") + answer("false")))  # fmt: skip
    first, second = (item for item in read(data) if isinstance(item, Record))
    assert (first.competence, first.category, first.line) == ("1.2", "$course$/top/1.2 Thông tin", 4)
    assert (second.competence, second.category, second.line) == ("", "$course$/top/Khác", 6)


def test_what_is_lost_is_said() -> None:
    inside = (
        answer("true", "100")
        + answer("false")
        + "<correctfeedback><text>Giỏi quá</text></correctfeedback>"
        + "<incorrectfeedback><text>Your answer is incorrect.</text></incorrectfeedback>"
        + "<hint><text>Nghĩ lại</text></hint>"
        + '<generalfeedback><text><![CDATA[<a href="https://vnexpress.net/">Báo</a>]]></text></generalfeedback>'
    )
    text = '<p>Xem <img src="@@PLUGINFILE@@/h.png" alt=""><video src="p.mp4"></video></p>'
    text += "<table><tr><td>1</td></tr></table>"
    record, codes = one(quiz(question("truefalse", inside, text)))
    assert record.content["explanation"] == "Báo"
    assert sorted(codes) == [
        "combined_feedback_lost", "hints_lost", "link_lost", "media_lost", "picture_lost", "table_flattened",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    ["essay", "description", "gapselect", "ddwtos", "ddimageortext", "ddmarker", "calculated", "randomsamatch", ""],
)
def test_types_that_do_not_come_along_are_said(kind: str) -> None:
    good = question("truefalse", answer("true", "100") + answer("false"))
    data = quiz(good, question(kind), good)
    assert refusals(data) == [(4, "type")]
    assert sum(isinstance(item, Record) for item in read(data)) == 2


def test_gaps_to_choose_for_are_refused() -> None:
    text = question("cloze", text="Chọn {1:MULTICHOICE:=a~b} và {1:NUMERICAL:=5}")
    assert refusals(quiz(text)) == [(3, "cloze")]


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
        "<!DOCTYPE quiz>",
    ],
)
def test_bombs_and_other_files_are_refused_before_anything_of_them_is_read(prologue: str) -> None:
    text = f'<?xml version="1.0"?>\n{prologue}\n<quiz>{question("truefalse")}&a;&b;</quiz>'
    found = list(read(text.encode()))
    assert [(item.line, item.code) for item in found if isinstance(item, Trouble)] == [(2, "dangerous_xml")]
    assert len(found) == 1


def test_a_billion_laughs_take_no_memory() -> None:
    entities = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    tracemalloc.start()
    assert refusals(f"<!DOCTYPE quiz [{entities}]><quiz>&l10;</quiz>".encode()) == [(1, "dangerous_xml")]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_broken_xml_keeps_what_stands_before_it() -> None:
    data = quiz(question("truefalse", answer("true", "100") + answer("false")), "<question><name></question>")
    assert [type(item) for item in read(data)] == [Record, Trouble]
    assert refusals(data) == [(4, "broken_xml")]
    assert refusals(b"") == [(1, "broken_xml")]
    assert refusals(b"\xff\xfe") == [(1, "broken_xml")]
    assert refusals(b'<?xml version="1.0" encoding="nothing"?><quiz/>') in ([(1, "encoding")], [(1, "broken_xml")])
    assert refusals(b"<html><body/></html>") == [(1, "not_moodle")]
    assert refusals(b"<quiz>" + b"<a>" * 100_000) == [(1, "too_deep")]


def test_a_great_file_is_read_piece_by_piece() -> None:
    piece = question("truefalse", answer("true", "100") + answer("false")).encode()
    size = 3_000

    class Endless(io.RawIOBase):
        """Gives the questions without ever holding them all."""

        left = size

        def read(self, _most: int = -1) -> bytes:
            if self.left == size:
                self.left -= 1
                return b"<quiz>" + piece
            if self.left == 0:
                self.left = -1
                return b"</quiz>"
            self.left = max(self.left - 100, 0) if self.left > 0 else self.left
            return piece * 100 if self.left >= 0 else b""

    tracemalloc.start()
    count = sum(isinstance(item, Record) for item in read(Endless()))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 2_800
    assert peak < 1_000_000
