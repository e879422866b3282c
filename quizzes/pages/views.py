"""Taking a quiz: read what it is, begin, answer, hand in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from foundation.http import private_answer
from foundation.identifiers import parse_uuid, uuid7
from learn.conversations import hold
from learn.learners.models import Learner
from learn.learners.requests import claim_of_request, learner_of_request, set_learner_cookie
from learn.learners.tokens import Claim
from quizzes.attempts.starting import NotStarted, Start, refusal, store_starts
from quizzes.attempts.words import refusal_words
from quizzes.pages.answers import store_form
from quizzes.pages.selectors import attempts_at, course_of, is_over, newest_rules, own_attempt, own_group, paper

if TYPE_CHECKING:
    from quizzes.attempts.models import Attempt
    from quizzes.pages.selectors import Card
    from quizzes.quiz.kept import Rules


# A paper with its drawings is 60 KB. The one secret on it, the form's token, is masked anew each time.
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, quiz: uuid.UUID) -> HttpResponse:
    """What the quiz is and how to begin, or the paper that is open; a form's acts come here too."""
    rules, live = newest_rules(quiz)
    if rules is None:
        raise Http404
    if request.method == "POST":
        return _act(request, rules)
    learner = learner_of_request(request)
    attempts = attempts_at(quiz, own_group(learner))
    open_now = next((one for one in attempts if one.submitted_at is None), None)
    if open_now is not None:
        if is_over(open_now, timezone.now()):
            return HttpResponseRedirect(_result_path(open_now))
        return _paper_page(request, open_now)
    return _intro_page(request, rules, attempts, live=live)


def _act(request: HttpRequest, rules: Rules) -> HttpResponse:
    if request.POST.get("act") == "start":
        return _start(request, rules)
    learner = learner_of_request(request)
    named = parse_uuid(request.POST.get("attempt"))
    attempt = own_attempt(named, rules.quiz, own_group(learner)) if named else None
    claim = claim_of_request(request)
    if attempt is None or claim is None:
        # Somebody else holds this browser by now, or the record was forgotten.
        return _intro_page(request, rules, attempts_at(rules.quiz, own_group(learner)), live=True, status=404)
    return _save(request, attempt, claim)


def _start(request: HttpRequest, rules: Rules) -> HttpResponse:
    attempt = parse_uuid(request.POST.get("attempt")) or uuid7()
    claim, made = _claim(request)
    with transaction.atomic():
        outcome = hold(store_starts([Start(claim, attempt, rules.quiz, timezone.now())]))[0]
    response: HttpResponse
    if isinstance(outcome, NotStarted):
        attempts = attempts_at(rules.quiz, own_group(made or learner_of_request(request)))
        response = _intro_page(request, rules, attempts, live=True, refused=refusal_words(outcome), status=409)
    else:
        response = HttpResponseRedirect(_quiz_path(rules.quiz))
    if made is not None:
        set_learner_cookie(response, learner=made)
    return response


def _claim(request: HttpRequest) -> tuple[Claim, Learner | None]:
    """Who holds the browser; a guest is made for one whom nobody holds yet."""
    claim = claim_of_request(request)
    if claim is not None:
        return claim, None
    guest = Learner.objects.create()
    return Claim(guest.id, guest.generation), guest


def _save(request: HttpRequest, attempt: Attempt, claim: Claim) -> HttpResponse:
    now = timezone.now()
    submit = request.POST.get("act") == "submit"
    open_paper = paper(attempt)
    if attempt.submitted_at is not None:
        return HttpResponseRedirect(_result_path(attempt))
    unread = store_form(claim=claim, paper=open_paper, data=request.POST, submit=submit, now=now)
    if unread is None:
        return HttpResponseRedirect(_quiz_path(attempt.quiz))
    if unread and not submit:
        return _paper_page(request, attempt, unread=unread, status=422)
    if submit or is_over(attempt, now):
        return HttpResponseRedirect(_result_path(attempt))
    return HttpResponseRedirect(f"{_quiz_path(attempt.quiz)}#{_next_card(request, open_paper.cards)}")


def _next_card(request: HttpRequest, cards: list[Card]) -> str:
    """Where a browser without scripts goes on: at the question after the one whose button was pressed."""
    pressed = request.POST.get("act", "").removeprefix("save-")
    number = int(pressed) if pressed.isdecimal() and len(pressed) < 4 else 0
    return f"cau_{number + 1}" if number < len(cards) else "nop_bai"


def _intro_page(
    request: HttpRequest, rules: Rules, attempts: list[Attempt], *, live: bool, refused: str = "", status: int = 200
) -> HttpResponse:
    asked = bool(refused)
    if attempts and live and not asked:
        ended = [one.submitted_at for one in attempts]
        reason = refusal(rules, learner=attempts[0].learner_id, at=timezone.now(), ended=ended)
        refused = refusal_words(reason) if reason else ""
    context = {
        "rules": rules,
        "attempts": attempts,
        "best": next((one for one in attempts if one.passed), None),
        "minutes": int(rules.time_limit.total_seconds() // 60) if rules.time_limit else 0,
        "course": course_of(rules),
        "left": rules.max_attempts - len(attempts) if rules.max_attempts else None,
        "live": live,
        "refused": refused,
        "asked": asked,
        "new_attempt": uuid7(),
    }
    return private_answer(render(request, "quizzes/intro.html", context, status=status))


def _paper_page(
    request: HttpRequest, attempt: Attempt, *, unread: list[Card] | None = None, status: int = 200
) -> HttpResponse:
    shown = paper(attempt)
    context = {
        "paper": shown,
        "rules": shown.rules,
        "attempt": attempt,
        "now": timezone.now(),
        "unread": [card.number for card in unread or []],
    }
    return private_answer(render(request, "quizzes/paper.html", context, status=status))


def _quiz_path(quiz: uuid.UUID) -> str:
    return reverse("quizzes:quiz", args=[quiz])


def _result_path(attempt: Attempt) -> str:
    return reverse("quizzes:result", args=[attempt.quiz, attempt.id])
