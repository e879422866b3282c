"""My team: its members, invitations, hamlets, and word to all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community_teams.leading import forms, selectors
from community_teams.leading.door import UNPROCESSABLE, leading, leading_seriously, page_of, show, who
from community_teams.reach import Scope
from community_teams.sync.models import Device
from community_teams.teams import members, services
from community_teams.teams.models import Membership, Team, TeamInvitation
from community_teams.teams.rights import TeamRefused
from people.invitations.services import InvitationRefused, Sent
from people.roles.services import RoleRefused

REFUSED = (TeamRefused, InvitationRefused, RoleRefused)
WORDS_SHOWN = 10
DEVICES_SHOWN = 20
_MOST_DIGITS = 19


@require_safe
@leading
def home(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The team of who leads one; a choice for who leads several."""
    teams = list(Team.objects.filter(pk__in=scope.teams).select_related("commune__parent"))
    if not teams:
        raise Http404
    if len(teams) == 1:
        return redirect("leading:team", teams[0].pk)
    return show(request, teams[0], "home", {"teams": teams})


@require_safe
@leading
def team(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """Who is in it, what they did this week, and what waits."""
    shown = page_of(request, selectors.members_of(team))
    return show(
        request,
        team,
        "team",
        {
            "shown": shown,
            "rows": selectors.member_rows(team, list(shown)),
            "invitations": selectors.invitations_of(team),
            "has_leader": selectors.has_leader(team),
            "words": list(team.words.filter(withdrawn_at=None).select_related("author").order_by("-at")[:1]),
            "waiting": sum(selectors.waiting_counts(team).values()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@leading_seriously
def invite(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """Invite a number into the team."""
    form = forms.InviteForm(request.POST or None, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            done = members.invite(team=team, by=who(request), request=request, **form.cleaned_data)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            _say_sent(request, done)
            return redirect("leading:team", team.pk)
    return show(request, team, "invite", {"form": form}, status=_status(form))


def _say_sent(request: HttpRequest, done: Sent | Membership) -> None:
    if isinstance(done, Membership):
        messages.success(request, _("%(name)s is in the team now.") % {"name": done.user})
        return
    messages.success(request, _("The invitation is on its way by message."))
    if settings.SHOW_SIGN_IN_CODES:
        messages.info(request, _("Demo: the link in the message is %(link)s") % {"link": done.link})


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.errors else 200


@require_POST
@leading
def invitation(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """Take an invitation back, or send it once more."""
    asked = get_object_or_404(TeamInvitation.objects.select_related("invitation", "team__commune"), pk=pk, team=team)
    try:
        if request.POST.get("act") == "again":
            _say_sent(request, members.send_invitation_again(asked=asked, by=who(request), request=request))
        else:
            members.withdraw_invitation(asked=asked, by=who(request), request=request)
            messages.success(request, _("The invitation is withdrawn."))
    except REFUSED as refused:
        messages.error(request, str(refused))
    return redirect("leading:team", team.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@leading_seriously
def member(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """One member: where the person works, the phones, and the end."""
    held = get_object_or_404(Membership.objects.select_related("user", "hamlet", "team__commune"), pk=pk, team=team)
    act = request.POST.get("act", "")
    others = list(Team.objects.filter(pk__in=scope.teams - {team.pk}).order_by("sort_key", "pk"))
    filled: dict[str, Any] = {
        "move": forms.MoveForm(_given(request, "move"), membership=held, teams=others, prefix="move"),
        "place": forms.PlaceForm(_given(request, "place"), membership=held, prefix="place"),
        "end": forms.EndForm(_given(request, "end"), membership=held, prefix="end"),
    }
    form = filled.get(act)
    if form is not None and form.is_valid():
        try:
            said = _ACTS[act](request, held, form)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            still_leads = scope.everything or held.user_id != scope.person
            return redirect("leading:team", team.pk) if still_leads else redirect("leading:home")
    context = {
        "held": held,
        "forms": filled,
        "row": selectors.member_rows(team, [held])[0],
        "devices": list(Device.objects.filter(user=held.user_id).order_by("-last_seen_at")[:DEVICES_SHOWN]),
        "past": list(
            team.memberships.filter(user=held.user_id).exclude(pk=held.pk).select_related("hamlet")
            .order_by("-valid_from", "-pk")[:DEVICES_SHOWN]
        ),
        "other_place": _other_place(held),
    }  # fmt: skip
    return show(request, team, "member", context, status=_status(form) if form is not None else 200)


def _number(typed: str) -> int:
    """A row's number; one that nobody has for what is none: Python reads no number of thousands of digits."""
    return int(typed) if typed.isdecimal() and len(typed) < _MOST_DIGITS else 0


def _given(request: HttpRequest, act: str) -> Any:
    return request.POST if request.POST.get("act") == act else None


def _other_place(held: Membership) -> Membership.Place:
    leads = held.place == Membership.Place.LEADER
    return Membership.Place.MEMBER if leads else Membership.Place.LEADER


def _move(request: HttpRequest, held: Membership, form: forms.MoveForm) -> str:
    members.move_member(
        membership=held, by=who(request), since=form.cleaned_data["since"], request=request, **form.place(),
        nobody_leads=form.cleaned_data.get("nobody_leads", False),
    )  # fmt: skip
    return _("Where the person works is set.")


def _place(request: HttpRequest, held: Membership, form: forms.PlaceForm) -> str:
    members.change_place(
        membership=held, place=_other_place(held), by=who(request), request=request,
        nobody_leads=form.cleaned_data.get("nobody_leads", False),
    )  # fmt: skip
    return _("The place in the team is changed.")


def _end(request: HttpRequest, held: Membership, form: forms.EndForm) -> str:
    members.end_membership(
        membership=held, why=form.cleaned_data["why"], on=form.first_day_without(), by=who(request), request=request,
        nobody_leads=form.cleaned_data.get("nobody_leads", False),
    )  # fmt: skip
    return _("The end of the membership is set.")


_ACTS: dict[str, Callable[[HttpRequest, Membership, Any], str]] = {"move": _move, "place": _place, "end": _end}


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def hamlets(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """The hamlets in which the team works."""
    act = request.POST.get("act", "")
    form = forms.NameForm(request.POST if act == "add" else None)
    if request.method == "POST":
        try:
            if _change_hamlets(request, team, act, form):
                return redirect("leading:hamlets", team.pk)
        except REFUSED as refused:
            if act == "add":
                form.add_error(None, str(refused))
            else:
                messages.error(request, str(refused))
                return redirect("leading:hamlets", team.pk)
    rows = list(team.hamlets.filter(ended_on=None)[: services.MOST_HAMLETS])
    ended = list(team.hamlets.exclude(ended_on=None)[: services.MOST_HAMLETS])
    return show(request, team, "hamlets", {"hamlets": rows, "ended": ended, "form": form}, status=_status(form))


def _change_hamlets(request: HttpRequest, team: Team, act: str, form: forms.NameForm) -> bool:
    """Whether something was changed; else the form says what is missing."""
    by = who(request)
    if act == "add":
        if not form.is_valid():
            return False
        services.add_hamlet(team=team, name=form.cleaned_data["name"], by=by, request=request)
        messages.success(request, _("The hamlet is added."))
        return True
    number = request.POST.get("hamlet", "")
    hamlet = get_object_or_404(team.hamlets.select_related("team__commune"), pk=_number(number))
    if act == "end":
        services.end_hamlet(hamlet=hamlet, by=by, request=request)
        messages.success(request, _("The hamlet has ended."))
    else:
        services.rename_hamlet(hamlet=hamlet, name=request.POST.get("name", ""), by=by, request=request)
        messages.success(request, _("The hamlet has its new name."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def words(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """Word to everybody in the team."""
    act = request.POST.get("act", "")
    form = forms.WordForm(request.POST if act == "send" else None)
    if act == "withdraw":
        number = request.POST.get("word", "")
        word = get_object_or_404(team.words.select_related("team__commune"), pk=_number(number))
        services.withdraw_word(word=word, by=who(request), request=request)
        messages.success(request, _("The word is taken back. Phones drop it when they fetch next."))
        return redirect("leading:words", team.pk)
    if form.is_valid():
        try:
            services.send_word(team=team, text=form.cleaned_data["text"], by=who(request), request=request)
        except TeamRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Sent. Everybody sees it when their phone fetches next."))
            return redirect("leading:words", team.pk)
    said = list(team.words.filter(withdrawn_at=None).select_related("author").order_by("-at")[:WORDS_SHOWN])
    return show(request, team, "words", {"form": form, "words": said}, status=_status(form))
