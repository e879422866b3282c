"""Which versions ask the same, and how an answer to one is read by the key of the other."""

import uuid

import pytest

from learn.conversations import hold
from quizzes.attempts.marking import Correction, _credit
from quizzes.bank.kept import load_asked
from quizzes.bank.things import carried_over, same_things
from tests.quizzes.regrading.making import make_version, one_of

pytestmark = pytest.mark.django_db


def two(one, other, kind="single_choice"):
    question = uuid.uuid4()
    versions = [
        make_version(one, kind=kind, question=question),
        make_version(other, kind=kind, question=question, number=2),
    ]
    asked = hold(load_asked([version.pk for version in versions]))
    return [asked[version.pk] for version in versions]


def test_another_key_asks_the_same():
    assert same_things(*two(one_of(1), one_of(2))) == {"c1": "c1", "c2": "c2", "c3": "c3"}


@pytest.mark.parametrize(
    "other",
    [
        one_of(2, texts=("Một", "Hai", "Bốn")),
        one_of(2, texts=("Một", "Hai", "Ba", "Bốn")),
        one_of(2, texts=("Một", "Hai")),
        one_of(2, prompt="Câu nào sai?"),
    ],
)
def test_other_texts_do_not_ask_the_same(other):
    assert same_things(*two(one_of(1), other)) is None


def test_an_answer_follows_its_text_to_another_place():
    one, other = two(one_of(1), one_of(1, texts=("Ba", "Hai", "Một")))
    assert carried_over(one, other, {"c": ["c3"]}) == {"c": ["c1"]}


def test_what_was_ordered_is_judged_by_the_order_that_is_right():
    one, other = two(
        {"prompt": "Xếp", "items": ["A", "B", "C"]}, {"prompt": "Xếp", "items": ["C", "B", "A"]}, kind="ordering"
    )
    reverse = {"i1": ["3"], "i2": ["2"], "i3": ["1"]}
    assert _credit(one, reverse, None) == 0
    assert _credit(one, reverse, Correction("replace", other)) == 1


def test_pairs_are_judged_by_the_pairs_that_are_right():
    pairs = [{"left": "A", "right": "1"}, {"left": "B", "right": "2"}]
    swapped = [{"left": "A", "right": "2"}, {"left": "B", "right": "1"}]
    one, other = two({"prompt": "Nối", "pairs": pairs}, {"prompt": "Nối", "pairs": swapped}, kind="matching")
    given = {"l1": ["r2"], "l2": ["r1"]}
    assert _credit(one, given, None) == 0
    assert _credit(one, given, Correction("replace", other)) == 1


def test_gaps_and_numbers_keep_what_was_typed():
    gap = {"prompt": "Điền", "gaps": [{"accepted": [{"text": "g1", "credit": 100}]}]}
    more = {"prompt": "Điền", "gaps": [{"accepted": [{"text": "hà nội", "credit": 100}]}]}
    one, other = two(gap, more, kind="fill_in")
    assert _credit(one, {"g1": ["hà nội"]}, Correction("replace", other)) == 1
    number = {"prompt": "Bao nhiêu?", "answers": [{"value": "5", "credit": 100}]}
    right = {"prompt": "Bao nhiêu?", "answers": [{"value": "6", "credit": 100}]}
    one, other = two(number, right, kind="number")
    assert _credit(one, {"n": ["6"]}, Correction("replace", other)) == 1
