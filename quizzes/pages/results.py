"""The result of an attempt: score, what was right, what to learn next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from foundation.http import private_answer
from learn.conversations import hold
from learn.learners.requests import learner_of_request
from learn.progress.selectors import completed_courses
from quizzes.attempts.grading import close, corrections_of, grade, is_awaited, paper_of
from quizzes.attempts.marking import Correction, Marks, marks_of
from quizzes.attempts.models import Attempt
from quizzes.attempts.starting import refusal
from quizzes.attempts.times import GRACE
from quizzes.attempts.words import refusal_words
from quizzes.bank.things import carried_over
from quizzes.kinds.base import Reply
from quizzes.pages.selectors import (
    Card,
    Paper,
    attempts_at,
    course_of,
    handed_in,
    newest_rules,
    own_attempt,
    own_group,
    paper,
)
from quizzes.placement.profile import ENOUGH, fitting
from quizzes.quiz.competences import competences
from quizzes.quiz.kept import Rules
from quizzes.quiz.models import Feedback, Purpose
from quizzes.regrading.models import Effect
from quizzes.regrading.selectors import notices_of, see_notices
from quizzes.templatetags.quizzes import percent

_WORDS = {
    Effect.REPLACE: _("The right answer was wrong in the question and was corrected."),
    Effect.FULL: _("There was a mistake in this question: everyone gets full credit."),
    Effect.DROP: _("There was a mistake in this question: it does not count."),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of the result."""

    card: Card
    credit: float | None
    replies: list[Reply]
    explanation: str
    # What was found wrong in the question afterwards, and what holds instead.
    correction: str = ""

    @property
    def is_right(self) -> bool:
        """Whether all of it was right."""
        return self.credit is not None and self.credit > 0.999

    @property
    def is_open(self) -> bool:
        """Whether nothing was answered, which is not the same as wrong; full credit there is all the same."""
        return not self.card.answer and not self.is_right


@dataclass(frozen=True, slots=True)
class Reached:
    """One competence of the profile."""

    code: str
    title: str
    got: float
    of: int

    @property
    def percent(self) -> int:
        """How much of it, rounded down: nobody is told more than there is."""
        return percent(self.got / self.of) if self.of else 0


@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, quiz: uuid.UUID, attempt: uuid.UUID) -> HttpResponse:
    """The result for whose attempt it is; an open one goes on.

    While a phone may still send what it kept, a POST says that nothing more comes: whoever sees a result is graded.
    """
    group = own_group(learner_of_request(request))
    held = own_attempt(attempt, quiz, group)
    if held is None:
        raise Http404
    now = timezone.now()
    if held.submitted_at is None and not close(held, now=now):
        return HttpResponseRedirect(reverse("quizzes:quiz", args=[quiz]))
    if request.method != "POST" and is_awaited(held, now=now):
        return private_answer(render(request, "quizzes/over.html", {"rules": hold(paper_of(held))[0]}))
    # What is shown here would help in another attempt that is still waited for.
    for other in handed_in(quiz, group):
        grade(learner=other.learner_id, attempt=other.id)
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    graded = held if held.graded_at else grade(learner=held.learner_id, attempt=held.id)
    if graded is None:
        raise Http404
    return private_answer(render(request, "quizzes/result.html", _context(graded, group)))


def _context(attempt: Attempt, group: list[uuid.UUID]) -> dict[str, object]:
    shown = paper(attempt)
    answers = {card.asked.question: card.answer for card in shown.cards}
    corrections = hold(corrections_of(attempt.paper))
    marks = marks_of(shown.rules, [card.asked for card in shown.cards], answers, corrections)
    show_key = shows_key(shown.rules, attempt)
    profile = _profile(attempt)
    notices = notices_of(attempt)
    if notices:
        see_notices(attempt)
    return {
        "attempt": attempt,
        "rules": shown.rules,
        "percent": percent(attempt.score),
        "right": sum(credit > 0.999 for credit in marks.credits.values()),
        "of": len(marks.credits),
        "show_key": show_key,
        "answered": _answered(shown, marks, corrections, show_key),
        "profile": profile,
        "courses": fitting([one.code for one in profile if one.percent < ENOUGH]),
        "course": course_of(shown.rules),
        "notices": notices,
        **_next(attempt, shown.rules, group),
        "again": reverse("quizzes:quiz", args=[attempt.quiz]),
        "abilities": reverse("quizzes:abilities") if shown.rules.purpose != Purpose.COURSE else "",
    }


def _next(attempt: Attempt, rules: Rules, group: list[uuid.UUID]) -> dict[str, object]:
    """What comes after it: the certificate, the lessons that it still needs, or another attempt and when."""
    if not rules.counts:
        return {}
    if attempt.passed:
        return {"certificate": rules.course in completed_courses(learners=group)}
    ended = [one.submitted_at for one in attempts_at(attempt.quiz, group)]
    reason = refusal(rules, learner=attempt.learner_id, at=timezone.now(), ended=ended)
    return {"wait": refusal_words(reason) if reason else ""}


def shows_key(rules: Rules, attempt: Attempt) -> bool:
    """Whether the result shows what would have been right."""
    if rules.feedback == Feedback.AFTER_SUBMIT:
        return True
    if rules.feedback == Feedback.AFTER_PASS:
        return bool(attempt.passed)
    if rules.feedback == Feedback.AFTER_CLOSE:
        return is_closed_for_all(rules)
    return False


def is_closed_for_all(rules: Rules) -> bool:
    """Whether nobody's answers count any more: not of those without a network, nor of those who were given longer."""
    newest, _live = newest_rules(rules.quiz)
    now = timezone.now()
    return all(one.closes_at is not None and now > one.closes_at + one.late + GRACE for one in (rules, newest or rules))


def _answered(shown: Paper, marks: Marks, corrections: dict[int, Correction], show_key: bool) -> list[Answered]:
    if shown.rules.feedback == Feedback.SCORE_ONLY:
        return []
    return [_one(card, marks, corrections.get(card.asked.id), show_key) for card in shown.cards]


def _one(card: Card, marks: Marks, correction: Correction | None, show_key: bool) -> Answered:
    """One question by the key that holds; a key that was wrong is not shown as the right answer."""
    key = correction.key if correction and correction.key else card.asked
    fields = carried_over(card.asked, key, card.answer) if key is not card.asked else card.answer
    has_key = show_key and not (correction and correction.key is None)
    replies = key.kind.replies(key.content, fields, show_key=has_key)
    return Answered(
        card,
        marks.credits.get(card.asked.question) if show_key else None,
        # What is said to an answer tells whether it is right.
        replies if has_key else [reply._replace(feedback="") for reply in replies],
        key.content.get("explanation", "") if has_key else "",
        str(_WORDS[Effect(correction.effect)]) if correction and show_key else "",
    )


def _profile(attempt: Attempt) -> list[Reached]:
    known = competences()
    reached = attempt.competences or {}
    ordered = [code for code in known if code in reached] + sorted(code for code in reached if code not in known)
    return [Reached(code, known[code].title if code in known else code, *reached[code]) for code in ordered]
