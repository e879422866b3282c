"""Screens on which officials write activities, edit them again, and take them along as a file."""

from __future__ import annotations

import tempfile
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from courses.h5p import PackageError
from courses.interactive.authoring.exporting import SUFFIX, export_package
from courses.interactive.authoring.kinds import BY_SLUG, KINDS
from courses.interactive.authoring.services import CannotEdit, Stale, Writing, offered, open_version, save
from courses.interactive.authoring.sheets import Sheet
from courses.interactive.files import FileLost
from courses.interactive.installing import may_install
from courses.interactive.models import H5PPackage, H5PVersion
from courses.interactive.office.lists import address
from courses.interactive.office.rights import may, whom_to_ask
from courses.interactive.sentences import told
from foundation.http import private_answer
from foundation.streaming import stream_file
from foundation.text import fold
from people.audit.events import Event
from people.audit.services import record
from people.models import User

_ACTS = ("add", "change", "view", "delete")


@require_safe
def choose_view(request: HttpRequest) -> HttpResponse:
    """The kinds; of those that cannot be made here, which library is missing."""
    _who(request, "add")
    found = offered()
    kinds = [(kind, kind.machine in found) for kind in KINDS]
    context = {"kinds": kinds, "missing": any(not there for _kind, there in kinds), **_who_installs(request)}
    return private_answer(render(request, "courses/interactive/authoring/choose.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: HttpRequest, slug: str) -> HttpResponse:
    """A new activity of a kind."""
    user = _who(request, "add")
    kind = BY_SLUG.get(slug)
    if kind is None:
        raise Http404
    base = offered([kind.machine]).get(kind.machine)
    if base is None:
        return _cannot(request, CannotEdit("library", kind.machine), str(kind.title))
    return _write(request, user, Writing(kind, base))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The next version of an activity, out of the one that the form was opened with."""
    user = _who(request, "change")
    package = get_object_or_404(H5PPackage, pk=pk)
    # What rows say of their places is true of the version that they were shown from.
    number = package.number
    typed = request.POST.get("number", "")
    if typed.isascii() and typed.isdigit() and len(typed) < 9:
        number = int(typed)
    version = get_object_or_404(H5PVersion, package=package, number=number)
    try:
        writing = open_version(version)
    except CannotEdit as reason:
        return _cannot(request, reason, package.title, package)
    return _write(request, user, writing, package)


@require_safe
def export_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The newest version as a file."""
    user = _who(request, *_ACTS)
    package = get_object_or_404(H5PPackage, pk=pk)
    # Closed, and with it gone, when the answer has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        export_package(version=package.newest, file=file)
    except PackageError as error:
        file.close()
        return _not_exported(request, package, problems=[told(problem) for problem in error.problems])
    except FileLost:
        file.close()
        return _not_exported(request, package, lost=True)
    record(
        Event.H5P_EXPORTED, actor=user, object_type="h5ppackage", object_id=package.pk,
        note=f"{package.kind}, {package.number}", request=request,
    )  # fmt: skip
    file.seek(0)
    name = f"{slugify(fold(package.title))[:80] or 'h5p'}-{package.number}{SUFFIX}"
    return private_answer(stream_file(request, file, name=name, content_type="application/zip"))


def _not_exported(request: HttpRequest, package: H5PPackage, **why: Any) -> HttpResponse:
    context = {"package": package, **why, **_who_installs(request)}
    return private_answer(render(request, "courses/interactive/authoring/not_exported.html", context, status=409))


def _write(request: HttpRequest, user: User, writing: Writing, package: H5PPackage | None = None) -> HttpResponse:
    title = package.title if package else ""
    if request.method != "POST":
        return _shown(request, Sheet(writing, title=title), package)
    more = "more" in request.POST
    sheet = Sheet(writing, title=title, data=request.POST, more=more)
    if more:
        return _shown(request, sheet, package)
    if not sheet.is_valid():
        return _shown(request, sheet, package, status=422)
    over = request.POST.get("over", "")
    try:
        version = save(
            writing=writing, cleaned=sheet.cleaned, rows=sheet.cleaned_rows, user=user, package=package,
            over=int(over) if over.isascii() and over.isdigit() and len(over) < 9 else None, request=request,
        )  # fmt: skip
    except Stale as stale:
        return _shown(request, sheet, package, status=409, newest=stale.newest)
    except H5PPackage.DoesNotExist:
        # Deleted while it was being written.
        raise Http404 from None
    if writing.version and version.pk == writing.version.pk:
        messages.info(request, _("Nothing was changed, so there is no new version."))
    else:
        said = _("“%(title)s” is kept as version %(number)d.")
        messages.success(
            request, said % {"title": version.package.title, "number": version.number},
            buttons=[messages.button(address("look", version.package_id), _("See it as learners do"))],
        )  # fmt: skip
    return redirect("h5p_authoring_edit", version.package_id)


def _shown(
    request: HttpRequest, sheet: Sheet, package: H5PPackage | None, *, status: int = 200,
    newest: H5PVersion | None = None,
) -> HttpResponse:  # fmt: skip
    kind = sheet.kind
    context = {
        "sheet": sheet,
        "kind": kind,
        "package": package,
        "newest": newest,
        "base": sheet.writing.base,
        "is_wrong": status == 422,
        "other_media": bool(package and kind.picture and kind.picture.is_other(sheet.writing.params)),
    }
    return private_answer(render(request, "courses/interactive/authoring/write.html", context, status=status))


def _cannot(request: HttpRequest, why: CannotEdit, title: str, package: H5PPackage | None = None) -> HttpResponse:
    context = {"why": why, "title": title, "package": package, **_who_installs(request)}
    return private_answer(render(request, "courses/interactive/authoring/cannot.html", context, status=409))


def _who_installs(request: HttpRequest) -> dict[str, Any]:
    """What the page says to whoever lacks a program."""
    installs = may_install(request.user)
    return {"installs": installs, "ask": [] if installs else whom_to_ask()}


def _who(request: HttpRequest, *acts: str) -> User:
    if not isinstance(request.user, User) or not any(may(request.user, act) for act in acts):
        raise PermissionDenied
    return request.user
