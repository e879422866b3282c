"""Serving pinned media: content that never changes at its address, in pieces where a player asks for pieces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from courses.media.files import MEDIA_TYPES, extension
from courses.media.pinning import FOLDER

if TYPE_CHECKING:
    from django.http import HttpRequest

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
def pinned(request: HttpRequest, name: str) -> HttpResponse:
    """A pinned file. One range is answered (phones ask so before they play film); several are answered with all."""
    stored = f"{FOLDER}/{name}"
    media_type = MEDIA_TYPES.get(extension(name))
    if media_type is None or not default_storage.exists(stored):
        raise Http404
    with default_storage.open(stored) as file:
        wanted = _range(request.headers.get("Range", ""), file.size)
        if wanted is None:
            answer = HttpResponse(file.read(), content_type=media_type)
        elif not wanted:
            answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
        else:
            file.seek(wanted.start)
            answer = HttpResponse(file.read(len(wanted)), status=206, content_type=media_type)
            answer["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}"
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def _range(header: str, size: int) -> range | None:
    """The bytes asked for: None for all of them, empty for a place past the end."""
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < int(first):
        return None
    return range(int(first), end + 1)
