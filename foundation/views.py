"""The pattern page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.pattern import examples

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def pattern(request: HttpRequest) -> HttpResponse:
    """`/mau-giao-dien/`: every component in every state; in development and demo only."""
    if settings.PRODUCTION:
        raise Http404
    return render(request, "foundation/pattern.html", examples())
