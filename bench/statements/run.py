"""Durable batches of 3 statements a second with the projection moved, against a plain Django view; and of H5P events.

One worker each, the load generator and PostgreSQL (fsync on) on the same cores, in one run:
``python -m bench.statements.run [SECONDS]``.
"""

from __future__ import annotations

import json
import random
import sys
import uuid
from typing import Any

from bench.reporting import report
from bench.serving import fresh_site, post, send_load, serving

LEARNERS = 4_000
BATCHES = 120_000
EVENT_BATCHES = 60_000
CONNECTIONS = 128
AT = "2026-11-22T08:15:30+07:00"


def main() -> None:
    """Measure both and compare."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with fresh_site():
        tokens, lessons = _prepare()
        with serving("portal.asgi:application") as port:
            batches = _batches(tokens, lessons)
            send_load(port, batches[:15_000], seconds=2, connections=CONNECTIONS)
            ours = send_load(port, batches[15_000:], seconds=seconds, connections=CONNECTIONS)
            _check(ours)
            events = _events(tokens)
            send_load(port, events[:5_000], seconds=2, connections=CONNECTIONS)
            played = send_load(port, events[5_000:], seconds=seconds, connections=CONNECTIONS)
        _check_events(played)
        with serving("bench.statements.plain:application") as port:
            singles = _singles(tokens, lessons)
            send_load(port, singles[:5_000], seconds=2, connections=CONNECTIONS)
            plain = send_load(port, singles[5_000:], seconds=seconds, connections=CONNECTIONS)
    report("statements", "group commit", ours["per_second"], "batches of 3/s", p50_ms=ours["p50_ms"],
           p99_ms=ours["p99_ms"], statuses=ours["statuses"])  # fmt: skip
    report("statements", "H5P events", played["per_second"], "batches of 3/s", p50_ms=played["p50_ms"],
           p99_ms=played["p99_ms"], statuses=played["statuses"])  # fmt: skip
    report("statements", "H5P events to statements", played["per_second"] / ours["per_second"], "times")
    report("statements", "plain Django view", plain["per_second"], "requests/s", p50_ms=plain["p50_ms"],
           p99_ms=plain["p99_ms"], statuses=plain["statuses"])  # fmt: skip
    report("statements", "ratio", ours["per_second"] / plain["per_second"], "times", at_least=8)


def _prepare() -> tuple[list[tuple[uuid.UUID, str]], list[uuid.UUID]]:
    from learn.learners.tokens import make_token
    from learn.models import Learner
    from tests.learn.making import make_course

    _, lessons = make_course(lessons=6, cards=8)
    learners = Learner.objects.bulk_create([Learner() for _ in range(LEARNERS)])
    return [(learner.id, make_token(learner.id)) for learner in learners], [lesson.lesson for lesson in lessons]


def _statement(lesson: uuid.UUID, chance: random.Random) -> dict[str, Any]:
    card = f"card:{lesson}/c{chance.randint(1, 8)}"
    result = {"score": 1.0, "success": True, "response": "2"}
    identifier = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    return {"id": identifier, "verb": "answered", "activity": card, "occurred_at": AT, "result": result, "version": 1}


def _batches(tokens: list[tuple[uuid.UUID, str]], lessons: list[uuid.UUID]) -> list[bytes]:
    chance = random.Random(1)
    requests = []
    for n in range(BATCHES):
        _, token = tokens[n % len(tokens)]
        lesson = chance.choice(lessons)
        body = json.dumps({"statements": [_statement(lesson, chance) for _ in range(3)]}).encode()
        requests.append(post("/api/v1/statements", body, {"Authorization": f"Learner {token}"}))
    return requests


def _events(tokens: list[tuple[uuid.UUID, str]]) -> list[bytes]:
    """What a phone sends of one activity: an answer within, its end with the card that it completes, and a state."""
    from tests.learn.making import event, keeping, make_h5p_lesson, saying, xapi

    chance = random.Random(3)
    lessons = [make_h5p_lesson() for _ in range(6)]
    result = {"score": {"raw": 1, "min": 0, "max": 1, "scaled": 1}, "success": True, "response": "2"}
    requests = []
    for n in range(EVENT_BATCHES):
        lesson, card = chance.choice(lessons), chance.choice(("c1", "c2"))
        within = event(lesson, card, statement=xapi("answered", sub="x", **result))
        state = keeping(lesson, json.dumps({"answers": [n] * 40}), card)
        told = [within, saying(lesson, "completed", card), state]
        body = json.dumps({"events": told}).encode()
        requests.append(post("/api/v1/h5p", body, {"Authorization": f"Learner {tokens[n % len(tokens)][1]}"}))
    return requests


def _singles(tokens: list[tuple[uuid.UUID, str]], lessons: list[uuid.UUID]) -> list[bytes]:
    chance = random.Random(2)
    return [
        post("/insert", json.dumps(_statement(chance.choice(lessons), chance)).encode(),
             {"X-Learner": str(tokens[n % len(tokens)][0])})
        for n in range(40_000)
    ]  # fmt: skip


def _check(ours: dict[str, Any]) -> None:
    """What was answered is in the database, and the projection moved with it; a figure without that means nothing."""
    from learn.models import LessonProgress, Statement

    stored = Statement.objects.count()
    assert set(ours["statuses"]) == {"200"}, ours["statuses"]
    assert stored >= ours["answered"] * 3, (stored, ours["answered"])
    assert LessonProgress.objects.count() > LEARNERS / 2


def _check_events(played: dict[str, Any]) -> None:
    """Likewise; beside its two statements each batch stored that of the card, and a state."""
    from learn.models import H5PState, Statement

    assert set(played["statuses"]) == {"200"}, played["statuses"]
    own = Statement.objects.filter(activity__startswith="h5p:")
    assert own.count() >= 2 * played["answered"]
    assert Statement.objects.filter(id=uuid.uuid5(own.filter(verb="completed")[0].id, "card")).exists()
    assert H5PState.objects.count() > LEARNERS / 2


if __name__ == "__main__":
    main()
