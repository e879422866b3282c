"""`/quan-tri/to-cong-nghe/`: what officials see of the teams of their places."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community_teams.counting import figures
from community_teams.counting.indicators import Indicator
from community_teams.counting.models import DailyCount
from community_teams.households.consents import Purpose
from community_teams.office.exporting import TYPES, figures_file
from community_teams.office.forms import FiguresForm, FindForm, LookForm, MoveForm
from community_teams.office.looking import LookRefused, find, hamlet_of, look, seen
from community_teams.office.reach import Office, office_of
from community_teams.office.selectors import choices_for, waiting_teams
from community_teams.teams.models import Hamlet, Team
from community_teams.teams.moving import move_team
from community_teams.teams.rights import TeamRefused
from foundation.http import private_answer
from foundation.streaming import stream
from people.accounts.models import User
from people.areas.models import Area

UNPROCESSABLE = 422
A_PAGE = 50
_MOST_DIGITS = 19
View = Callable[..., HttpResponseBase]


def for_officials(view: View) -> View:
    """Hand the view whose places the person looks after; who looks after none is refused."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        office = office_of(_who(request))
        if not office:
            raise PermissionDenied
        return private_answer(view(request, office, *args, **kwargs))

    return checked


@require_safe
@for_officials
def home(request: HttpRequest, office: Office) -> HttpResponse:
    """The communes of an official; who sees the country chooses a province first."""
    if office.everything:
        return _page(request, "provinces", {"provinces": figures.provinces(), "waiting": _waiting(office)})
    return _communes(request, office, None)


@require_safe
@for_officials
def place(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """A province with its communes, or a commune with its teams."""
    area = _area(office, pk)
    return _communes(request, office, area) if area.level == Area.Level.PROVINCE else _teams(request, area)


@require_safe
@for_officials
def months(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """A commune month by month."""
    area = _area(office, pk)
    if area.level == Area.Level.PROVINCE:
        raise Http404
    return _by_month(request, {"area": area}, lambda way: figures.of_commune(area, way))


@require_safe
@for_officials
def team(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """A team month by month, where it worked, and its hamlets."""
    found = get_object_or_404(Team.objects.select_related("commune__parent"), pk=pk)
    here = office.sees(found.commune)
    rows = DailyCount.objects.filter(team=found)
    if not here:
        # Of a team that went away, what it did here.
        if not found.places.filter(office.condition("commune__")).exists():
            raise Http404
        rows = rows.filter(office.condition("commune__"))
    context = {
        "team": found,
        "here": here,
        "places": found.places.select_related("commune__parent").order_by("-valid_from"),
        "hamlets": found.hamlets.filter(ended_on=None).order_by("sort_key") if here else [],
    }
    return _by_month(request, context, lambda _way: rows)


@require_safe
@for_officials
def export(request: HttpRequest, office: Office) -> HttpResponseBase:
    """The figures of a province, of a commune or of all of the official's places, as a file."""
    form = FiguresForm(request.GET)
    kind, where = request.GET.get("dang", "csv"), request.GET.get("noi", "")
    if not form.is_valid() or kind not in TYPES:
        return _page(request, "refused", {"form": form}, status=UNPROCESSABLE)
    area = _area(office, int(where[:_MOST_DIGITS])) if where.isdecimal() else None
    if area is None and office.everything:
        raise Http404
    span, way = form.cleaned_data["span"], form.cleaned_data["cach"]
    found = figures.communes(office, span=span, way=way)
    if area is not None:
        found = found.filter(parent=area) if area.level == Area.Level.PROVINCE else found.filter(pk=area.pk)
    pieces = figures_file(kind, found, span=span, way=way)
    answer = stream(request, pieces, TYPES[kind])
    name = f"to-cong-nghe-{span.first:%Y-%m}-{span.last:%Y-%m}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@for_officials
def waiting(request: HttpRequest, office: Office) -> HttpResponse:
    """Teams whose commune is no more and for which somebody has to choose."""
    shown = Paginator(waiting_teams(office), A_PAGE).get_page(request.GET.get("trang"))
    return _page(request, "waiting", {"shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def move(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """Choose the commune in which a team goes on."""
    found = _team(office, pk)
    ended = found.commune.valid_to
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        communes=choices_for(found, office), first=ended or timezone.localdate(),
    )  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        try:
            move_team(team=found, to=data["to"], from_day=data["from_day"], by=_who(request), request=request)
        except TeamRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The team goes on in %s.") % data["to"].full_name)
            return redirect("community_teams_office:team", found.pk)
    return _page(request, "move", {"team": found, "form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def hamlet(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """Ask for one household of a hamlet, with a reason."""
    found = get_object_or_404(Hamlet.objects.select_related("team__commune"), pk=pk)
    if not office.sees(found.team.commune):
        raise Http404
    form = FindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data, official = form.cleaned_data, _who(request)
        try:
            which = find(hamlet=found, official=official, head_name=data["head_name"], phone=data["phone"])
            look(household=which, official=official, reason=data["reason"], request=request)
        except LookRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("community_teams_office:household", which)
    return _page(request, "hamlet", {"hamlet": found, "form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def household(request: HttpRequest, office: Office, pk: uuid.UUID) -> HttpResponse:
    """One household: for half an hour after the reason was given; before and after that, the question for it."""
    where, official = hamlet_of(pk), _who(request)
    if where is None or not office.sees(where.team.commune):
        raise Http404
    if request.method != "POST" and (found := seen(household=pk, official=official)):
        consents = [Purpose(one) for one in found.given]
        return _page(request, "household", {"seen": found, "consents": consents})
    form = LookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            look(household=pk, official=official, reason=form.cleaned_data["reason"], request=request)
        except LookRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("community_teams_office:household", pk)
    return _page(request, "look", {"hamlet": where, "form": form}, status=_status(form))


def _communes(request: HttpRequest, office: Office, province: Area | None) -> HttpResponse:
    form = FiguresForm(request.GET)
    context: dict[str, Any] = {"area": province, "form": form, "waiting": _waiting(office)}
    if form.is_valid():
        span, way = form.cleaned_data["span"], form.cleaned_data["cach"]
        found = figures.communes(office, span=span, way=way, province=province)
        shown = figures.by_commune(found, span=span, way=way, page=request.GET.get("trang"))
        context |= _table(request, span, way, shown, province)
    return _page(request, "communes", context, status=_status(form))


def _teams(request: HttpRequest, area: Area) -> HttpResponse:
    form = FiguresForm(request.GET)
    context: dict[str, Any] = {"area": area, "form": form}
    if form.is_valid():
        span, way = form.cleaned_data["span"], form.cleaned_data["cach"]
        shown = figures.by_team(area, span=span, way=way, page=request.GET.get("trang"))
        context |= _table(request, span, way, shown, area)
        context["here"] = figures.commune_lines([area], span=span, way=way)[0]
    return _page(request, "teams", context, status=_status(form))


def _table(request: HttpRequest, span: figures.Span, way: str, shown: Any, area: Area | None) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("trang", None)
    kept = query.urlencode()
    if area is not None:
        query["noi"] = str(area.pk)
    whole = not shown.has_other_pages() and len(shown.object_list) > 1
    return {
        "shown": shown, "span": span, "way": way, "indicators": Indicator.labels, "kept": kept,
        "export": query.urlencode(), "total": figures.total(shown.object_list) if whole else None,
    }  # fmt: skip


def _by_month(request: HttpRequest, context: dict[str, Any], rows: Callable[[str], Any]) -> HttpResponse:
    form = FiguresForm(request.GET)
    if form.is_valid():
        span, way = form.cleaned_data["span"], form.cleaned_data["cach"]
        lines = figures.by_month(rows(way), span)
        total = figures.total(lines) if len(lines) > 1 else None
        context |= {"lines": lines, "span": span, "way": way, "indicators": Indicator.labels, "total": total}
    return _page(request, "months", {**context, "form": form}, status=_status(form))


def _waiting(office: Office) -> int:
    return waiting_teams(office).count()


def _area(office: Office, pk: int) -> Area:
    area = get_object_or_404(Area.objects.select_related("parent"), pk=pk)
    if not office.sees(area):
        raise Http404
    return area


def _team(office: Office, pk: int) -> Team:
    found = get_object_or_404(Team.objects.select_related("commune__parent"), pk=pk)
    if not office.sees(found.commune):
        raise Http404
    return found


def _who(request: HttpRequest) -> User:
    """Who is signed in; the door lets nobody else so far."""
    assert isinstance(request.user, User)  # noqa: S101 - for the types
    return request.user


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.errors else 200


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"community_teams/office/{name}.html", context, status=status)
