"""What a correction would change, before anybody applies it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from learn.conversations import Conversation, hold
from quizzes.attempts.grading import corrections_of
from quizzes.attempts.marking import EPSILON, Correction, marks_of
from quizzes.bank.kept import load_asked
from quizzes.kinds.base import Fields
from quizzes.quiz.kept import load_rules
from quizzes.regrading.models import KeyCorrection
from quizzes.regrading.walking import Place, beginning, piece, wrong_versions

# Pieces that one preview goes through: it is made while somebody waits for the page.
MOST_PIECES = 20
# In one piece at most 500 are marked.
MOST_COUNTED = MOST_PIECES * 500

_ATTEMPTS = """
SELECT a.learner_id, a.id, a.version, a.paper, a.score, a.passed FROM quizzes_attempt a
JOIN unnest(%s::uuid[], %s::uuid[]) AS asked (learner_id, id) USING (learner_id, id) WHERE a.score IS NOT NULL
"""
_ANSWERS = """
SELECT DISTINCT ON (s.learner_id, s.attempt, s.question) s.learner_id, s.attempt, s.question, s.response
FROM quizzes_answer s JOIN unnest(%s::uuid[], %s::uuid[]) AS asked (learner_id, attempt) USING (learner_id, attempt)
WHERE s.counted AND s.question IS NOT NULL
ORDER BY s.learner_id, s.attempt, s.question, s.seq DESC, s.id DESC
"""

Key = tuple[uuid.UUID, uuid.UUID]


@dataclass(slots=True)
class Preview:
    """How many attempts asked the question, and what becomes of them. ``is_whole`` False: there are more."""

    affected: int = 0
    up: int = 0
    down: int = 0
    passing: int = 0
    # Below the mark by the new key, and passed all the same: they were told so.
    keeping: int = 0
    is_whole: bool = True


def preview(correction: KeyCorrection) -> Preview:
    """Mark what was graded once more, without writing anything; at most ``MOST_COUNTED`` attempts."""
    found = Preview()
    wrong = wrong_versions(correction)
    place: Place | None = beginning(wrong)
    for _number in range(MOST_PIECES):
        attempts, place = piece(wrong, place)  # type: ignore[arg-type]
        if attempts:
            hold(_count(found, correction, attempts))
        if place is None:
            return found
    found.is_whole = False
    return found


def _count(found: Preview, correction: KeyCorrection, attempts: Sequence[Key]) -> Conversation[None]:
    keys = [[learner for learner, _ in attempts], [attempt for _, attempt in attempts]]
    rows = yield _ATTEMPTS, keys
    answers: dict[Key, dict[uuid.UUID, Fields]] = {}
    for learner, attempt, question, response in (yield _ANSWERS, keys):
        answers.setdefault((learner, attempt), {})[question] = response
    rules = yield from load_rules({row[2] for row in rows})
    papers = {one for row in rows for one in row[3]}
    asked = yield from load_asked(papers)
    corrections: dict[int, Correction] = yield from corrections_of(sorted(papers), also=correction.pk)
    for learner, attempt, version, paper, score, passed in rows:
        given = answers.get((learner, attempt), {})
        marks = marks_of(rules[version], [asked[one] for one in paper], given, corrections)
        found.affected += 1
        found.up += marks.score > score + EPSILON
        found.down += marks.score < score - EPSILON
        found.passing += marks.passed and not passed
        found.keeping += bool(passed) and not marks.passed
