"""A test that 40,000 people begin within five minutes, save every 30 s and hand in within its last 60 s.

``python -m bench.exam_rush.run [PEOPLE [FASTER]]``. The rates are the real ones; only the quiet middle of the test is
cut to half a minute. FASTER divides all times by so much, which makes the rush harder; fewer PEOPLE make it easier.
Then the same acts as fast as they go over 128 connections, against Django views with one ORM write a request.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import uuid
from typing import Any

from bench.reporting import report
from bench.serving import ROOT, fresh_site, post, send_load, serving

PEOPLE = 40_000
QUESTIONS = 20
START_WINDOW, MIDDLE, SAVE_EVERY, SUBMIT_WINDOW = 300.0, 30.0, 30.0, 60.0
CONNECTIONS = 128
AT = "2026-11-27T08:00:00+07:00"


def main() -> None:
    """Measure and compare."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    faster = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    with fresh_site():
        tokens, quiz, questions = _prepare(people)
        plan = {
            "people": tokens, "quiz": quiz, "questions": questions, "paths": {},
            "start_window": START_WINDOW / faster, "save_every": SAVE_EVERY / faster,
            "submit_window": SUBMIT_WINDOW / faster, "end": (START_WINDOW + MIDDLE + SUBMIT_WINDOW) / faster,
        }  # fmt: skip
        with serving("portal.asgi:application") as port:
            told = _crowd(port, plan)
            lost = _lost(told)
        _tell(told, people, faster, lost)
        graded, seconds = _grade()
        report("exam_rush", "grading afterwards", graded / seconds, "attempts/s", attempts=graded)
        with serving("portal.asgi:application") as port:
            ours = _fast(port, quiz, questions)
        with serving("bench.exam_rush.plain:application") as port:
            plain = _fast(port, quiz, questions)
    for name, figures in (("group commit", ours), ("one ORM write a request", plain)):
        report("exam_rush", f"saves, {name}", figures["per_second"], "requests/s", p50_ms=figures["p50_ms"],
               p99_ms=figures["p99_ms"], statuses=figures["statuses"])  # fmt: skip
    report("exam_rush", "ratio of saves", ours["per_second"] / plain["per_second"], "times")


def _prepare(people: int) -> tuple[list[tuple[str, str]], str, list[str]]:
    from learn.learners.tokens import make_token
    from learn.models import Learner
    from tests.quizzes.making import make_question, make_quiz

    questions = [make_question() for _ in range(QUESTIONS)]
    quiz = make_quiz(questions, time_limit_minutes=60)
    learners = Learner.objects.bulk_create([Learner() for _ in range(people)], batch_size=5_000)
    tokens = [(str(learner.id), make_token(learner.id)) for learner in learners]
    return tokens, str(quiz.pk), [str(question.pk) for question in questions]


def _crowd(port: int, plan: dict[str, Any]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        command = [sys.executable, "-m", "bench.exam_rush.crowd", str(port), file.name]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _lost(told: dict[str, Any]) -> int:
    """Answers that were acknowledged and are not there."""
    from quizzes.models import Answer

    return int(told["acknowledged"]) - Answer.objects.count()


def _tell(told: dict[str, Any], people: int, faster: float, lost: int) -> None:
    about = {"people": people, "faster": faster, "statuses": told["statuses"]}
    for what in ("start", "save", "submit"):
        figures = told[what]
        report("exam_rush", f"{what}, p99", figures["p99_ms"], "ms", p50_ms=figures["p50_ms"], count=figures["count"],
               **about)  # fmt: skip
    report("exam_rush", "acknowledged and lost", lost, "answers", acknowledged=told["acknowledged"],
           verdicts=told["verdicts"])  # fmt: skip


def _grade() -> tuple[int, float]:
    from quizzes.attempts.grading import close_and_grade

    begun, graded = time.perf_counter(), 0
    while time.perf_counter() - begun < 20 and (now := close_and_grade()):
        graded += now
    return graded, time.perf_counter() - begun


def _fast(port: int, quiz: str, questions: list[str]) -> dict[str, Any]:
    """Saves of 2,000 people, whose attempts stand ready, as fast as they go."""
    attempts = _begun(quiz)
    saves = []
    for number in range(60_000):
        attempt, token = attempts[number % len(attempts)]
        item = {"id": str(uuid.uuid4()), "attempt": attempt, "seq": number, "occurred_at": AT,
                "question": questions[number % QUESTIONS], "response": {"c": ["c1"]}}  # fmt: skip
        saves.append(post("/api/v1/quizzes/answers", json.dumps({"answers": [item]}).encode(),
                          {"Authorization": f"Learner {token}"}))  # fmt: skip
    send_load(port, saves[:5_000], seconds=1, connections=CONNECTIONS)
    return send_load(port, saves[5_000:], seconds=8, connections=CONNECTIONS)


def _begun(quiz: str) -> list[tuple[str, str]]:
    """New people who have begun the quiz: attempt and token of each."""
    from django.db import transaction
    from django.utils import timezone

    from learn.conversations import hold
    from learn.learners.tokens import Claim, make_token
    from learn.models import Learner
    from quizzes.attempts.starting import Start, store_starts

    learners = Learner.objects.bulk_create([Learner() for _ in range(2_000)])
    begun = [(uuid.uuid4(), learner.id) for learner in learners]
    for at in range(0, len(begun), 200):
        starts = [Start(Claim(learner, 0), attempt, uuid.UUID(quiz), timezone.now())
                  for attempt, learner in begun[at : at + 200]]  # fmt: skip
        with transaction.atomic():
            hold(store_starts(starts))
    return [(str(attempt), make_token(learner)) for attempt, learner in begun]


if __name__ == "__main__":
    main()
