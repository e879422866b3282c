"""Teams for officials and administrators. They see who leads and how many work there, and no household."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community_teams.overseeing import forms
from community_teams.overseeing.selectors import teams_overseen, with_sizes
from community_teams.teams.members import invite
from community_teams.teams.models import Membership, Team, TeamInvitation
from community_teams.teams.rights import TeamRefused
from community_teams.teams.services import make_team, rename_team
from foundation.http import private_answer
from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record_each
from people.invitations.models import Invitation
from people.invitations.services import InvitationRefused, Sent
from people.roles.services import RoleRefused

A_PAGE = 50
MOST_SHOWN = 50
UNPROCESSABLE = 422
View = Callable[..., HttpResponse]
REFUSED = (TeamRefused, InvitationRefused, RoleRefused)


def overseeing(view: View) -> View:
    """Hand the view the teams of the person's places; who looks after none is refused."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        teams = teams_overseen(_who(request))
        if teams is None:
            raise PermissionDenied
        return private_answer(view(request, teams, *args, **kwargs))

    return checked


def _who(request: HttpRequest) -> User:
    """Who is signed in; the door of `/quan-tri/` lets nobody else so far."""
    assert isinstance(request.user, User)  # noqa: S101 - for the types
    return request.user


def _render(request: HttpRequest, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    context = {"on_editor_screens": True, "form": form, **context}
    wrong = form is not None and form.errors
    return render(request, f"community_teams/overseeing/{name}.html", context, status=UNPROCESSABLE if wrong else 200)


@require_safe
@overseeing
def teams(request: HttpRequest, teams: QuerySet[Team]) -> HttpResponse:
    """The teams, how many work in each, and whether somebody leads it."""
    shown = Paginator(with_sizes(teams), A_PAGE).get_page(request.GET.get("trang"))
    return _render(request, "teams", {"shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@overseeing
def make(request: HttpRequest, teams: QuerySet[Team]) -> HttpResponse:
    """A new team in a place of one's own."""
    form = forms.MakeForm(request.POST or None)
    if form.is_valid():
        try:
            made = make_team(by=_who(request), request=request, **form.cleaned_data)
        except TeamRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The team is made. Now invite its leader."))
            return redirect("overseeing:team", made.pk)
    return _render(request, "make", {}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@overseeing
def team(request: HttpRequest, teams: QuerySet[Team], pk: int) -> HttpResponse:
    """One team: its name, its leaders, and the number of one who is invited to lead it."""
    found = get_object_or_404(teams, pk=pk)
    act = request.POST.get("act", "")
    name = forms.NameForm(request.POST if act == "rename" else None, initial={"name": found.name})
    leader = forms.LeaderForm(request.POST if act == "lead" else None)
    form = {"rename": name, "lead": leader}.get(act)
    if form is not None and form.is_valid():
        try:
            _change(request, found, act, form.cleaned_data)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("overseeing:team", pk)
    leaders = found.memberships.active().filter(place=Membership.Place.LEADER)
    held = list(leaders.select_related("user").order_by("valid_from", "pk")[:MOST_SHOWN])
    record_each(
        Event.PERSONAL_DATA_VIEWED, subjects=[one.user for one in held], object_type="team", request=request
    )  # fmt: skip
    open_ones = Invitation.objects.in_state(Invitation.State.OPEN)
    invited = TeamInvitation.objects.filter(team=found, place=Membership.Place.LEADER, invitation__in=open_ones)
    context = {
        "team": found,
        "leaders": held,
        "invited": list(invited.select_related("invitation")[:MOST_SHOWN]),
        "name_form": name,
        "leader_form": leader,
    }
    return _render(request, "team", context, form)


def _change(request: HttpRequest, team: Team, act: str, data: dict[str, Any]) -> None:
    if act == "rename":
        rename_team(team=team, name=data["name"], by=_who(request), request=request)
        messages.success(request, _("The team has its new name."))
        return
    done = invite(
        team=team, phone=data["phone"], place=Membership.Place.LEADER, by=_who(request), request=request
    )  # fmt: skip
    if not isinstance(done, Sent):
        messages.success(request, _("%(name)s is in the team now.") % {"name": done.user})
        return
    messages.success(request, _("The invitation is on its way by message."))
    if settings.SHOW_SIGN_IN_CODES:
        messages.info(request, _("Demo: the link in the message is %(link)s") % {"link": done.link})
