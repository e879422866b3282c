"""What a process keeps of versions, while many threads ask for more than it keeps."""

import random
import sys
import threading
import uuid

import pytest

from quizzes.bank import kept as bank
from quizzes.kinds.registry import kind_of
from quizzes.quiz import kept as quizzes
from quizzes.quiz.freezing import _SETTINGS
from quizzes.quiz.models import Quiz

QUESTION, QUIZ = uuid.uuid4(), uuid.uuid4()
FROZEN = {"prompt": "?", "explanation": "", "choices": [{"id": "c1", "text": "a", "credit": 100, "feedback": ""}]}
RULES = {name: getattr(Quiz(), name) for name in _SETTINGS} | {
    "intro": "", "course": None, "opens_at": None, "closes_at": None, "competence_marks": {},
}  # fmt: skip


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(bank, "MOST_KEPT", 3)
    monkeypatch.setattr(bank, "MOST_RENDERED", 3)
    monkeypatch.setattr(quizzes, "MOST_KEPT", 3)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
    bank.forget_kept()
    quizzes.forget_kept()


def told(conversation, row):
    """Answer as the database would."""
    try:
        _sql, [ids] = next(conversation)
        conversation.send([row(one) for one in ids])
    except StopIteration as end:
        return end.value
    raise AssertionError("It asks more than once.")


def ask(chance):
    ids = chance.sample(range(8), 3)
    asked = told(bank.load_asked(ids), lambda one: (one, QUESTION, 1, "single_choice", "-", FROZEN, "1.1"))
    rules = told(quizzes.load_rules(ids), lambda one: (one, QUIZ, 1, "-", RULES, []))
    assert set(asked) == set(rules) == set(ids)
    assert all(asked[one].html(0) for one in ids)


def test_what_one_thread_forgets_another_still_has(monkeypatch):
    monkeypatch.setattr(type(kind_of("single_choice")), "html", lambda *_args, **_more: "html")
    errors = []

    def work(seed):
        chance = random.Random(seed)
        try:
            for _turn in range(3_000):
                ask(chance)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
