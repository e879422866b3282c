"""Finding areas: a page for people, which works without scripts, and JSON for forms."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.http import public_page
from people.areas.models import Area
from people.areas.selectors import MOST_LETTERS, QueryTooLong, find_areas, find_former, search_areas

A_PAGE = 20
MOST_FORMER = 10


@require_safe
def areas_page(request: HttpRequest) -> HttpResponse:
    """`/dia-ban/?q=`: which communes there are now, by any part of a name, and what became of those of before."""
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"q": text[:MOST_LETTERS], "most_letters": MOST_LETTERS}
    try:
        found = search_areas(text)
    except QueryTooLong as error:
        return render(request, "people/areas.html", {**context, "error": str(error)}, status=422)
    if text:
        shown = context["shown"] = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
        context["former"] = find_former(text, limit=MOST_FORMER) if shown.number == 1 else []
    return public_page(render(request, "people/areas.html", context))


@require_safe
def areas_api(request: HttpRequest) -> HttpResponse:
    """`GET /api/v1/areas?q=&level=` → `{"areas": [{code, name, full_name, level, kind, parent}]}`, at most 20."""
    level = request.GET.get("level", "")
    if level and level not in Area.Level:
        message = _("level is “province” or “commune”.")
        return JsonResponse({"error": "unknown_level", "message": message}, status=422)
    try:
        areas = find_areas(request.GET.get("q", ""), level=level or None)
    except QueryTooLong as error:
        return JsonResponse({"error": "query_too_long", "message": str(error)}, status=422)
    return public_page(JsonResponse({"areas": [_as_json(area) for area in areas]}))


def _as_json(area: Area) -> dict[str, Any]:
    fields = {name: getattr(area, name) for name in ("code", "name", "full_name", "level", "kind")}
    parent = area.parent and {"code": area.parent.code, "full_name": area.parent.full_name}
    return {**fields, "parent": parent}
