import datetime as dt
import json
import uuid

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from foundation.asgi import Refusal
from learn.statements.parsing import Item, Rejected, parse_batch

NOW = dt.datetime(2026, 11, 22, 1, 15, 30, tzinfo=dt.UTC)
LESSON = "3f0c7d5e-1111-4222-8333-444455556666"
GOOD = {
    "id": "0193c1b4-7e5a-7000-8000-0123456789ab",
    "verb": "answered",
    "activity": f"card:{LESSON}/c5",
    "occurred_at": "2026-11-22T08:15:30+07:00",
    "result": {"score": 0.5, "progress": 0.4, "success": True, "response": "b"},
    "version": 3,
}


def parse(*statements, sent=""):
    return parse_batch(json.dumps({"statements": statements}).encode(), received=NOW, sent=sent)


def changed(**fields):
    return {**GOOD, **fields}


def with_result(**fields):
    return changed(result={**GOOD["result"], **fields})


def test_a_good_statement_is_understood_in_full():
    (item,) = parse(GOOD)
    assert isinstance(item, Item)
    assert item.id == uuid.UUID(GOOD["id"])
    assert (item.lesson, item.card, item.version) == (uuid.UUID(LESSON), "c5", 3)
    assert (item.score, item.progress, item.success, item.response) == (0.5, 0.4, True, "b")
    assert item.occurred_at == NOW
    assert item.occurred_text == "2026-11-22T08:15:30+07:00"
    assert not item.clock_off


@pytest.mark.parametrize("kind", ["course", "lesson", "quiz", "h5p", "practice"])
def test_every_kind_of_activity_is_taken(kind):
    (item,) = parse(changed(activity=f"{kind}:{LESSON}"))
    assert isinstance(item, Item)
    assert item.lesson == (uuid.UUID(LESSON) if kind == "lesson" else None)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (changed(id="no"), "bad_id"),
        (changed(id=None), "bad_id"),
        (changed(id=GOOD["id"].replace("-", "")), "bad_id"),
        (changed(id="{" + GOOD["id"][1:-1] + "}"), "bad_id"),
        (changed(verb="loved"), "unknown_verb"),
        (changed(verb=["opened"]), "unknown_verb"),
        (changed(activity="card:x/y"), "bad_activity"),
        (changed(activity=f"card:{LESSON}"), "bad_activity"),
        (changed(activity=f"card:{LESSON}/{'c' * 65}"), "bad_activity"),
        (changed(activity=f"lesson:{LESSON}/c1"), "bad_activity"),
        (changed(activity=7), "bad_activity"),
        (changed(version=0), "bad_version"),
        (changed(version=True), "bad_version"),
        (changed(version="3"), "bad_version"),
        (changed(version=2**31), "bad_version"),
        (changed(occurred_at="2026-11-22T08:15:30"), "bad_time"),
        (changed(occurred_at="2026-11-22"), "bad_time"),
        (changed(occurred_at="2026-13-22T08:15:30+07:00"), "bad_time"),
        (changed(occurred_at="0001-01-01T00:00:00+07:00"), "bad_time"),
        (changed(occurred_at=1763770530), "bad_time"),
        (changed(result=[]), "bad_result"),
        (with_result(score=1.01), "bad_score"),
        (with_result(score=-0.01), "bad_score"),
        (with_result(score=True), "bad_score"),
        (with_result(score="1"), "bad_score"),
        (with_result(progress=2), "bad_progress"),
        (with_result(success="yes"), "bad_success"),
        (with_result(response=5), "bad_response"),
        (with_result(response="x" * 4001), "bad_response"),
        (with_result(response="a\0b"), "bad_response"),
        ("text", "not_an_object"),
        (None, "not_an_object"),
        (changed(extra=2**60), "bad_content"),
    ],
)
def test_one_bad_statement_is_rejected_and_its_neighbours_stay(bad, reason):
    before, rejected, after = parse(GOOD, bad, changed(id=str(uuid.uuid4())))
    assert isinstance(before, Item)
    assert isinstance(after, Item)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason


def test_the_order_of_keys_and_the_spelling_of_numbers_do_not_change_the_content():
    one, other, different = parse(GOOD, dict(reversed(GOOD.items())) | {"version": 3}, with_result(response="c"))
    assert one.sha256 == other.sha256 != different.sha256


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"statements": [NaN]}', 400),
        (b"\xff", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"statements": {}}', 422),
        (json.dumps({"statements": [GOOD] * 101}).encode(), 413),
        (b'{"statements": [' + b"[" * 5000 + b"]" * 5000 + b"]}", 400),
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(body, status):
    with pytest.raises(Refusal) as refused:
        parse_batch(body, received=NOW)
    assert refused.value.status == status
    assert refused.value.message


@pytest.mark.parametrize("occurred", ["2025-11-22T08:15:30+07:00", "2027-11-22T08:15:30+07:00"])
def test_a_clock_a_year_off_is_marked_and_the_statement_kept(occurred):
    (item,) = parse(changed(occurred_at=occurred))
    assert item.clock_off
    assert item.occurred_text == occurred


def test_a_long_way_home_is_no_wrong_clock_when_the_phone_tells_its_time():
    (late,) = parse(changed(occurred_at="2026-11-20T08:15:30+07:00"), sent="2026-11-22T08:15:31+07:00")
    assert not late.clock_off
    (wrong,) = parse(GOOD, sent="2026-11-22T09:15:31+07:00")
    assert wrong.clock_off


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_json_at_all_breaks_the_reader(content):
    body = json.dumps({"statements": [content, changed(result=content)]}).encode("utf-8", "surrogatepass")
    try:
        results = parse_batch(body, received=NOW)
    except Refusal as refusal:
        # Only what is no JSON to a strict reader: half of a surrogate pair.
        event(refusal.reason)
        results = [Rejected(None, refusal.reason)] * 2
    assert isinstance(results[0], Rejected)
    assert len(results) == 2
