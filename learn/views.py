"""Pages of "my learning"."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.http import private_answer
from learn.additions import news_of, ways_of
from learn.certificates.selectors import certificate_entries
from learn.conversations import hold
from learn.learners.models import Learner
from learn.learners.requests import renew_learner_cookie
from learn.learners.services import MOST_ALIASES
from learn.learners.tokens import Claim, read_cookie
from learn.progress.record import read_record
from learn.signing_in.number_change import change_shown
from people.models import User


def my_learning(request: HttpRequest) -> HttpResponse:
    """What the learner of this browser has done; a guest sees the guest's, a newcomer where to begin."""
    claim = read_cookie(request.headers.get("Cookie", ""))
    record = hold(read_record(claim)) if claim else None
    context = _context(claim, record) if claim and record else _nobodys()
    response = private_answer(render(request, "learn/my_learning.html", context))
    if claim and record:
        # Browsers forget a cookie after 400 days; a guest who comes back within them never loses the record. Signed
        # anew, so that an old secret can be retired one day.
        renew_learner_cookie(response, claim)
    return response


def _nobodys() -> dict[str, Any]:
    return {"learner": None, "courses": [], "last": None, "ways": ways_of([])}


def _context(claim: Claim, record: dict[str, Any]) -> dict[str, Any]:
    courses = sorted(record["courses"].values(), key=lambda course: str(course["path"]))
    for course in courses:
        course["percent"] = round(course["progress"] * 100)
    account, parts = _who(claim)
    group = [claim.learner, *parts]
    return {
        **(change_shown(account) if account else {}),
        "learner": record["learner"],
        "account": account,
        "parts": " ".join(str(part) for part in parts),
        "courses": courses,
        "last": _begun(record),
        "certificates": certificate_entries(claim.learner),
        "news": news_of(group),
        "ways": ways_of(group),
    }


def _who(claim: Claim) -> tuple[User | None, list[uuid.UUID]]:
    """The account, if it is not closed, and the guests whose records are parts of its own."""
    group = Learner.objects.filter(Q(id=claim.learner) | Q(alias_of=claim.learner)).select_related("account")
    members = {member.id: member for member in group[: MOST_ALIASES + 1]}
    own = members.pop(claim.learner, None)
    account = own.account if own and own.account and own.account.is_active else None
    return account, list(members)


def _begun(record: dict[str, Any]) -> dict[str, Any] | None:
    """The last position, if there is something left to do there."""
    last: dict[str, Any] | None = record["last"]
    return None if last is None or record["lessons"][last["lesson"]]["completed_at"] else last
