"""Addresses and forms are read as UTF-8, and as nothing else."""

from __future__ import annotations

import codecs

from asgiref.sync import sync_to_async
from django.template.loader import render_to_string
from django.utils.http import parse_header_parameters

from foundation.asgi import App, Receive, Scope, Send, answer, header

_PAGE = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class Utf8Only:
    """An ASGI application before another: answers 400 to whoever names another charset.

    Django would read address and form in it, even in a codec that is no charset, and fail before any page of ours could
    answer.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or _is_utf8(header(scope, b"content-type")):
            await self._app(scope, receive, send)
            return
        page = await sync_to_async(render_to_string)("400.html")
        await answer(send, 400, page.encode(), _PAGE, content=scope["method"] != "HEAD")


def _is_utf8(content_type: str) -> bool:
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False
