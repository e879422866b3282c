"""What a person could do first and can do now, by competence, from the person's own graded attempts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.pages.courses import CoursePage, listed_courses
from learn.conversations import Conversation, hold
from quizzes.quiz.competences import competences
from quizzes.quiz.models import Purpose

# Below this share a competence calls for a course.
ENOUGH = 70
MOST_COURSES = 6
# Of a person's tests the first and the newest are looked at, so many of each.
MOST_LOOKED_AT = 100
# Less than this many points is chance, and nobody is told to have become worse by it.
AS_GOOD = 5

_TESTS = """
WITH tests AS (
    SELECT a.id, a.quiz, v.settings ->> 'purpose' AS purpose, a.submitted_at AS at, a.competences
    FROM quizzes_attempt a JOIN quizzes_quizversion v ON v.id = a.version
    WHERE a.learner_id = ANY(%s::uuid[]) AND a.score IS NOT NULL AND a.submitted_at IS NOT NULL
      AND v.settings ->> 'purpose' IN ('placement', 'exit')
), told AS (
    (SELECT id FROM tests ORDER BY at, id LIMIT %s) UNION (SELECT id FROM tests ORDER BY at DESC, id LIMIT %s)
)
SELECT id, quiz, purpose, at, competences FROM tests WHERE id IN (SELECT id FROM told) ORDER BY at, id
"""


@dataclass(frozen=True, slots=True)
class Test:
    """One graded test of a person: credit and number of questions by competence."""

    attempt: uuid.UUID
    quiz: uuid.UUID
    purpose: str
    at: dt.datetime
    competences: dict[str, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Step:
    """What was reached in one competence, and when; in hundredths of a percent."""

    share: int
    at: dt.datetime

    @property
    def percent(self) -> int:
        """Rounded down: nobody is told more than there is."""
        return self.share // 100


@dataclass(slots=True)
class Line:
    """One competence of the page: first, and now if something came later."""

    code: str
    title: str
    first: Step
    latest: Step | None = None

    @property
    def now(self) -> Step:
        """The latest that is known."""
        return self.latest or self.first

    @property
    def is_weak(self) -> bool:
        """Whether a course would help."""
        return self.now.percent < ENOUGH

    @property
    def words(self) -> str:
        """The difference, in plain words."""
        if self.latest is None:
            return ""
        points = self.latest.percent - self.first.percent
        if points >= AS_GOOD:
            return ngettext("%d point better than at first", "%d points better than at first", points) % points
        if points <= -AS_GOOD:
            return _("Lower than at first this time. It may be worth looking at the lessons again.")
        return _("About the same as at first")


@dataclass(slots=True)
class Profile:
    """All lines, in the framework's order, and the courses that fit what is weak."""

    lines: list[Line] = field(default_factory=list)
    courses: list[CoursePage] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)

    @property
    def is_all_well(self) -> bool:
        """Whether nothing calls for a course."""
        return not any(line.is_weak for line in self.lines)


def tests_of(group: Sequence[uuid.UUID]) -> Conversation[list[Test]]:
    """Placement and exit tests of the learners who are one person, the earliest first."""
    rows = yield _TESTS, [list(group), MOST_LOOKED_AT, MOST_LOOKED_AT]
    return [Test(row[0], row[1], row[2], row[3], {code: (got, of) for code, (got, of) in (row[4] or {}).items()})
            for row in rows]  # fmt: skip


def steps_of(tests: Sequence[Test]) -> dict[str, tuple[Step, Step | None]]:
    """First and latest by competence; the empty code is all competences together.

    The first is the earliest placement test that asked for it; later ones, and exit tests, are what came of it.
    """
    found: dict[str, tuple[Step, Step | None]] = {}
    for test in tests:
        for code, (got, of) in {**test.competences, "": _together(test)}.items():
            if not of:
                continue
            step = Step(int(got * 10_000 / of + 1e-6), test.at)
            if code in found:
                found[code] = (found[code][0], step)
            elif test.purpose == Purpose.PLACEMENT:
                found[code] = (step, None)
    return found


def profile_of(group: Sequence[uuid.UUID]) -> Profile:
    """The page's content; a fixed number of queries."""
    tests = hold(tests_of(group)) if group else []
    steps = steps_of(tests)
    steps.pop("", None)
    known = competences() if steps else {}
    ordered = [code for code in known if code in steps] + sorted(code for code in steps if code not in known)
    lines = [Line(code, known[code].title if code in known else code, *steps[code]) for code in ordered]
    return Profile(lines, fitting([line.code for line in lines if line.is_weak]), tests)


def fitting(codes: Sequence[str]) -> list[CoursePage]:
    """Courses that teach what was not reached yet."""
    if not codes:
        return []
    return list(listed_courses().filter(competences__code__in=codes).distinct()[:MOST_COURSES])


def _together(test: Test) -> tuple[float, int]:
    return sum(got for got, _of in test.competences.values()), sum(of for _got, of in test.competences.values())
