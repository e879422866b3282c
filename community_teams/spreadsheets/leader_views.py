"""Spreadsheets on the leader's pages: households in, visits out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community_teams.households.models import Household
from community_teams.households.personal import open_households
from community_teams.leading.door import UNPROCESSABLE, leading, leading_seriously, page_of, show, who
from community_teams.reach import Scope
from community_teams.spreadsheets import pages
from community_teams.spreadsheets.examples import example
from community_teams.spreadsheets.exporting import leader_heads, leader_rows, visits_file
from community_teams.spreadsheets.forms import VisitsForm, this_month
from community_teams.spreadsheets.models import SheetRow, SheetRun
from community_teams.spreadsheets.sealing import key_of, open_row
from community_teams.spreadsheets.services import SheetRefused, choose
from community_teams.teams.models import Team
from people.audit.events import Event
from people.audit.services import record


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def sheets(request: HttpRequest, scope: Scope, team: Team) -> HttpResponse:
    """Bring a file of households; those that were brought; the days of visits to take along."""
    form, run = pages.brought(request, who(request), team)
    if run is not None:
        return redirect("leading:sheet", team.pk, run.pk)
    context = pages.bringing(SheetRun.Kind.HOUSEHOLDS, SheetRun.objects.filter(team=team))
    context |= {"form": form, "visits_form": VisitsForm(initial=this_month())}
    return show(request, team, "sheets", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@leading
def sheet_example(request: HttpRequest, scope: Scope, team: Team) -> Any:
    """The empty sheet."""
    return pages.streamed(request, example(SheetRun.Kind.HOUSEHOLDS), "xlsx", "mau-ho")


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def sheet(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """How far a file is and what was found in it; a POST puts it in or throws it away."""
    run = _run(team, pk)
    if request.method == "POST":
        pages.act(request, who(request), run)
        return redirect("leading:sheet", team.pk, pk)
    return show(request, team, "sheet", pages.shown(request, run))


@require_http_methods(["GET", "HEAD", "POST"])
@leading
def sheet_doubles(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """Rows that look like a household that is there; who ticks one lets it in all the same."""
    run = _run(team, pk)
    if request.method == "POST":
        try:
            choose(run=run, shown=_lines(request, "shown"), wanted=_lines(request, "take"))
            messages.success(request, _("Kept. What is ticked comes in, the others stay out."))
        except SheetRefused as refused:
            messages.error(request, str(refused))
        return redirect("leading:sheet", team.pk, pk)
    if run.state != SheetRun.State.CHECKED:
        raise Http404
    rows = SheetRow.objects.filter(run=run, is_double=True).select_related("hamlet").order_by("line")
    shown = page_of(request, rows)
    record(Event.HOUSEHOLD_VIEWED, object_type="sheetrun", object_id=run.pk, request=request)
    return show(request, team, "sheet_doubles", {"run": run, "shown": shown, "rows": _opened(run, list(shown))})


def _opened(run: SheetRun, rows: list[SheetRow]) -> list[dict[str, Any]]:
    """What each row says, and the name of the household that it looks like."""
    key = key_of(run)
    twins = open_households(Household.objects.filter(pk__in=[row.twin for row in rows if row.twin]))
    return [
        {"row": row, "values": open_row(row, run, key), "twin": twins.get(row.twin) if row.twin else None}
        for row in rows
    ]


def _lines(request: HttpRequest, name: str) -> set[int]:
    return {int(line) for line in request.POST.getlist(name) if line.isascii() and line.isdecimal() and len(line) < 9}


@require_safe
@leading
def sheet_troubles(request: HttpRequest, scope: Scope, team: Team, pk: int) -> HttpResponse:
    """All that was found, as a file."""
    return pages.troubles_file(_run(team, pk))


@require_safe
@leading_seriously
def visits(request: HttpRequest, scope: Scope, team: Team) -> Any:
    """The visits of the team between two days, with the names of the households."""
    form = VisitsForm(request.GET)
    if not form.is_valid():
        return show(request, team, "sheet_days", {"visits_form": form}, status=UNPROCESSABLE)
    data = form.cleaned_data
    record(
        Event.VISITS_EXPORTED, object_type="team", object_id=team.pk, note=f"{data['tu']} {data['den']}",
        request=request,
    )  # fmt: skip
    rows = leader_rows(who(request), team, (data["tu"], data["den"]))
    pieces = visits_file(data["dang"], leader_heads(), rows)
    return pages.streamed(request, pieces, data["dang"], f"lan-tham-{data['tu']}-{data['den']}")


def _run(team: Team, pk: int) -> SheetRun:
    found = SheetRun.objects.select_related("uploaded_by", "applied_by").filter(team=team, pk=pk).first()
    if found is None:
        raise Http404
    return found
