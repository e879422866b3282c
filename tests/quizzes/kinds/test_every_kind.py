"""What holds for every kind of question, whatever is in it and whatever is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds.base import BadResponse, Fields, Frozen
from quizzes.kinds.registry import NAMES, kind_of, kinds
from quizzes.kinds.shuffling import VARIANTS
from tests.quizzes.kinds.forms import FIELD, Form
from tests.quizzes.kinds.strategies import RUBBISH, answers, contents, damaged, frozen_of, frozens

every_kind = pytest.mark.parametrize("kind", NAMES)
VARIANT = st.integers(-1, VARIANTS - 1)
some = settings(max_examples=40, deadline=None)


def wrong_answer(kind: str, frozen: Frozen) -> Fields:
    """An answer in which nothing is right; empty where there is none."""
    key = kind_of(kind).key(frozen)
    if kind == "single_choice":
        return {"c": [choice["id"] for choice in frozen["choices"] if choice["credit"] == 0][:1]}
    if kind == "multiple_choice":
        return {"c": [choice["id"] for choice in frozen["choices"] if not choice["correct"]]}
    if kind == "true_false":
        return {"c": ["false" if frozen["answer"] else "true"]}
    if kind == "matching":
        rights = [right for [right] in key.values()]
        return {left: [right] for left, right in zip(key, rights[1:] + rights[:1], strict=True)}
    if kind == "ordering":
        return {item: [place] for item, [place] in zip(key, reversed(key.values()), strict=True)}
    if kind == "fill_in":
        return {gap: ["điều không ai viết ra"] for gap in key}
    if kind == "number":
        return {"n": ["nhiều lắm"]}
    if kind == "tap_place":
        return {"c": [place["id"] for place in frozen["places"] if not place["correct"]][:1]}
    return {**key, "v": ["safe" if frozen["is_scam"] else "scam"]}


def test_there_are_nine_kinds_and_each_knows_its_name() -> None:
    assert [(name, kind.name) for name, kind in kinds().items()] == [(name, name) for name in NAMES]
    assert len(NAMES) == 9


@every_kind
@some
@given(data=st.data())
def test_a_valid_content_has_no_problem_and_freezes_to_plain_data(kind: str, data: Any) -> None:
    content = data.draw(contents(kind))
    assert kind_of(kind).problems(content) == []
    frozen = frozen_of(kind, content)
    assert json.loads(json.dumps(frozen)) == frozen


@every_kind
@some
@given(data=st.data())
def test_the_key_gets_1_and_is_complete(kind: str, data: Any) -> None:
    frozen = data.draw(frozens(kind))
    key = kind_of(kind).read(frozen, kind_of(kind).key(frozen))
    assert kind_of(kind).grade(frozen, key) == 1
    assert kind_of(kind).is_complete(frozen, key)
    assert all(reply.right for reply in kind_of(kind).replies(frozen, key, show_key=True))


@every_kind
@some
@given(data=st.data())
def test_no_answer_and_a_wholly_wrong_one_get_0(kind: str, data: Any) -> None:
    frozen = data.draw(frozens(kind))
    assert kind_of(kind).grade(frozen, {}) == 0
    assert not kind_of(kind).is_complete(frozen, {})
    wrong = kind_of(kind).read(frozen, wrong_answer(kind, frozen))
    assert kind_of(kind).grade(frozen, wrong) == 0


@every_kind
@some
@given(data=st.data())
def test_what_is_read_is_graded_within_0_and_1_and_reads_to_itself(kind: str, data: Any) -> None:
    frozen = data.draw(frozens(kind))
    given_fields = data.draw(answers(kind, frozen))
    fields = kind_of(kind).read(frozen, given_fields)
    assert kind_of(kind).read(frozen, fields) == fields
    assert all(texts and all(texts) for texts in fields.values())
    assert 0 <= kind_of(kind).grade(frozen, fields) <= 1
    json.dumps(fields).encode()


@every_kind
@some
@given(data=st.data())
def test_the_order_in_which_a_phone_sends_does_not_matter(kind: str, data: Any) -> None:
    frozen = data.draw(frozens(kind))
    sent = data.draw(answers(kind, frozen))
    turned = {name: sent[name][::-1] for name in reversed(sent)}
    one, other = kind_of(kind).read(frozen, sent), kind_of(kind).read(frozen, turned)
    assert list(one.items()) == list(other.items())
    assert kind_of(kind).grade(frozen, one) == kind_of(kind).grade(frozen, other)


@every_kind
@some
@given(data=st.data(), variant=VARIANT)
def test_the_key_goes_through_the_form_in_every_order(kind: str, data: Any, variant: int) -> None:
    frozen = data.draw(frozens(kind))
    form = Form(kind_of(kind).html(frozen, field=FIELD, variant=variant))
    assert kind_of(kind).read(frozen, form.sent()) == {}
    form.fill(kind_of(kind).key(frozen))
    assert kind_of(kind).grade(frozen, kind_of(kind).read(frozen, form.sent())) == 1


@every_kind
@some
@given(data=st.data(), variant=VARIANT)
def test_the_form_shows_what_was_answered(kind: str, data: Any, variant: int) -> None:
    frozen = data.draw(frozens(kind))
    fields = kind_of(kind).read(frozen, data.draw(answers(kind, frozen)))
    form = Form(kind_of(kind).html(frozen, field=FIELD, variant=variant, fields=fields))
    assert kind_of(kind).read(frozen, form.sent()) == fields


@every_kind
@some
@given(data=st.data(), variant=VARIANT)
def test_the_form_does_not_tell_the_key(kind: str, data: Any, variant: int) -> None:
    frozen = data.draw(frozens(kind))
    html = kind_of(kind).html(frozen, field=FIELD, variant=variant)
    blind = {**frozen, "explanation": "", "answer": None, "is_scam": None, "feedback_true": "", "feedback_false": ""}
    for things in ("choices", "places", "parts"):
        hidden = {"credit": 0, "correct": None, "sign": None, "feedback": "", "why": ""}
        blind[things] = [{**thing, **hidden} for thing in frozen.get(things, [])]
    assert kind_of(kind).html(blind, field=FIELD, variant=variant) == html


@every_kind
@some
@given(data=st.data())
def test_replies_without_the_key_tell_nothing_of_it(kind: str, data: Any) -> None:
    frozen = data.draw(frozens(kind))
    fields = kind_of(kind).read(frozen, data.draw(answers(kind, frozen)))
    for reply in kind_of(kind).replies(frozen, fields, show_key=False):
        assert reply.right is None
        assert reply.expected == ""
    shown = kind_of(kind).replies(frozen, fields, show_key=True)
    assert all(isinstance(reply.right, bool) for reply in shown)
    assert all(reply.expected for reply in shown if not reply.given)
    if kind_of(kind).is_complete(frozen, fields):
        assert all(reply.right for reply in shown) == (kind_of(kind).grade(frozen, fields) == 1)


@every_kind
@given(value=RUBBISH)
@settings(max_examples=60, deadline=None)
def test_rubbish_has_problems_and_raises_nothing(kind: str, value: Any) -> None:
    found = kind_of(kind).problems(value)
    assert found
    assert all(isinstance(problem.path, str) and problem.message for problem in found)


@every_kind
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_content_is_refused_or_freezes_and_works(kind: str, data: Any) -> None:
    content = data.draw(contents(kind).flatmap(damaged))
    if kind_of(kind).problems(content) or content.get("audio"):
        return
    frozen = frozen_of(kind, content)
    json.dumps(frozen, allow_nan=False).encode()
    form = Form(kind_of(kind).html(frozen, field=FIELD, variant=3))
    form.fill(kind_of(kind).key(frozen))
    assert kind_of(kind).grade(frozen, kind_of(kind).read(frozen, form.sent())) == 1


@every_kind
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_rubbish_answer_is_refused_and_raises_nothing_else(kind: str, data: Any) -> None:
    frozen = data.draw(frozens(kind))
    fields = data.draw(answers(kind, frozen).flatmap(damaged) | RUBBISH)
    try:
        read = kind_of(kind).read(frozen, fields)
    except BadResponse:
        return
    assert kind_of(kind).read(frozen, read) == read
    assert 0 <= kind_of(kind).grade(frozen, read) <= 1
    json.dumps(read, ensure_ascii=False).encode()
    assert "\x00" not in str(read)


@every_kind
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_an_answer_of_more_than_4000_characters_or_to_another_question_is_refused(kind: str, data: Any) -> None:
    frozen = data.draw(frozens(kind))
    name = next(iter(kind_of(kind).key(frozen)))
    for fields in ({name: ["x" * 4001]}, {name: [""] * 5000}, {"z9": ["c1"]}, {"z9": []}):
        with pytest.raises(BadResponse):
            kind_of(kind).read(frozen, fields)
