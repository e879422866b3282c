"""Pages of "my learning"."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.http import private_answer
from learn.conversations import hold
from learn.learners.tokens import COOKIE, COOKIE_SECONDS, Claim, make_token, read_cookie
from learn.progress.record import read_record


def my_learning(request: HttpRequest) -> HttpResponse:
    """What the learner of this browser has done; a guest sees the guest's, a newcomer where to begin."""
    claim = read_cookie(request.headers.get("Cookie", ""))
    record = _record(claim) if claim else None
    courses = sorted(record["courses"].values(), key=lambda course: course["path"]) if record else []
    for course in courses:
        course["percent"] = round(course["progress"] * 100)
    context = {"learner": record["learner"] if record else None, "courses": courses, "last": record and _begun(record)}
    response = private_answer(render(request, "learn/my_learning.html", context))
    if claim and record:
        # Browsers forget a cookie after 400 days; a guest who comes back within them never loses the record. Signed
        # anew, so that an old secret can be retired one day.
        response.set_cookie(
            COOKIE,
            make_token(*claim),
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _begun(record: dict[str, Any]) -> dict[str, Any] | None:
    """The last position, if there is something left to do there."""
    last: dict[str, Any] | None = record["last"]
    return None if last is None or record["lessons"][last["lesson"]]["completed_at"] else last


def _record(claim: Claim) -> dict[str, Any] | None:
    return hold(read_record(claim))
