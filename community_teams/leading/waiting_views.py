"""What waits for the leader's decision, and phones that were lost."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community_teams.households.changing import HouseholdRefused
from community_teams.households.wishes import TAKES_AWAY, answer_wish
from community_teams.leading import forms, reading, selectors
from community_teams.leading.door import UNPROCESSABLE, leading, leading_seriously, show, who
from community_teams.reach import Scope
from community_teams.sync import deciding
from community_teams.sync.models import Conflict, Device, Operation
from community_teams.teams.devices import revoke_device
from community_teams.teams.models import Membership, Team
from community_teams.teams.rights import TeamRefused
from community_teams.visits.models import Visit

CHOICES = ("mine", "theirs")


@require_safe
@leading
def waiting(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """Everything that waits, the oldest or most urgent of each kind; what follows comes up as these are decided."""
    most = selectors.MOST_SHOWN
    operations, held = list(selectors.quarantined(team)[:most]), list(selectors.held(team)[:most])
    conflicts, wishes = list(selectors.conflicts(team)[:most]), list(selectors.wishes(team)[:most])
    opened = reading.open_operations([*operations, *held])
    names = reading.names_of_households([*(one.household for one in conflicts), *(one.household_id for one in wishes)])
    context = {
        "operations": opened[: len(operations)],
        "held": opened[len(operations) :],
        "conflicts": [(one, names.get(one.household, ""), [_label(name) for name in one.fields]) for one in conflicts],
        "wishes": [(one, names.get(one.household_id, "")) for one in wishes],
        "counts": selectors.waiting_counts(team),
        "most": most,
        "most_counted": selectors.MOST_COUNTED,
    }
    return show(request, team, "waiting", context)


def _label(name: str) -> str:
    return str(reading.FIELDS.get(name, name))


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def operation(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """One thing that was set apart: what, who, when, why; then accept it or set it aside with a reason."""
    rows = Operation.objects.filter(team=team).select_related("member", "hamlet", "device", "decided_by")
    found = get_object_or_404(rows, pk=pk)
    act = request.POST.get("act", "")
    form = forms.WhyForm(request.POST if act == "dismiss" else None)
    problem = ""
    if act == "accept" or form.is_valid():
        try:
            if act == "accept":
                deciding.accept(operation=found, by=who(request))
                messages.success(request, _("Accepted: it counts from now on."))
            else:
                deciding.dismiss(operation=found, by=who(request), why=form.cleaned_data["why"])
                messages.success(request, _("Set aside. It is kept, and counts for nothing."))
        except deciding.CannotDecide as refused:
            problem = str(refused)
        else:
            return redirect("leading:waiting", team.pk)
    (opened,) = reading.open_operations([found])
    waits = found.status == Operation.Status.QUARANTINED
    context = {"opened": opened, "form": form, "problem": problem, "waits": waits}
    status = UNPROCESSABLE if problem or form.errors else 200
    return show(request, team, "operation", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def conflict(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """Fields that two people changed, both values of each: one is chosen."""
    rows = Conflict.objects.filter(hamlet__in=team.hamlets.all()).select_related("operation__member", "hamlet")
    found = get_object_or_404(rows, pk=pk)
    problem = ""
    chosen = {name: request.POST.get(f"field-{name}", "") for name in found.fields}
    if request.method == "POST":
        if not all(value in CHOICES for value in chosen.values()):
            problem = _("Please choose one for each.")
        else:
            try:
                deciding.resolve_conflict(conflict=found, by=who(request), choice=chosen)
            except deciding.CannotDecide as refused:
                problem = str(refused)
            else:
                messages.success(request, _("Kept. Phones hear of it when they fetch next."))
                return redirect("leading:waiting", team.pk)
    context: dict[str, Any] = {
        "conflict": found,
        "name": reading.names_of_households([found.household]).get(found.household, ""),
        "differences": [(one, chosen.get(one.name, "")) for one in reading.open_conflict(found)],
        "problem": problem,
    }
    return show(request, team, "conflict", context, status=UNPROCESSABLE if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@leading_seriously
def wish(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """What a household asks for, and what was found at its door."""
    found = selectors.wishes(team).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = forms.AnswerForm(request.POST or None, takes_away=found.kind in TAKES_AWAY)
    if form.is_valid():
        try:
            answer_wish(
                wish=found,
                answer=form.cleaned_data["answer"],
                wanted=form.cleaned_data.get("wanted") == "yes",
                by=who(request),
                request=request,
            )
        except HouseholdRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Answered."))
            return redirect("leading:waiting", team.pk)
    visit = None
    if found.visit:
        visit = Visit.objects.select_related("member").filter(pk=found.visit, household=found.household_id).first()
    names = reading.names_of_households([found.household_id])
    context = {
        "wish": found,
        "visit": visit,
        "name": names.get(found.household_id, ""),
        "reason": reading.reason_of_wish(found),
        "form": form,
    }
    return show(request, team, "wish", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def revoke(request: HttpRequest, scope: Scope, team: Team, pk: uuid.UUID) -> HttpResponse:
    """Let a lost phone in no more. Without a new code: every minute counts, and registering again undoes it."""
    device = get_object_or_404(
        Device.objects.select_related("user").filter(user__in=team.memberships.values("user")), pk=pk
    )
    form = forms.WhyForm(request.POST or None)
    if form.is_valid():
        try:
            revoke_device(device=device, team=team, why=form.cleaned_data["why"], by=who(request), request=request)
        except TeamRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("The phone opens nothing any more. It empties itself when it next has network.")
            )
            held = Membership.objects.filter(team=team, user=device.user_id).order_by("-valid_from", "-pk").first()
            return redirect("leading:member", team.pk, held.pk) if held else redirect("leading:team", team.pk)
    context = {"device": device, "form": form}
    return show(request, team, "revoke", context, status=UNPROCESSABLE if form.errors else 200)
