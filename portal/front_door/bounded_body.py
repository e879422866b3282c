"""A bound on what a visitor sends to a page: Django writes a body to the disk before it looks at anything."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from courses.interactive.office.forms import MOST_BYTES as PACKAGE_BYTES
from courses.interactive.office.forms import too_large
from courses.packages.archive import MOST_BYTES as COURSE_BYTES
from foundation.asgi import App, Receive, Refusal, Scope, Send, answer_refusal, header

# Staff send photos, films and whole courses there, of which the last weigh most; each form says what it takes. Who is
# not signed in has nothing large to send.
_STAFF = "/quan-tri/"
_MOST_STAFF = COURSE_BYTES * 5 // 4
# Where staff bring H5P files. Somewhat more than a file may weigh comes through, to be answered with a page; what is
# far above it is stopped before it lies on a disk.
_PACKAGES = re.compile(r"/quan-tri/hoat-dong-tuong-tac/(?:nhap|[0-9a-f-]{36}/phien-ban-moi)/")
_MOST_PACKAGE = PACKAGE_BYTES * 5 // 4
# Where leaders bring files of households.
_SHEETS = re.compile(r"/to-cong-nghe/quan-ly/[0-9]{1,10}/bang-tinh/")


class BoundedBody:
    """An ASGI application before another: refuses a body that is longer than any form for citizens."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        package = _PACKAGES.fullmatch(scope["path"])
        most = _MOST_PACKAGE if package else _most(scope)
        told = header(scope, b"content-length")
        if told.isdecimal() and int(told) > most:
            message = too_large() if package else _("This is too much for one time. Please send less at once.")
            await answer_refusal(send, Refusal(413, "too_large", message))
            return
        await self._app(scope, _counted(receive, most), send)


def _most(scope: Scope) -> int:
    """Bytes that a form at this address may send."""
    if _SHEETS.fullmatch(scope["path"]):
        return int(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    if scope["path"].startswith(_STAFF) and f"{settings.SESSION_COOKIE_NAME}=" in header(scope, b"cookie"):
        return _MOST_STAFF
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _counted(receive: Receive, most: int) -> Receive:
    """What arrives, up to so many bytes; after them the other side counts as gone."""
    arrived = 0

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        return message if arrived <= most else {"type": "http.disconnect"}

    return bounded
