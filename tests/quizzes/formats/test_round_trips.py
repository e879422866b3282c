"""A record goes through every format that can carry it, and means the same afterwards."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quizzes.formats.gift.bodies import BODIES
from quizzes.formats.gift.reader import read as read_gift
from quizzes.formats.gift.writer import write as write_gift
from quizzes.formats.records import Record
from quizzes.formats.spreadsheet.reader import read as read_sheet
from quizzes.formats.spreadsheet.writer import write_csv, write_xlsx
from quizzes.kinds.registry import NAMES
from tests.quizzes.formats.making import fill_in, records

some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("kind", sorted(BODIES))
@some
@given(data=st.data())
def test_gift_brings_a_record_back(kind: str, data: st.DataObject) -> None:
    content = fill_in(most_gaps=1) if kind == "fill_in" else None
    record = data.draw(records(kind, content))
    text, troubles = write_gift([record])
    # GIFT itself cannot say an arrow or \* in an answer that is typed; the writer says so.
    assume(not troubles)
    assert list(read_gift(text.encode())) == [record]


@pytest.mark.parametrize("kind", NAMES)
@some
@given(data=st.data())
def test_csv_brings_a_record_back(kind: str, data: st.DataObject) -> None:
    record = data.draw(records(kind))
    table, troubles = write_csv([record])
    assert troubles == []
    assert list(read_sheet(table)) == [record]


@pytest.mark.parametrize("kind", NAMES)
@settings(some, max_examples=12)
@given(data=st.data())
def test_a_workbook_brings_a_record_back(kind: str, data: st.DataObject) -> None:
    record = data.draw(records(kind))
    table, troubles = write_xlsx([record])
    assert troubles == []
    assert list(read_sheet(table)) == [record]


@some
@given(data=st.data())
def test_many_records_come_back_in_their_order(data: st.DataObject) -> None:
    found: list[Record] = [data.draw(records(kind)) for kind in ("single_choice", "number", "true_false")]
    text, _ = write_gift(found)
    assert list(read_gift(text.encode())) == found
    assert list(read_sheet(write_csv(found)[0])) == found


@some
@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_fail(data: bytes) -> None:
    list(read_gift(data))
    list(read_sheet(data))


@some
@given(st.text("{}=~#:\\%>-[]T/\n ab1.$", max_size=120))
def test_no_text_makes_gift_fail_and_every_question_is_accounted_for(text: str) -> None:
    asked = [block for block in text.split("\n\n") if block.strip()]
    found = list(read_gift(text.encode()))
    assert all(item.line >= 0 for item in found)
    if any(not line.strip().startswith(("//", "$CATEGORY:")) for line in text.split("\n") if line.strip()):
        assert found, asked
