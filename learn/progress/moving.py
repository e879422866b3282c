"""Moving the projection: what newly stored statements change in lesson and course progress."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

import orjson

from learn.conversations import Conversation
from learn.progress.folding import Change, Told, fold_statements
from learn.progress.outlines import Outline, load_outlines
from learn.progress.together import complete_together

# The later position wins, whichever arrives first; cards done only ever grow.
_LESSONS = """
INSERT INTO learn_lessonprogress AS kept (learner_id, lesson, course, version, done, card, at)
SELECT learner_id, lesson, course, version, done, card, at FROM json_to_recordset(%s::json) AS moved (
    learner_id uuid, lesson uuid, course uuid, version integer, done text[], card text, at timestamptz)
ON CONFLICT (learner_id, lesson) DO UPDATE SET
    done = CASE WHEN excluded.done <@ kept.done THEN kept.done ELSE
        ARRAY(SELECT DISTINCT card FROM unnest(kept.done || excluded.done) AS card ORDER BY card) END,
    course = CASE WHEN excluded.at >= kept.at THEN excluded.course ELSE kept.course END,
    version = CASE WHEN excluded.at >= kept.at THEN excluded.version ELSE kept.version END,
    card = CASE WHEN excluded.at >= kept.at AND excluded.card <> '' THEN excluded.card ELSE kept.card END,
    at = greatest(excluded.at, kept.at)
RETURNING learner_id, lesson, done, completed_at IS NOT NULL
"""

_COMPLETED = """
UPDATE learn_lessonprogress SET completed_at = now()
FROM unnest(%s::uuid[], %s::uuid[]) AS finished (learner, finished_lesson)
WHERE learner_id = learner AND lesson = finished_lesson
"""

_COURSES = """
INSERT INTO learn_courseprogress AS kept (learner_id, course, done)
SELECT learner_id, course, done FROM json_to_recordset(%s::json) AS moved (learner_id uuid, course uuid, done uuid[])
ON CONFLICT (learner_id, course) DO UPDATE SET
    done = ARRAY(SELECT DISTINCT lesson FROM unnest(kept.done || excluded.done) AS lesson ORDER BY lesson)
RETURNING learner_id, course
"""

# The newest version of the course decides, and only once.
_COURSES_COMPLETED = """
UPDATE learn_courseprogress kept SET completed_at = now(), version = newest.number
FROM unnest(%s::uuid[], %s::uuid[]) AS finished (learner, finished_course)
CROSS JOIN LATERAL (
    SELECT number, lessons FROM courses_courseversion WHERE course = finished_course ORDER BY number DESC LIMIT 1
) AS newest
WHERE kept.learner_id = learner AND kept.course = finished_course AND kept.completed_at IS NULL
  AND jsonb_array_length(newest.lessons) > 0
  AND ARRAY(SELECT (lesson ->> 'uuid')::uuid FROM jsonb_array_elements(newest.lessons) AS lesson) <@ kept.done
"""


def move_progress(told: Sequence[Told], groups: Mapping[uuid.UUID, Sequence[uuid.UUID]]) -> Conversation[None]:
    """Move lesson and course progress by statements that were stored just now, in the open transaction.

    ``groups`` names the members, all of them held, for each learner that is one part of a person's record.
    """
    if not told:
        return
    outlines = yield from load_outlines({(lesson, version) for _, lesson, version, *_ in told})
    changes = fold_statements(told, outlines)
    if not changes:
        return
    finished = yield from _move_lessons(changes)
    if finished:
        yield from _move_courses(finished)
    if groups:
        yield from _complete_together(changes, groups)


def _complete_together(
    changes: Mapping[tuple[uuid.UUID, uuid.UUID], Change], groups: Mapping[uuid.UUID, Sequence[uuid.UUID]]
) -> Conversation[None]:
    touched: dict[tuple[uuid.UUID, ...], list[Change]] = {}
    for (learner, _), change in changes.items():
        if learner in groups:
            touched.setdefault(tuple(groups[learner]), []).append(change)
    for group, moved in sorted(touched.items()):
        lessons = {change.outline.lesson for change in moved}
        courses = {change.outline.course for change in moved}
        yield from complete_together(group, lessons=lessons, courses=courses)


def _move_lessons(
    changes: dict[tuple[uuid.UUID, uuid.UUID], Change],
) -> Conversation[list[tuple[uuid.UUID, Outline]]]:
    rows = [
        {
            "learner_id": learner,
            "lesson": lesson,
            "course": change.outline.course,
            "version": change.outline.number,
            "done": sorted(change.done),
            "card": change.card,
            "at": change.at,
        }
        for (learner, lesson), change in sorted(changes.items(), key=lambda entry: (entry[0][0].int, entry[0][1].int))
    ]
    moved = yield _LESSONS, [orjson.dumps(rows).decode()]
    finished = [
        (learner, changes[learner, lesson].outline)
        for learner, lesson, done, was_completed in moved
        if not was_completed and changes[learner, lesson].completes(set(done))
    ]
    if finished:
        yield _COMPLETED, [[f[0] for f in finished], [f[1].lesson for f in finished]]
    return finished


def _move_courses(finished: Iterable[tuple[uuid.UUID, Outline]]) -> Conversation[None]:
    done: dict[tuple[uuid.UUID, uuid.UUID], list[uuid.UUID]] = {}
    for learner, outline in finished:
        done.setdefault((learner, outline.course), []).append(outline.lesson)
    keys = sorted(done, key=lambda key: (key[0].int, key[1].int))
    rows = [{"learner_id": learner, "course": course, "done": done[learner, course]} for learner, course in keys]
    yield _COURSES, [orjson.dumps(rows).decode()]
    yield _COURSES_COMPLETED, [[key[0] for key in keys], [key[1] for key in keys]]
