"""One activity: what it is and does, where it is used, lessons that show an older version, deleting."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.interactive.addresses import content_origin, player_address
from courses.interactive.authoring.kinds import BY_MACHINE
from courses.interactive.finishing import NEVER_FINISHED
from courses.interactive.models import H5PFile, H5PPackage
from courses.interactive.office.deleting import LessonsAreBeingPublished, delete
from courses.interactive.office.lists import address
from courses.interactive.office.rights import may
from courses.interactive.office.showing import A_TIME, may_show, show_newest, why_not
from courses.interactive.office.usage import MOST_LISTED, lessons_behind, uses_of
from courses.interactive.office.words import calls_of, kind_name, notes_of
from courses.interactive.selectors import Asset, loading_of
from courses.interactive.weighing import fetched
from foundation.http import private_answer
from people.models import User

A_PAGE = 20


@require_safe
def look(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything about an activity."""
    user, package = _package(request, pk, "view")
    newest = package.newest
    versions = package.versions.select_related("made_by").defer("head", "content", "files", "libraries", "notes")
    loading = loading_of(newest)
    scripts, styles = _weight(loading.scripts), _weight(loading.styles)
    whole = sum(fetched(newest, loading).values())
    context = {
        "package": package,
        "kind": kind_name(package.kind),
        "newest": newest,
        "shown": Paginator(versions.order_by("-number"), A_PAGE).get_page(request.GET.get("trang")),
        "libraries": loading.libraries,
        "scripts": scripts,
        "styles": styles,
        "whole": whole,
        "content": max(whole - scripts["fetched"] - styles["fetched"], 0),
        "evaluates": loading.evaluates,
        "calls": calls_of(newest.calls_out),
        "calls_count": len(newest.calls_out),
        "notes": notes_of(newest.notes),
        "uses": uses_of(package),
        "most": MOST_LISTED,
        "player": player_address(package.pk, package.number) if content_origin().partition("://")[2] else "",
        "may_change": may(user, "change"),
        "may_delete": may(user, "delete"),
        "has_form": package.kind in BY_MACHINE,
        "never_finished": package.kind in NEVER_FINISHED,
    }
    page = _page(request, "look", context)
    # The screens have no policy of their own, and a program could lead its frame to a sign-in page of its own.
    page["Content-Security-Policy"] = f"frame-src {content_origin()}"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def show_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The live lessons that show an older version; a POST has them show the newest."""
    user, package = _package(request, pk, "view")
    reason = why_not(by=user, package=package)
    if request.method == "POST":
        if reason:
            raise PermissionDenied
        _show(request, user, package)
        return redirect(address("show_again", pk))
    behind = lessons_behind(package)
    context = {
        "package": package,
        "behind": behind[:MOST_LISTED],
        "count": len(behind),
        "allowed": sum(may_show(user, use.page) for use in behind) if not reason else 0,
        "a_time": A_TIME,
        "reason": reason,
    }
    return _page(request, "show_again", context)


def _show(request: HttpRequest, user: User, package: H5PPackage) -> None:
    """The version that the page named; a newer one that somebody brought meanwhile has to be looked at first."""
    if request.POST.get("number") != str(package.number):
        messages.error(request, _("There is another version meanwhile. Please look at it, then press the button."))
        return
    shown = show_newest(by=user, package=package, request=request)
    said = ngettext("%d lesson shows the newest version now.", "%d lessons show the newest version now.", shown.done)
    messages.success(request, said % shown.done)
    if shown.left:
        messages.warning(request, _("There are %d more: press the button again.") % shown.left)


@require_http_methods(["GET", "HEAD", "POST"])
def take_away(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then delete; refused where a lesson needs it."""
    user, package = _package(request, pk, "delete")
    if request.method == "POST":
        try:
            if delete(by=user, package=package, request=request):
                messages.success(request, _("“%s” is deleted.") % package.title)
                return redirect(address("list"))
            messages.error(request, _("It was not deleted: a lesson uses it."))
        except LessonsAreBeingPublished:
            messages.error(request, _("It was not deleted: lessons are just being published. Please try again."))
        return redirect(address("take_away", pk))
    context = {"package": package, "uses": uses_of(package), "most": MOST_LISTED}
    return _page(request, "take_away", context)


def _weight(assets: list[Asset]) -> dict[str, int]:
    """How many files, their bytes, and what a phone fetches of them."""
    kept = dict(asset.library.files[asset.path] for asset in assets)
    packed = H5PFile.objects.filter(sha256__in=kept, packed_size__isnull=False)
    sent = kept | dict(packed.values_list("sha256", "packed_size"))
    return {"count": len(assets), "bytes": sum(kept.values()), "fetched": sum(sent.values())}


def _package(request: HttpRequest, pk: uuid.UUID, action: str) -> tuple[User, H5PPackage]:
    if not isinstance(request.user, User) or not may(request.user, action):
        raise PermissionDenied
    return request.user, get_object_or_404(H5PPackage.objects.select_related("made_by"), pk=pk)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return private_answer(render(request, f"courses/interactive/office/{name}.html", context))
