"""Grading what was handed in: at once for whoever looks, by a periodic job for everyone else.

Grading ends an attempt: answers that arrive afterwards do not count, because their writer may have seen the right ones.
So one that ran out of time is graded by the job only when nobody waits for a phone without a network any more. Grading
twice does nothing: the row is held, and says whether it is graded. Locks in the order of all who write: learners, then
attempts, then the record.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from learn.conversations import Conversation, hold
from learn.learners.storing import hold_groups, hold_learners
from learn.results.services import record_result, replace_result
from learn.statements.services import Said, record_statements
from quizzes.attempts.marking import Correction, Marks, marks_of
from quizzes.attempts.models import Attempt
from quizzes.attempts.parsing import MOST_SEQ
from quizzes.attempts.times import GRACE
from quizzes.bank.kept import Asked, load_asked
from quizzes.kinds.base import Fields
from quizzes.placement.due import note_due
from quizzes.quiz.kept import Rules, load_rules
from quizzes.quiz.models import Mode, Purpose, Quiz

AT_ONCE = 500
# A commit costs a disk flush whatever it holds.
IN_ONE_COMMIT = 50

logger = logging.getLogger(__name__)

# What comes after the handing in does not count, in whichever order both arrived.
_ANSWERS = """
SELECT DISTINCT ON (question) question, response, seq FROM quizzes_answer
WHERE learner_id = %s AND attempt = %s AND counted AND question IS NOT NULL AND seq < %s
ORDER BY question, seq DESC, id DESC
"""
_CLOSE = """
UPDATE quizzes_attempt SET submitted_at = deadline_at WHERE (learner_id, id) IN (
    SELECT learner_id, id FROM quizzes_attempt WHERE submitted_at IS NULL AND deadline_at < %s
    ORDER BY deadline_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
) AND submitted_at IS NULL
"""
_WAITING = """
SELECT a.learner_id, a.id FROM quizzes_attempt a JOIN quizzes_quizversion v ON v.id = a.version
WHERE a.submitted_at IS NOT NULL AND a.graded_at IS NULL AND (
    a.submitted_seq IS NOT NULL
    OR a.deadline_at + make_interval(mins => (v.settings ->> 'late_minutes')::integer) < %s)
ORDER BY a.submitted_at LIMIT %s
"""
# The key that holds instead may have been found wrong as well: the last one counts. A key is newer than what it
# replaces, so nothing leads back. One may be added that is not applied yet, and one left out.
_CORRECTIONS = """
WITH RECURSIVE known AS (
    SELECT wrong, effect, key FROM quizzes_keycorrection WHERE (applied_at IS NOT NULL OR id = %s) AND id <> %s
), led AS (
    SELECT wrong, effect, key, 1 AS step FROM known WHERE wrong = ANY(%s)
    UNION ALL SELECT led.wrong, known.effect, known.key, step + 1 FROM led JOIN known ON known.wrong = led.key
)
SELECT DISTINCT ON (wrong) wrong, effect, key FROM led ORDER BY wrong, step DESC
"""
# Which cards of which lessons, in their newest versions, are done by this quiz.
_CARDS = """
SELECT v.lesson, v.number, v.course, card ->> 'id'
FROM courses_lessonversion v, jsonb_array_elements(v.outline -> 'cards') AS card
WHERE v.outline @> %s::jsonb AND card ->> 'quiz' = %s
  AND v.number = (SELECT max(number) FROM courses_lessonversion w WHERE w.lesson = v.lesson)
"""


def answers_of(attempt: Attempt) -> Conversation[dict[uuid.UUID, Fields]]:
    """The last answer to each question, of those that count."""
    rows = yield from last_answers(attempt)
    return {question: response for question, response, _seq in rows}


def last_answers(attempt: Attempt) -> Conversation[list[tuple[uuid.UUID, Fields, int]]]:
    """Likewise, with the place of each."""
    before = MOST_SEQ + 1 if attempt.submitted_seq is None else attempt.submitted_seq
    rows = yield _ANSWERS, [attempt.learner_id, attempt.id, before]
    return [(question, response, seq) for question, response, seq in rows]


def corrections_of(paper: Sequence[int], *, also: int = 0, without: int = 0) -> Conversation[dict[int, Correction]]:
    """What holds for those versions whose key was wrong; as if a correction were applied already, or not at all."""
    rows = yield _CORRECTIONS, [also, without, list(paper)]
    keys = yield from load_asked({key for _, _, key in rows if key})
    return {wrong: Correction(effect, keys.get(key)) for wrong, effect, key in rows}


def paper_of(attempt: Attempt) -> Conversation[tuple[Rules, list[Asked]]]:
    """The rules of the attempt and its questions in order."""
    rules = yield from load_rules([attempt.version])
    asked = yield from load_asked(attempt.paper)
    return rules[attempt.version], [asked[one] for one in attempt.paper]


def hold_people(learners: Collection[uuid.UUID]) -> None:
    """Hold the learners, and let nobody else write for the same people: before their attempts, as all who write do."""
    hold(hold_groups(hold(hold_learners(learners))))


@transaction.atomic
def grade(*, learner: uuid.UUID, attempt: uuid.UUID, now: dt.datetime | None = None) -> Attempt | None:
    """The attempt, graded if it was handed in; None if there is none."""
    hold_people([learner])
    return _graded(learner, attempt, now or timezone.now())


def _graded(learner: uuid.UUID, attempt: uuid.UUID, now: dt.datetime) -> Attempt | None:
    held = Attempt.objects.select_for_update(no_key=True).filter(learner_id=learner, id=attempt).first()
    if held is None or held.submitted_at is None or held.graded_at is not None:
        return held
    rules, paper = hold(paper_of(held))
    marks = marks_of(rules, paper, hold(answers_of(held)), hold(corrections_of(held.paper)))
    put_marks(held, rules, marks, now=now)
    return held


def put_marks(attempt: Attempt, rules: Rules, marks: Marks, *, now: dt.datetime, again: bool = False) -> None:
    """Write the marks on a held attempt and into the learner's record. ``again``: an earlier result is replaced.

    Who was told that an attempt is passed keeps that, whatever was wrong afterwards.
    """
    attempt.score, attempt.passed = marks.score, marks.passed or bool(attempt.passed)
    attempt.competences = marks.by_competence
    attempt.graded_at = now
    attempt.save(update_fields=["score", "passed", "competences", "graded_at"])
    _record(attempt, rules, now=now, again=again)
    if rules.purpose != Purpose.COURSE:
        note_due(attempt.learner_id)


def _record(attempt: Attempt, rules: Rules, *, now: dt.datetime, again: bool) -> None:
    """What the result means for the record: results of courses, statements, cards that are done by it."""
    cards = _cards(attempt.quiz)
    activity = f"quiz:{attempt.quiz}"
    score, passed = attempt.score or 0.0, bool(attempt.passed)
    if rules.counts:
        keep = replace_result if again else record_result
        best = _best(attempt) if again else attempt
        for course in sorted(_courses(rules, {row[2] for row in cards}), key=str):
            keep(
                learner=attempt.learner_id, activity=activity, course=course, version=rules.number,
                score=best.score or 0.0, passed=bool(best.passed), at=now,
            )  # fmt: skip
    verb = ("passed" if passed else "failed") if rules.counts else "completed"
    said = [Said(_id(attempt, verb, activity), verb, activity, rules.number, score, passed if rules.counts else None)]
    if passed or not rules.counts:
        for lesson, number, _course, card in cards:
            place = f"card:{lesson}/{card}"
            said.append(Said(_id(attempt, "answered", place), "answered", place, number, score, None, lesson, card))
    record_statements(learner=attempt.learner_id, said=said, at=now)


def _courses(rules: Rules, embedding: set[uuid.UUID]) -> set[uuid.UUID]:
    """The courses whose certificate it lets say "đạt": it stands at their end, or in a lesson where no test does."""
    others = embedding - {rules.course}
    at_the_end = Quiz.objects.filter(course__uuid__in=others, live=True, mode=Mode.GRADED).exclude(pk=rules.quiz)
    tested = set(at_the_end.values_list("course__uuid", flat=True)) if others else set()
    return others - tested | ({rules.course} if rules.course else set())


def _best(attempt: Attempt) -> Attempt:
    """The best of the learner's graded attempts at the quiz."""
    graded = Attempt.objects.filter(learner_id=attempt.learner_id, quiz=attempt.quiz, graded_at__isnull=False)
    return graded.order_by("-passed", "-score").first() or attempt


def _id(attempt: Attempt, verb: str, activity: str) -> uuid.UUID:
    """The same each time it is said, so that it is stored once."""
    return uuid.uuid5(attempt.id, f"{verb} {activity}")


def _cards(quiz: uuid.UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [f'{{"cards": [{{"quiz": "{quiz}"}}]}}', str(quiz)])
        return cursor.fetchall()


@transaction.atomic
def close(attempt: Attempt, *, now: dt.datetime) -> bool:
    """Close an open attempt whose time has run out; whether it is closed now."""
    if attempt.deadline_at is None or now <= attempt.deadline_at:
        return False
    mine = Attempt.objects.filter(learner_id=attempt.learner_id, id=attempt.id, submitted_at=None)
    mine.update(submitted_at=attempt.deadline_at)
    return True


def is_awaited(attempt: Attempt, *, now: dt.datetime) -> bool:
    """Whether answers of an attempt that ran out of time may still come from a phone that was without a network."""
    if attempt.graded_at is not None or attempt.submitted_seq is not None or attempt.deadline_at is None:
        return False
    late = hold(load_rules([attempt.version]))[attempt.version].late
    return now <= attempt.deadline_at + late + GRACE


def close_and_grade() -> int:
    """The periodic job: close what ran out of time, grade what was handed in. Returns how many were graded."""
    before = timezone.now() - GRACE
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [before, AT_ONCE])
        cursor.execute(_WAITING, [before, AT_ONCE])
        rows = cursor.fetchall()
    return sum(_grade_together(rows[at : at + IN_ONE_COMMIT]) for at in range(0, len(rows), IN_ONE_COMMIT))


def _grade_together(rows: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> int:
    """Grade some in one commit; where one of them fails, each for itself, so that it stops none of the others."""
    now = timezone.now()
    try:
        with transaction.atomic():
            hold_people({learner for learner, _ in rows})
            for learner, attempt in sorted(rows):
                _graded(learner, attempt, now)
        return len(rows)
    except Exception:
        if len(rows) == 1:
            logger.exception("The attempt %s of %s cannot be graded", rows[0][1], rows[0][0])
            return 0
    return sum(_grade_together([row]) for row in rows)
