"""What the parts of one person's record amount to together: an account's learner and its aliases.

Each part is moved by what is written to it. Where the parts complete something that none completes alone, it is marked
here: when a guest joins, and when a member of a group of several writes.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from learn.conversations import Conversation

_LESSONS_OF = "SELECT DISTINCT lesson FROM learn_lessonprogress WHERE learner_id = ANY(%s::uuid[])"
_COURSES_OF = "SELECT DISTINCT course FROM learn_courseprogress WHERE learner_id = ANY(%s::uuid[])"

# Rows whose lesson the cards of all members complete, in the version that the row was worked in.
_LESSONS = """
UPDATE learn_lessonprogress kept SET completed_at = now()
FROM (
    SELECT lesson, array_agg(DISTINCT one) AS done FROM learn_lessonprogress, unnest(done) AS one
    WHERE learner_id = ANY(%s::uuid[]) AND lesson = ANY(%s::uuid[]) GROUP BY lesson
) AS together
JOIN courses_lessonversion v ON v.lesson = together.lesson
WHERE kept.learner_id = ANY(%s::uuid[]) AND kept.lesson = together.lesson AND v.number = kept.version
  AND kept.completed_at IS NULL
  AND ARRAY(
    SELECT part ->> 'id' FROM jsonb_array_elements(v.outline -> 'cards') AS part WHERE (part ->> 'required')::boolean
  ) <@ together.done::text[]
RETURNING kept.learner_id, kept.course, kept.lesson
"""

_COURSES = """
INSERT INTO learn_courseprogress AS kept (learner_id, course, done)
SELECT learner_id, course, array_agg(DISTINCT lesson ORDER BY lesson)
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS finished (learner_id, course, lesson)
GROUP BY learner_id, course ORDER BY learner_id, course
ON CONFLICT (learner_id, course) DO UPDATE SET
    done = ARRAY(SELECT DISTINCT lesson FROM unnest(kept.done || excluded.done) AS lesson ORDER BY lesson)
RETURNING kept.course
"""

# The newest version of each course decides, and only once.
_COURSES_COMPLETED = """
UPDATE learn_courseprogress kept SET completed_at = now(), version = newest.number
FROM (
    SELECT course, array_agg(DISTINCT one) AS done, count(completed_at) AS times
    FROM learn_courseprogress, unnest(done) AS one
    WHERE learner_id = ANY(%s::uuid[]) AND course = ANY(%s::uuid[]) GROUP BY course
) AS together
CROSS JOIN LATERAL (
    SELECT number, lessons FROM courses_courseversion WHERE course = together.course ORDER BY number DESC LIMIT 1
) AS newest
WHERE kept.learner_id = ANY(%s::uuid[]) AND kept.course = together.course
  AND together.times = 0 AND jsonb_array_length(newest.lessons) > 0
  AND ARRAY(SELECT (part ->> 'uuid')::uuid FROM jsonb_array_elements(newest.lessons) AS part) <@ together.done
RETURNING kept.course
"""


def complete_all_together(members: Sequence[uuid.UUID]) -> Conversation[None]:
    """Mark all that these learners, who are one person, complete only together. Their rows are held by the caller."""
    group = sorted(members)
    lessons = yield _LESSONS_OF, [group]
    courses = yield _COURSES_OF, [group]
    yield from complete_together(group, lessons=[row[0] for row in lessons], courses=[row[0] for row in courses])


def complete_together(
    group: Sequence[uuid.UUID], *, lessons: Collection[uuid.UUID], courses: Collection[uuid.UUID]
) -> Conversation[None]:
    """Likewise for some lessons and courses only."""
    members, touched = list(group), set(courses)
    if lessons:
        finished = yield _LESSONS, [members, list(lessons), members]
        if finished:
            yield _COURSES, [[row[place] for row in finished] for place in range(3)]
            touched |= {row[1] for row in finished}
    if touched:
        yield _COURSES_COMPLETED, [members, sorted(touched), members]
