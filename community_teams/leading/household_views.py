"""Households of the team: the list, one of them, and pairs that look like one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community_teams.followups.models import FollowUp
from community_teams.households.changing import HouseholdRefused
from community_teams.households.looking_after import assign, move, plan
from community_teams.households.merging import keep_apart, merge, undo
from community_teams.households.models import Household, Merge
from community_teams.leading import forms, selectors
from community_teams.leading.door import UNPROCESSABLE, leading, page_of, show, who
from community_teams.office.looking import looks_at
from community_teams.reach import Scope
from community_teams.sync.devices import erasure_proof
from community_teams.teams.models import Team
from foundation.identifiers import parse_uuid
from people.audit.events import Event
from people.audit.services import record

MOST_LETTERS = 100
FOLLOWUPS_SHOWN = 5
LOOKS_SHOWN = 20


@require_safe
@leading
def households(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """The households, narrowed by name or number, hamlet, who looks after them, and long without a visit."""
    filters = _filters(request)
    found = selectors.search(team, filters)
    shown = page_of(request, found.households)
    names = selectors.names_of(list(shown))
    record(Event.HOUSEHOLD_VIEWED, object_type="household_list", object_id=team.pk, request=request)
    context = {
        "shown": shown,
        "rows": [(one, names[one.pk]) for one in shown],
        "filters": filters,
        "more": found.more,
        "most": selectors.MOST_OPENED,
        "hamlets": list(team.hamlets.filter(ended_on=None)),
        "members": list({one.user_id: one for one in selectors.members_of(team)[:200]}.values()),
    }
    return show(request, team, "households", context)


def _filters(request: HttpRequest) -> selectors.Filters:
    def number(name: str) -> int | None:
        typed = request.GET.get(name, "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None

    return selectors.Filters(
        text=request.GET.get("q", "")[:MOST_LETTERS],
        hamlet=number("thon"),
        assignee=number("nguoi"),
        not_visited=request.GET.get("chua-den") == "1",
    )


def _household(team: Team, pk: uuid.UUID) -> Household:
    found = selectors.household_in(team, pk)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def household(request: HttpRequest, scope: Scope, team: Team, pk: uuid.UUID) -> HttpResponse:
    """One household as much as its leader sees; who looks after it, when, and where it lives."""
    found = _household(team, pk)
    act = request.POST.get("act", "")
    filled: dict[str, Any] = {
        "assign": forms.AssignForm(
            request.POST if act == "assign" else None,
            members=selectors.may_look_after(team, found),
            initial={"member": found.assigned_to_id},
        ),
        "plan": forms.PlanForm(request.POST if act == "plan" else None, initial={"day": found.planned_on}),
        "lives": forms.LivesForm(
            request.POST if act == "lives" else None, team=team, initial={"hamlet": found.hamlet_id}
        ),
    }
    form = filled.get(act)
    if form is not None and form.is_valid():
        try:
            _change(request, found, act, form.cleaned_data)
        except HouseholdRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Phones of the hamlet hear of it when they fetch next."))
            return redirect("leading:household", team.pk, pk)
    return _show_household(request, team, found, filled, form)


def _change(request: HttpRequest, found: Household, act: str, data: dict[str, Any]) -> None:
    by = who(request)
    if act == "assign":
        assign(household=found.pk, member=data["member"], by=by, request=request)
    elif act == "plan":
        plan(household=found.pk, day=data["day"], by=by, request=request)
    else:
        move(household=found.pk, hamlet=data["hamlet"], by=by, request=request)


def _show_household(
    request: HttpRequest, team: Team, found: Household, filled: dict[str, Any], form: Any
) -> HttpResponse:
    record(Event.HOUSEHOLD_VIEWED, object_type="household", object_id=found.pk, request=request)
    followups = FollowUp.objects.filter(household=found, state=FollowUp.State.OPEN).order_by("due_from")
    merges = Merge.objects.filter(Q(kept=found) | Q(gone=found), undone_at=None).select_related("kept", "gone")
    context = {
        "household": found,
        "personal": selectors.names_of([found])[found.pk],
        "visits": selectors.with_photos(selectors.visits_of(found)),
        "looks": list(looks_at(found.pk)[:LOOKS_SHOWN]),
        "proofs": erasure_proof(found),
        "consents": selectors.consents_of(found),
        "followups": list(followups[:FOLLOWUPS_SHOWN]),
        "merges": list(merges.order_by("-at")[:FOLLOWUPS_SHOWN]),
        "forms": filled,
    }
    wrong = form is not None and form.errors
    return show(request, team, "household", context, status=UNPROCESSABLE if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def duplicates(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """Pairs that look like one household, side by side."""
    if request.method == "POST":
        return _judge_pair(request, team)
    pairs = selectors.pairs(team)
    names = selectors.names_of([row for _pair, one, other in pairs for row in (one, other)])
    if pairs:
        record(Event.HOUSEHOLD_VIEWED, object_type="household_list", object_id=team.pk, request=request)
    rows = [(pair, [(one, names[one.pk]), (other, names[other.pk])]) for pair, one, other in pairs]
    return show(request, team, "duplicates", {"rows": rows, "most": selectors.MOST_PAIRS})


def _judge_pair(request: HttpRequest, team: Team) -> HttpResponse:
    one, other = (parse_uuid(request.POST.get(name, "")) for name in ("one", "other"))
    if one is None or other is None:
        raise Http404
    for pk in (one, other):
        _household(team, pk)
    try:
        if request.POST.get("act") == "apart":
            keep_apart(one=one, other=other, by=who(request))
            messages.success(request, _("Kept: these are two households."))
        else:
            merge(kept=one, gone=other, by=who(request), request=request)
            messages.success(request, _("Put together. You can take them apart again under “Put together”."))
    except HouseholdRefused as refused:
        messages.error(request, str(refused))
    return redirect("leading:duplicates", team.pk)


@require_safe
@leading
def merges(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """Households that were put together."""
    shown = page_of(request, selectors.merges(team))
    names = selectors.names_of([row for one in shown for row in (one.kept, one.gone)])
    rows = [(one, names[one.kept_id], names[one.gone_id]) for one in shown]
    return show(request, team, "merges", {"shown": shown, "rows": rows})


@require_POST
@leading
def undo_merge(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """Take two households apart again."""
    found = get_object_or_404(Merge.objects.filter(hamlet__in=team.hamlets.all()), pk=pk)
    try:
        undo(merge=found, by=who(request), request=request)
    except HouseholdRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("They are two households again."))
    return redirect("leading:merges", team.pk)
