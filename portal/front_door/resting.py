"""While the database is away: a page that says so and when to come again, not that something is broken."""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.group_commit import RETRY_AFTER_SECONDS
from foundation.http import private_answer


class RestingMiddleware:
    """Answers 503 where a view found no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a database that is away; every other exception takes its own way."""
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        response = private_answer(render(None, "503.html", status=503))
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
