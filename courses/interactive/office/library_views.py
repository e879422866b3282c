"""What is installed; nothing is done here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.h5p import LibraryName
from courses.interactive.models import H5PLibrary, H5PVersion
from courses.interactive.office.rights import may_see_libraries
from courses.interactive.office.words import program_name
from foundation.http import private_answer

A_PAGE = 50


@require_safe
def libraries_view(request: HttpRequest) -> HttpResponse:
    """The libraries in use: version, size, how many activities need each, who installed it."""
    if not may_see_libraries(request.user):
        raise PermissionDenied
    found = H5PLibrary.objects.filter(current=True).select_related("installed_by")
    found = found.defer("document", "semantics", "languages", "files")
    shown: Any = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    needed = needed_by()
    shown.object_list = [
        (library, program_name(library.machine, library.title), needed[library.name]) for library in shown.object_list
    ]
    return private_answer(render(request, "courses/interactive/office/libraries.html", {"shown": shown}))


def needed_by() -> Counter[LibraryName]:
    """How many activities load each library in their newest version. Two queries."""
    needs = _needs()
    counted: Counter[LibraryName] = Counter()
    newest = H5PVersion.objects.filter(number=F("package__number"))
    # Many activities load the same.
    for folders, count in newest.values_list("libraries").annotate(count=Count("pk")).order_by():
        for name in _closure(folders, needs):
            counted[name] += count
    return counted


def _needs() -> dict[LibraryName, list[LibraryName]]:
    rows = H5PLibrary.objects.filter(current=True).values_list(
        "machine", "major", "minor", "document__preloadedDependencies"
    )
    return {
        LibraryName(machine, major, minor): [name for one in needs or () if (name := LibraryName.from_json(one))]
        for machine, major, minor, needs in rows
    }


def _closure(folders: list[str], needs: dict[LibraryName, list[LibraryName]]) -> set[LibraryName]:
    found: set[LibraryName] = set()
    waiting = [name for folder in folders if (name := LibraryName.parse(folder))]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return found
