"""Spreadsheets on the officials' pages: teams and members in, visits out without names."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from community_teams.office.reach import Office
from community_teams.office.views import UNPROCESSABLE, for_officials
from community_teams.reach import Scope, reaching
from community_teams.spreadsheets import pages
from community_teams.spreadsheets.examples import example
from community_teams.spreadsheets.exporting import official_heads, official_rows, visits_file
from community_teams.spreadsheets.forms import VisitsForm, this_month
from community_teams.spreadsheets.models import SheetRun
from people.accounts.models import User
from people.areas.models import Area
from people.audit.events import Event
from people.audit.services import record

Kind = SheetRun.Kind


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def sheets(request: HttpRequest, office: Office) -> HttpResponse:
    """Bring a file of teams; those that one brought; the days of visits to take along."""
    with reaching(_own(request)):
        form, run = pages.brought(request, _who(request), None)
        if run is not None:
            return redirect("community_teams_office:sheet", run.pk)
        runs = SheetRun.objects.filter(kind=Kind.MEMBERS, uploaded_by=_who(request))
        context = pages.bringing(Kind.MEMBERS, runs)
    # Who looks after the whole country takes one place along at a time.
    context |= {"form": form, "visits_form": None if office.everything else VisitsForm(initial=this_month())}
    return _page(request, "sheets", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@for_officials
def sheet_example(request: HttpRequest, office: Office) -> Any:
    """The empty sheet."""
    return pages.streamed(request, example(Kind.MEMBERS), "xlsx", "mau-to-va-thanh-vien")


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def sheet(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """How far a file is and what was found in it; a POST puts it in or throws it away."""
    with reaching(_own(request)):
        run = _run(request, pk)
        if request.method == "POST":
            pages.act(request, _who(request), run)
            return redirect("community_teams_office:sheet", pk)
        return _page(request, "sheet", pages.shown(request, run))


@require_safe
@for_officials
def sheet_troubles(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """All that was found, as a file."""
    with reaching(_own(request)):
        return pages.troubles_file(_run(request, pk))


@require_safe
@for_officials
def visits(request: HttpRequest, office: Office) -> Any:
    """The visits of a place, or of all of the official's, between two days. Names nobody."""
    form, where = VisitsForm(request.GET), request.GET.get("noi", "")
    area = get_object_or_404(Area, pk=int(where)) if where.isdecimal() and len(where) < 10 else None
    if (area is None and office.everything) or (area is not None and not office.sees(area)):
        raise Http404
    if not form.is_valid():
        return _page(request, "sheet_days", {"visits_form": form, "where": area}, status=UNPROCESSABLE)
    data = form.cleaned_data
    record(
        Event.VISITS_EXPORTED, object_type="area", object_id=area.pk if area else "",
        note=f"{data['tu']} {data['den']}", request=request,
    )  # fmt: skip
    rows = official_rows(_who(request), area, (data["tu"], data["den"]))
    pieces = visits_file(data["dang"], official_heads(), rows)
    return pages.streamed(request, pieces, data["dang"], f"lan-tham-{data['tu']}-{data['den']}")


def _own(request: HttpRequest) -> Scope:
    return Scope(person=_who(request).pk)


def _run(request: HttpRequest, pk: int) -> SheetRun:
    runs = SheetRun.objects.select_related("uploaded_by", "applied_by")
    found = runs.filter(kind=Kind.MEMBERS, uploaded_by=_who(request), pk=pk).first()
    if found is None:
        raise Http404
    return found


def _who(request: HttpRequest) -> User:
    """Who is signed in; the door lets nobody else so far."""
    assert isinstance(request.user, User)  # noqa: S101 - for the types
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"community_teams/office/{name}.html", context, status=status)
