"""Files of questions on the officials' screens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.http import private_answer
from foundation.spreadsheets import no_formula
from foundation.streaming import in_lumps, stream
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from quizzes.formats.spreadsheet.template import template
from quizzes.imports.carried import CARRIED
from quizzes.imports.exporting import TYPES, WRITERS, chosen, records_of
from quizzes.imports.forms import ExportForm, UploadForm
from quizzes.imports.models import Format, ImportRun, ImportTrouble, State
from quizzes.imports.services import (
    Defaults,
    ImportRefused,
    discard,
    may_discard,
    may_put_in,
    may_upload,
    put_in,
    upload,
    why_not,
)
from quizzes.imports.waiting import waiting_questions
from quizzes.imports.working import KEPT_DAYS, MOST_TROUBLES

A_PAGE = 50
# Seconds until a page that shows progress asks anew.
AGAIN = 4


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """All files, the newest first."""
    _who(request)
    found = ImportRun.objects.select_related("uploaded_by", "applied_by")
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    return _page(request, "list", {"shown": shown, "may_export": may_put_in(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file. What is no good at all is refused here, and nothing of it kept."""
    user = _who(request)
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        data = form.cleaned_data
        defaults = Defaults(data["difficulty"], data["competence"], data["source"], data["review_by"])
        try:
            run = upload(
                by=user, name=data["file"].name, kind=data["format"], data=data["file"].read(), defaults=defaults,
                request=request,
            )  # fmt: skip
        except ImportRefused as refused:
            form.add_error("file", str(refused))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("quizzes_import", run.pk)
    return _page(request, "bring", {"form": form, "carried": CARRIED}, status=422 if form.errors else 200)


@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The empty spreadsheet with an example of each kind."""
    _who(request)
    return _file(HttpResponse(template()), Format.XLSX, "mau-cau-hoi")


@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is, what was found in it; a POST puts it into the bank or discards it."""
    user = _who(request)
    run = get_object_or_404(ImportRun.objects.select_related("uploaded_by", "applied_by", "competence"), pk=pk)
    if request.method == "POST":
        return _act(request, user, run)
    is_waiting = run.state == State.CHECKED
    troubles = Paginator(ImportTrouble.objects.filter(run=run), A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "run": run, "troubles": troubles, "most": MOST_TROUBLES, "again": AGAIN, "days": KEPT_DAYS,
        "reason": why_not(by=user, run=run) if is_waiting else "",
        "may_discard": run.state in {State.CHECKING, State.CHECKED} and may_discard(user, run),
        "waiting": waiting_questions(run, request.GET.get("cau")) if is_waiting else None,
        "earlier": ImportRun.objects.filter(sha256=run.sha256, state=State.DONE, pk__lt=run.pk).first(),
    }  # fmt: skip
    return _page(request, "one", context)


def _act(request: HttpRequest, user: User, run: ImportRun) -> HttpResponse:
    try:
        if request.POST.get("do") == "discard":
            discard(by=user, run=run, request=request)
            messages.success(request, _("The file is discarded: nothing more of it comes into the bank."))
        if request.POST.get("do") == "put_in":
            put_in(by=user, run=run, request=request)
            messages.success(request, _("The questions are going into the bank. You may close this page."))
    except ImportRefused as refused:
        messages.error(request, str(refused))
    return redirect("quizzes_import", run.pk)


@require_safe
def troubles_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All that was found, as a CSV file beside which the rows are mended."""
    _who(request)
    run = get_object_or_404(ImportRun, pk=pk)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Line"), _("What happens"), _("Reason")])
    for one in ImportTrouble.objects.filter(run=run):
        writer.writerow([one.line or "", one.get_severity_display(), no_formula(one.message)])
    return _file(HttpResponse(text.getvalue().encode("utf-8-sig")), Format.CSV, f"loi-cau-hoi-{run.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def take_along(request: HttpRequest) -> HttpResponseBase:
    """The bank, or a part of it, as a file."""
    user = _who(request)
    if not may_put_in(user):
        raise PermissionDenied
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "export", {"form": form, "carried": CARRIED[:3]}, status=422 if form.errors else 200)
    kind, competence = form.cleaned_data["format"], form.cleaned_data["competence"]
    ids = chosen(competence=competence, kind=form.cleaned_data["kind"])
    note = f"{kind}, {len(ids)}" + (f", {competence.code}" if competence else "")
    record(Event.QUESTIONS_EXPORTED, actor=user, object_type="question", note=note, request=request)
    pieces: Iterator[bytes] = in_lumps(WRITERS[kind](records_of(ids)))
    return _file(stream(request, pieces), kind, f"cau-hoi-{timezone.localdate():%Y-%m-%d}")


def _file(answer: Any, kind: str, name: str) -> Any:
    media, end = TYPES[Format(kind)]
    answer["Content-Type"] = media
    answer["Content-Disposition"] = f'attachment; filename="{name}.{end}"'
    return private_answer(answer)


def _who(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_upload(request.user):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return private_answer(render(request, f"quizzes/imports/{name}.html", context, status=status))
