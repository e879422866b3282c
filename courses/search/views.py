"""`/tim-kiem/?q=`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.pages.tracks import MOST_TRACKS, TrackPage
from courses.search.models import SearchEntry
from courses.search.query import A_PAGE, LONGEST_QUERY, find, shown
from courses.search.words import read_query
from foundation.text import normalise

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results with the place where each was found; where there are none, the tracks to look through."""
    q = normalise(request.GET.get("q", ""))
    query = read_query(q)
    problem = ""
    if len(q) > LONGEST_QUERY:
        problem = _("That is too long to search for. Write a few words, %d letters at most.") % LONGEST_QUERY
    elif q and not query.folded:
        problem = _("Write at least one word to search for.")
    found = find(query) if query.folded and not problem else SearchEntry.objects.none()
    results: Page[Any] = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    results.object_list = shown(results.object_list, query)
    context = {
        "q": q[:LONGEST_QUERY],
        "problem": problem,
        "results": results,
        "paginator": results.paginator,
        "longest": LONGEST_QUERY,
    }
    if not results.object_list:
        context["tracks"] = TrackPage.objects.live().public().order_by("path")[:MOST_TRACKS]
    return render(request, "courses/search.html", context)
