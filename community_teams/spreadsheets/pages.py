"""What the leader's and the officials' pages of spreadsheets have in common."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from community_teams.households.consents import Purpose, words_for
from community_teams.spreadsheets.columns import COLUMNS
from community_teams.spreadsheets.exporting import TYPES
from community_teams.spreadsheets.forms import UploadForm
from community_teams.spreadsheets.models import SheetRow, SheetRun, SheetTrouble
from community_teams.spreadsheets.reading import MOST_BYTES, MOST_ROWS
from community_teams.spreadsheets.services import SheetRefused, discard, put_in, upload
from community_teams.spreadsheets.working import KEPT_DAYS, MOST_TROUBLES
from community_teams.teams.models import Team
from foundation.http import private_answer
from foundation.spreadsheets import no_formula
from foundation.streaming import stream
from people.accounts.models import User

A_PAGE = 30
# Seconds until a page that shows progress asks anew.
AGAIN = 4
MOST_LISTED = 20
State = SheetRun.State


def brought(request: HttpRequest, user: User, team: Team | None) -> tuple[UploadForm, SheetRun | None]:
    """The form, and the run where a file came with it that can be checked."""
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        try:
            return form, upload(by=user, data=form.cleaned_data["file"].read(), team=team, request=request)
        except SheetRefused as refused:
            form.add_error("file", str(refused))
        except ValidationError as error:
            form.add_error("file", error)
    return form, None


def bringing(kind: str, runs: Any) -> dict[str, Any]:
    """What the page says on which a file is brought."""
    return {
        "runs": list(runs.select_related("uploaded_by").order_by("-pk")[:MOST_LISTED]),
        "columns": COLUMNS[kind], "most_rows": MOST_ROWS[SheetRun.Kind(kind)], "most_mb": MOST_BYTES // 1_000_000,
    }  # fmt: skip


def act(request: HttpRequest, user: User, run: SheetRun) -> None:
    """Put a file in or throw it away, as the form says."""
    try:
        if request.POST.get("act") == "discard":
            discard(by=user, run=run, request=request)
            messages.success(request, _("The file is thrown away."))
        elif request.POST.get("heard") != "1":
            raise SheetRefused(_("Please tick first that it is so."))
        else:
            put_in(by=user, run=run, request=request)
            messages.success(request, _("The rows are being put in. You may close this page."))
    except SheetRefused as refused:
        messages.error(request, str(refused))


def shown(request: HttpRequest, run: SheetRun) -> dict[str, Any]:
    """What the page of one file shows."""
    chosen = SheetRow.objects.filter(run=run, chosen=True).count() if run.doubles and run.state == State.CHECKED else 0
    troubles = SheetTrouble.objects.filter(run=run).order_by("line", "pk")
    return {
        "run": run, "again": AGAIN, "most": MOST_TROUBLES, "days": KEPT_DAYS, "chosen": chosen,
        "coming": run.good - run.doubles + chosen, "words": words_for(Purpose.RECORD),
        "shown": Paginator(troubles, A_PAGE).get_page(request.GET.get("trang")),
    }  # fmt: skip


def troubles_file(run: SheetRun) -> HttpResponse:
    """All that was found, beside which the rows are mended. Says rows and columns, and nothing of what stands there."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Row"), _("Column"), _("What happens"), _("Reason")])
    for one in SheetTrouble.objects.filter(run=run).order_by("line", "pk"):
        happens = _("stays out") if one.is_refused else _("comes in, but not as it stands there")
        writer.writerow([one.line or "", one.column, happens, no_formula(one.message)])
    for row in SheetRow.objects.filter(run=run, is_double=True).order_by("line"):
        writer.writerow([row.line, "", _("comes in only if you tick it"), _("A household like it is there already.")])
    return as_file(HttpResponse(text.getvalue().encode("utf-8-sig")), "csv", f"loi-bang-tinh-{run.pk}")


def streamed(request: HttpRequest, pieces: Iterator[bytes], kind: str, name: str) -> Any:
    """A file that is sent while it is made."""
    return as_file(stream(request, pieces), kind, name)


def as_file(answer: Any, kind: str, name: str) -> Any:
    """An answer that is kept as a file."""
    answer["Content-Type"] = TYPES[kind]
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return private_answer(answer)
