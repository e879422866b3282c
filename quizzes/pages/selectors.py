"""What the pages show, in a number of queries that neither the bank nor the paper changes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db.models import Max

from courses.pages.courses import CoursePage
from learn.conversations import hold
from learn.learners.models import Learner
from learn.learners.services import group_of
from quizzes.attempts.grading import last_answers, paper_of
from quizzes.attempts.models import Answer, Attempt
from quizzes.bank.kept import Asked, variant_of
from quizzes.kinds.base import Fields
from quizzes.quiz.kept import Rules, load_rules
from quizzes.quiz.models import Quiz, QuizVersion

# Earlier attempts on one page.
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One question of a paper as the page shows it."""

    number: int
    asked: Asked
    answer: Fields
    variant: int
    # The place of its last answer, None where there is none.
    seq: int | None = None

    @property
    def question(self) -> str:
        """The question's UUID: what its inputs' names begin with."""
        return self.asked.field

    @property
    def html(self) -> str:
        """The question as part of the form, with what was answered."""
        return self.asked.html(self.variant, self.answer)

    @property
    def answered(self) -> bool:
        """Whether nothing of it is left open."""
        return bool(self.answer) and self.asked.kind.is_complete(self.asked.content, self.answer)


@dataclass(slots=True)
class Paper:
    """An open attempt with its questions and answers; ``seq`` is the place of the last answer."""

    attempt: Attempt
    rules: Rules
    cards: list[Card] = field(default_factory=list)
    seq: int = 0

    @property
    def left(self) -> int:
        """How many questions are not answered in full."""
        return sum(not card.answered for card in self.cards)


def newest_rules(quiz: uuid.UUID) -> tuple[Rules | None, bool]:
    """The newest version of a quiz and whether it can be begun; None for what was never published. Two queries."""
    newest = QuizVersion.objects.filter(quiz=quiz).order_by("-number").values_list("id", flat=True).first()
    if newest is None:
        return None, False
    live = Quiz.objects.filter(pk=quiz, live=True).exists()
    return hold(load_rules([newest]))[newest], live


def own_group(learner: Learner | None) -> list[uuid.UUID]:
    """Whose attempts the browser's holder sees: an account also those that its person began as a guest."""
    if learner is None:
        return []
    return group_of(learner.id) if learner.account_id else [learner.id]


def attempts_at(quiz: uuid.UUID, group: list[uuid.UUID]) -> list[Attempt]:
    """The newest attempts of one person at a quiz, the last one first. One query."""
    rows = Attempt.objects.filter(learner_id__in=group, quiz=quiz).order_by("-started_at")
    return list(rows[:MOST_SHOWN]) if group else []


def handed_in(quiz: uuid.UUID, group: list[uuid.UUID]) -> list[Attempt]:
    """One person's attempts at a quiz that ended and are not graded yet. One query."""
    waiting = Attempt.objects.filter(learner_id__in=group, quiz=quiz, submitted_at__isnull=False, graded_at=None)
    return list(waiting.order_by("learner_id", "id"))


def own_attempt(attempt: uuid.UUID, quiz: uuid.UUID, group: list[uuid.UUID]) -> Attempt | None:
    """The attempt, if it is this person's."""
    return Attempt.objects.filter(learner_id__in=group, id=attempt, quiz=quiz).first() if group else None


def paper(attempt: Attempt) -> Paper:
    """The questions of an attempt with what was answered so far."""
    rules, asked = hold(paper_of(attempt))
    answers = {question: (response, seq) for question, response, seq in hold(last_answers(attempt))}
    last = Answer.objects.filter(learner_id=attempt.learner_id, attempt=attempt.id).aggregate(last=Max("seq"))["last"]
    cards = [
        Card(
            number=place + 1,
            asked=one,
            answer=answers[one.question][0] if one.question in answers else {},
            seq=answers[one.question][1] if one.question in answers else None,
            variant=variant_of(attempt.seed, place, shuffled=rules.shuffle_answers),
        )
        for place, one in enumerate(asked)
    ]
    return Paper(attempt=attempt, rules=rules, cards=cards, seq=last or 0)


def is_over(attempt: Attempt, now: dt.datetime) -> bool:
    """Whether its time has run out."""
    return attempt.deadline_at is not None and now > attempt.deadline_at


def course_of(rules: Rules) -> CoursePage | None:
    """The course that the quiz belongs to, if everyone may open it."""
    return CoursePage.objects.live().public().defer_streamfields().filter(uuid=rules.course).first()
