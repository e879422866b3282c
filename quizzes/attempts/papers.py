"""Drawing a paper: decided by the attempt's seed alone, from what the quiz's version holds."""

from __future__ import annotations

import hashlib
import hmac
import random
import uuid
from functools import cache

from django.conf import settings

from quizzes.quiz.kept import Rules


@cache
def _secret() -> bytes:
    return hashlib.sha256(f"quizzes.papers:{settings.SECRET_KEY}".encode()).digest()


def seed_of(learner: uuid.UUID, attempt: uuid.UUID) -> int:
    """The attempt's seed, 0..2**62. The id is made on the phone, so a secret keeps anyone from choosing a paper."""
    digest = hmac.digest(_secret(), learner.bytes + attempt.bytes, "sha256")
    return int.from_bytes(digest[:8], "big") >> 2


def draw_paper(rules: Rules, seed: int) -> list[int]:
    """Versions of questions in their order; no question twice."""
    chance = random.Random(seed)  # noqa: S311 - the seed is what is secret
    paper: list[int] = []
    for part in rules.parts:
        pool = [one for one in part.pool if one not in paper]
        paper += chance.sample(pool, min(part.take, len(pool)))
    if rules.shuffle_questions:
        chance.shuffle(paper)
    return paper


def opens_for(rules: Rules, learner: uuid.UUID) -> float:
    """How many seconds after the opening this person may begin; everybody's own, the same each time they ask."""
    seconds = int(rules.spread.total_seconds())
    if not seconds:
        return 0.0
    digest = hmac.digest(_secret(), rules.quiz.bytes + learner.bytes, "sha256")
    return float(int.from_bytes(digest[:4], "big") % seconds)
