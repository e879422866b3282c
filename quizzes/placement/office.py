"""`/quan-tri/nang-luc/`: what people could do before and after, by area; for officials, and as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.http import private_answer
from foundation.spreadsheets import no_formula
from quizzes.placement.forms import ReportForm
from quizzes.placement.report import FEWEST, View, by_month, lines, view_of
from quizzes.quiz.competences import competences


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The table, or the same by month as a file."""
    view = view_of(request.user)
    if not view:
        raise PermissionDenied
    form = ReportForm(request.GET, view=view)
    context: dict[str, Any] = {"form": form, "fewest": FEWEST, "whole": view.everything}
    if not form.is_valid():
        return private_answer(render(request, "quizzes/placement/report.html", context, status=422))
    asked = _asked(form)
    if request.GET.get("export") == "csv":
        return _file(view, asked)
    found, total = lines(view, **asked)
    query = request.GET.copy()
    query["export"] = "csv"
    context |= {"lines": found, "total": total, "first": asked["first"], "last": asked["last"],
                "export": query.urlencode()}  # fmt: skip
    return private_answer(render(request, "quizzes/placement/report.html", context))


def _asked(form: ReportForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {"competence": data["nang_luc"], "first": data["tu"], "last": data["den"], "province": data["tinh"]}


def _file(view: View, asked: dict[str, Any]) -> HttpResponse:
    code = asked["competence"]
    known = competences()
    title = f"{code} {known[code].title}" if code in known else _("All together")
    out = io.StringIO()
    writer = csv.writer(out)
    heads = [_("Code of the area"), _("Area"), _("Province or city"), _("Month"), _("Competence")]
    writer.writerow([*heads, _("Number of people"), _("Before (%)"), _("After (%)"), _("Difference (points)")])
    for line in by_month(view, **asked):
        area = line.area
        over = area.parent.full_name if area.parent else ""
        row = [area.code, area.full_name, over, f"{line.month:%Y-%m}", title, line.people, line.before, line.after]
        # A figure is none that somebody wrote, also below zero.
        writer.writerow([*(no_formula(value) for value in row), line.difference])
    # The mark at the beginning lets spreadsheets read Vietnamese.
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="nang-luc-theo-dia-ban.csv"'
    return private_answer(answer)
