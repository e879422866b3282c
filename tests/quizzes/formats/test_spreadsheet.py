"""Questions as rows: what people and spreadsheets write is understood, wrong rows are named, good ones come in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from quizzes.formats.records import Record, Trouble
from quizzes.formats.spreadsheet import reader
from quizzes.formats.spreadsheet.cells import guarded, text_of
from quizzes.formats.spreadsheet.columns import COLUMNS, KINDS
from quizzes.formats.spreadsheet.examples import examples
from quizzes.formats.spreadsheet.explanations import EXPLANATIONS
from quizzes.formats.spreadsheet.reader import read
from quizzes.formats.spreadsheet.template import template
from quizzes.formats.spreadsheet.writer import write_csv, write_xlsx
from quizzes.kinds.registry import NAMES

GOOD = {"Loại": "Đúng hay sai", "Câu hỏi": "Cá biết bơi.", "Đáp án": "đúng"}
NUMBER = {"Loại": "Nhập số", "Câu hỏi": "Bao nhiêu?", "Lựa chọn 1": "5"}
CHOICE = {
    "Loại": "Một lựa chọn", "Câu hỏi": "Ai?", "Lựa chọn 1": "Một", "Điểm 1": "100", "Lựa chọn 2": "Hai", "Điểm 2": "0",
}  # fmt: skip


def workbook(*rows: dict[str, Any]) -> bytes:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    book = Workbook()
    sheet = book.active
    sheet.append(headers)
    for row in rows:
        sheet.append([row.get(header) for header in headers])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, headers, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def records(data: bytes) -> list[Record]:
    return [item for item in read(data) if isinstance(item, Record)]


def troubles(data: bytes) -> list[tuple[int, str]]:
    return [(item.line, item.code) for item in read(data) if isinstance(item, Trouble)]


def message(data: bytes) -> str:
    return "".join(item.message for item in read(data) if isinstance(item, Trouble))


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_every_kind_comes_back_as_it_was(write: Any) -> None:
    assert {record.kind for record in examples()} == set(NAMES) == set(KINDS)
    data, lost = write(examples())
    assert lost == []
    assert list(read(data)) == examples()


def test_the_examples_are_right() -> None:
    assert records(write_csv(examples())[0]) == examples()


def test_the_template_shows_each_kind_explains_each_column_and_adds_no_question() -> None:
    data = template()
    assert records(data) == []
    assert troubles(data) == [(row, "example") for row in range(2, 11)]
    book = load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book["Câu hỏi"][1]] == [column.header for column in COLUMNS]
    assert len(book["Câu hỏi"].data_validations.dataValidation) == 3
    explained = [row[0] for row in book["Cách điền"].iter_rows(min_row=3, values_only=True)]
    assert "Lựa chọn 1 … 12" in explained
    assert {column.group for column in COLUMNS} == set(EXPLANATIONS)
    assert len(explained) == len(EXPLANATIONS)


def test_a_filled_in_template_is_read() -> None:
    book = load_workbook(io.BytesIO(template()))
    sheet = book["Câu hỏi"]
    for row in range(2, 11):
        sheet.cell(row, 1).value = None
    file = io.BytesIO()
    book.save(file)
    assert list(read(file.getvalue())) == examples()


def test_numbers_dates_and_flags_as_a_spreadsheet_keeps_them() -> None:
    data = workbook(
        {
            **GOOD,
            "Đáp án": True,
            "Rà soát trước ngày": dt.datetime(2027, 5, 1),  # noqa: DTZ001 - cells have no zone
            "Năng lực": 1.2,
            "Tên": "  Cá \u00a0 bơi  ",
        },
        {**CHOICE, "Lựa chọn 1": 2.0, "Điểm 1": 100.0, "Lựa chọn 2": 0.1 + 0.2},
        {**NUMBER, "Lựa chọn 1": 1500000.125, "Sai số 1": 2.0, "Rà soát trước ngày": dt.date(2027, 5, 1)},
    )
    first, second, third = records(data)
    assert (first.content["answer"], first.review_by, first.competence, first.name) == (
        True, dt.date(2027, 5, 1), "1.2", "Cá bơi",
    )  # fmt: skip
    assert [choice["text"] for choice in second.content["choices"]] == ["2", "0,3"]
    assert third.content["answers"][0] == {"value": "1500000.125", "tolerance": "2", "credit": 100, "feedback": ""}


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1.500.000", "1500000"), ("1 500 000", "1500000"), ("1,5", "1.5"), ("1.5", "1.5"), ("-2", "-2"),
     ("1.500,25", "1500.25"),
     ("0.125", "0.125"), ("0,125", "0.125"), ("12.500", "12500"), ("'-3", "-3"), ("5\u00a0000", "5000")],
)  # fmt: skip
def test_numbers_are_read_as_people_here_type_them(typed: str, value: str) -> None:
    (record,) = records(table({**NUMBER, "Lựa chọn 1": typed}))
    assert record.content["answers"][0]["value"] == value


@pytest.mark.parametrize(
    "typed", ["1/5/2027", "01/05/2027", "01-05-2027", "1.5.2027", "2027-05-01", "2027-05-01 00:00:00"]
)
def test_dates_are_read_as_people_here_type_them(typed: str) -> None:
    (record,) = records(table({**GOOD, "Rà soát trước ngày": typed}))
    assert record.review_by == dt.date(2027, 5, 1)


def test_headers_and_words_may_be_spelt_in_any_way() -> None:
    row = {" LOẠI ": "đúng  hay SAI", "Ca\u0302u ho\u0309i": "Ca\u0301 bơi", "Đáp án": "X", "ĐỘ KHÓ": "Khó"}
    (record,) = records(table(row))
    assert (record.kind, record.content["prompt"], record.difficulty) == ("true_false", "Cá bơi", "hard")
    (record,) = records(table({"kind": "true_false", "prompt": "Fish?", "answer": "no", "difficulty": "easy"}))
    assert (record.content["answer"], record.difficulty) == (False, "easy")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert len(records(table(GOOD, GOOD, delimiter=delimiter))) == 2


def test_a_line_that_names_the_delimiter_is_no_row() -> None:
    assert troubles(b"sep=;\r\n" + table({**GOOD, "Loại": "?"}, delimiter=";")) == [(2, "cells")]


def test_empty_rows_count_but_are_no_mistakes() -> None:
    data = workbook(GOOD, {"Loại": None}, {"Loại": "  "}, {**GOOD, "Loại": "?"}, {"Loại": None}, {"Loại": None})
    assert troubles(data) == [(5, "cells")]
    assert len(records(data)) == 1


WRONG: list[tuple[dict[str, str], str]] = [
    ({**GOOD, "Loại": "Đố vui"}, "“Loại”: “Đố vui”"),
    ({**GOOD, "Loại": ""}, "“Loại”"),
    ({**GOOD, "Câu hỏi": " "}, "“Câu hỏi”"),
    ({**GOOD, "Đáp án": "có lẽ"}, "“Đáp án”: “có lẽ”"),
    ({**GOOD, "Đáp án": ""}, "“Đáp án”"),
    ({**GOOD, "Độ khó": "rất khó"}, "“Độ khó”: “rất khó”"),
    ({**GOOD, "Rà soát trước ngày": "31/2/2027"}, "“Rà soát trước ngày”: “31/2/2027”"),
    ({**GOOD, "Rà soát trước ngày": "45000"}, "“Rà soát trước ngày”: “45000”"),
    ({**GOOD, "Mã": "7"}, "“Mã”: “7”"),
    ({**GOOD, "Giải thích": "#REF!"}, "“Giải thích”"),
    ({**GOOD, "Lời tả hình": "Con cá"}, "“Mã hình”"),
    ({**CHOICE, "Điểm 1": "101"}, "“Điểm 1”: “101”"),
    ({**CHOICE, "Điểm 1": "0.5"}, "“Điểm 1”: “0.5”"),
    ({**CHOICE, "Lựa chọn 2": ""}, "“Lựa chọn 2”"),
    ({**NUMBER, "Lựa chọn 1": "năm"}, "“Lựa chọn 1”: “năm”"),
    ({**NUMBER, "Sai số 1": "ít"}, "“Sai số 1”: “ít”"),
    ({"Loại": "Ghép đôi", "Câu hỏi": "?", "Lựa chọn 1": "a"}, "“Lựa chọn 1”"),
    ({"Loại": "Điền chỗ trống", "Câu hỏi": "?", "Chỗ trống 1": "a | b | c | d"}, "“Chỗ trống 1”"),
    ({"Loại": "Chạm vào hình", "Câu hỏi": "?", "Lựa chọn 1": "a", "Vùng 1": "1; 2; 3"}, "“Vùng 1”"),
    ({"Loại": "Nhận ra lừa đảo", "Câu hỏi": "?", "Đáp án": "lừa đảo", "Nơi gặp": "chợ"}, "“Nơi gặp”: “chợ”"),
]


@pytest.mark.parametrize(("row", "said"), WRONG)
def test_a_wrong_cell_is_named_with_its_row_and_header(row: dict[str, str], said: str) -> None:
    data = table(GOOD, row, GOOD)
    assert troubles(data) == [(3, "cells")]
    assert said in message(data)
    assert len(records(data)) == 2


def test_everything_that_is_wrong_with_a_row_is_told_at_once() -> None:
    told = message(table({**CHOICE, "Điểm 1": "nhiều", "Độ khó": "vô cùng", "Mã": "x"}))
    assert all(header in told for header in ("“Điểm 1”", "“Độ khó”", "“Mã”"))


def test_cells_and_columns_without_use_are_told() -> None:
    assert troubles(table({**GOOD, "Vùng 3": "1; 2; 3; 4"})) == [(2, "cells_ignored")]
    assert troubles(table({**GOOD, "Ghi chú": "x"}, {**GOOD, "Ghi chú": "y"})) == [(2, "column_unknown")]
    assert troubles(table({**GOOD, "Ghi chú": ""})) == []


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"", [(1, "column_missing")]),
        ("Loại,Tên\nĐúng hay sai,x".encode(), [(1, "column_missing")]),
        ("Loại,Câu hỏi,loại\n".encode(), [(1, "column_twice")]),
        ("Loại,Câu hỏi\nx,y\nz,\"a\nb".encode(), [(2, "cells"), (3, "broken_csv")]),
        ("Loại,Câu hỏi".encode() + b"\n\xff", [(2, "encoding")]),
        (b"PK\x03\x04 nothing", [(0, "broken_xlsx")]),
        (b"\xd0\xcf\x11\xe0 old", [(0, "old_spreadsheet")]),
    ],
)  # fmt: skip
def test_files_that_are_no_sheets_are_refused_with_a_word(data: bytes, codes: list[tuple[int, str]]) -> None:
    assert troubles(data) == codes


def changed(name: str, content: bytes) -> bytes:
    """A workbook in which one part is another."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook(GOOD))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            archive.writestr(part, content if part.filename == name else source.read(part))
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_workbook_are_refused(encoding: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "aaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'
    assert troubles(changed("xl/worksheets/sheet1.xml", bomb.encode(encoding))) == [(0, "dangerous_xml")]


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    assert troubles(changed("xl/worksheets/sheet1.xml", b" " * 301_000_000)) == [(0, "too_large")]
    assert troubles(changed("xl/workbook.xml", b"<workbook/>")) == [(0, "broken_xlsx")]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "'=1", "''=1", "'hello", "''", "'", "==", "'-", "a=1"])
def test_formulas_are_kept_from_running_and_come_back_as_text(text: str) -> None:
    shown = guarded(text)
    assert not shown.startswith(("=", "+", "-", "@"))
    assert text_of(shown) == text


def test_no_written_cell_is_a_formula() -> None:
    record = examples()[0]
    record.name = '=HYPERLINK("http://127.0.0.1","x")'
    record.content["choices"][0]["text"] = "-2+3+cmd|' /C calc'!A0"
    cells = [cell for row in csv.reader(io.StringIO(write_csv([record])[0].decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    book = load_workbook(io.BytesIO(write_xlsx([record])[0]))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
    assert records(write_xlsx([record])[0]) == [record]


def test_a_hundred_thousand_rows_with_seventeen_bad_ones() -> None:
    bad = {
        2,
        3,
        17,
        4_999,
        5_000,
        5_001,
        12_345,
        31_415,
        49_999,
        50_000,
        65_535,
        65_536,
        65_537,
        77_777,
        88_888,
        99_999,
        100_001,
    }
    wrong = ['Nhập số,Câu {},"mười","",Tên {}', "Đố,Câu {},5,,Tên {}", 'Nhập số,"",5,,Tên {}{}']
    lines = ["Loại,Câu hỏi,Lựa chọn 1,Điểm 1,Tên"]
    for row in range(2, 100_002):
        pattern = wrong[row % 3] if row in bad else 'Nhập số,"Câu {},\nhai dòng",5,100,Tên {}'
        lines.append(pattern.format(row, row))
    found = list(read("\r\n".join(lines).encode()))
    assert {item.line for item in found if isinstance(item, Trouble)} == bad
    assert sum(isinstance(item, Trouble) for item in found) == len(bad) == 17
    assert sum(isinstance(item, Record) for item in found) == 100_000 - 17


def test_rows_beyond_those_that_a_file_may_have_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_QUESTIONS", 3)
    assert troubles(table(*[GOOD] * 5)) == [(5, "too_many")]
    assert troubles(table(*[GOOD] * 3)) == []


def test_a_mark_within_a_text_that_begins_with_one_stays():
    assert text_of("'0'- 2") == "'0'- 2"
    assert text_of("'=1'-2") == "=1'-2"
