"""`/toi/nang-luc/`: what I could do first and can do now, and where I live, if I want to tell."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.http import private_answer
from learn.learners.requests import learner_of_request
from people.areas.selectors import MOST_LETTERS, QueryTooLong, find_former, search_areas
from people.models import Area
from quizzes.pages.selectors import own_group
from quizzes.placement.profile import profile_of
from quizzes.placement.selectors import home_of, tests_on_offer
from quizzes.placement.services import take_home_back, tell_home
from quizzes.placement.words import WORDS
from quizzes.quiz.models import Purpose

A_PAGE = 10
MOST_FORMER = 3


@require_safe
def abilities(request: HttpRequest) -> HttpResponse:
    """First and now by competence, for whoever holds this browser."""
    group = own_group(learner_of_request(request))
    profile = profile_of(group)
    context = {
        "profile": profile,
        "placements": tests_on_offer(Purpose.PLACEMENT),
        "exits": tests_on_offer(Purpose.EXIT) if profile.lines else [],
        "home": home_of(group) if profile.tests else None,
    }
    return private_answer(render(request, "quizzes/placement/abilities.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Where I live: search, then choose; or take it back. Nobody has to."""
    learner = learner_of_request(request)
    group = own_group(learner)
    if learner is None:
        return private_answer(redirect("quizzes:abilities"))
    if request.method == "POST":
        return _act(request, group)
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"q": text[:MOST_LETTERS], "most_letters": MOST_LETTERS, "words": WORDS}
    context["home"] = home_of(group)
    try:
        found = search_areas(text)
    except QueryTooLong as error:
        return private_answer(
            render(request, "quizzes/placement/home.html", {**context, "error": str(error)}, status=422)
        )
    if text:
        shown = context["shown"] = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
        context["former"] = find_former(text, limit=MOST_FORMER) if shown.number == 1 else []
    return private_answer(render(request, "quizzes/placement/home.html", context))


def _act(request: HttpRequest, group: list[Any]) -> HttpResponse:
    if request.POST.get("act") == "take_back":
        take_home_back(learners=group)
        messages.success(request, _("It is forgotten. You are not counted in any area."))
        return private_answer(redirect("quizzes:home_area"))
    code = request.POST.get("area", "")[:5]
    area = Area.objects.in_force().filter(code=code).first() if code else None
    if area is None:
        return private_answer(redirect("quizzes:home_area"))
    tell_home(learner=group[0], area=area)
    messages.success(request, _("Thank you. It is kept, and you can take it back here at any time."))
    return private_answer(redirect("quizzes:abilities"))
