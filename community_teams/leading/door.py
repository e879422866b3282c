"""Who comes in at the leader's pages.

A leader signs in as every citizen does, by number and code, at `/dang-nhap/`: most have no second factor and no
computer. So the session must have been confirmed within a working day, and what gives somebody else a look at
households, or takes much away, asks for a code of just now. A session that nobody confirmed lately opens nothing, and
whoever leads no team finds nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from community_teams.reach import Scope, reaching, scope_of
from community_teams.teams.models import Team
from foundation.http import private_answer
from people.accounts.models import User
from people.accounts.sessions import recently_confirmed

View = Callable[..., HttpResponse]
# Who confirmed before filling in a form has time to fill it in.
FRESH_MINUTES, FRESH_TO_SEND_MINUTES = 30, 60
UNPROCESSABLE = 422
A_PAGE = 30


def who(request: HttpRequest) -> User:
    """Who is signed in; the door lets nobody else so far."""
    assert isinstance(request.user, User)  # noqa: S101 - for the types
    return request.user


def leading(view: View) -> View:
    """Hand the view the scope of who leads a team, and the team of the address; both walls stand around it."""
    return _door(view, serious=False)


def leading_seriously(view: View) -> View:
    """The same for what asks for a code of just now."""
    return _door(view, serious=True)


def _door(view: View, *, serious: bool) -> View:
    @wraps(view)
    def checked(request: HttpRequest, team: int | None = None, **more: Any) -> HttpResponse:
        if not _is_confirmed(request, serious=serious):
            return private_answer(redirect(f"/dang-nhap/?{urlencode({'tiep': _place(request, team)})}"))
        with reaching(scope_of(who(request))) as scope:
            return private_answer(view(request, scope, *([] if team is None else [_team(scope, team)]), **more))

    return checked


def _is_confirmed(request: HttpRequest, *, serious: bool) -> bool:
    user = request.user
    if not isinstance(user, User):
        return False
    minutes = settings.STAFF_SESSION_HOURS * 60
    if serious:
        minutes = FRESH_TO_SEND_MINUTES if request.method == "POST" else FRESH_MINUTES
    return recently_confirmed(request, user, minutes=minutes)


def _place(request: HttpRequest, team: int | None) -> str:
    """Where to come back to: an address that only takes forms shows nothing."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return reverse("leading:home") if team is None else reverse("leading:team", args=[team])


def _team(scope: Scope, pk: int) -> Team:
    """A team that the person leads; every other one is not there."""
    found = Team.objects.select_related("commune__parent").filter(pk=pk).first() if scope.leads(pk) else None
    if found is None:
        raise Http404
    return found


def show(
    request: HttpRequest, team: Team, name: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """One of the leader's pages."""
    return render(request, f"community_teams/leading/{name}.html", {"team": team, **(context or {})}, status=status)


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a list that is asked for."""
    return Paginator(rows, A_PAGE).get_page(request.GET.get("trang"))
