"""Serving pinned media: content that never changes at its address, in pieces where a player asks for pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from courses.media.files import MEDIA_TYPES, extension
from courses.media.pinning import FOLDER
from courses.media.ranges import bytes_asked

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def pinned(request: HttpRequest, name: str) -> HttpResponse:
    """A pinned file. One range is answered (phones ask so before they play film); several are answered with all."""
    stored = f"{FOLDER}/{name}"
    media_type = MEDIA_TYPES.get(extension(name))
    if media_type is None or not default_storage.exists(stored):
        raise Http404
    with default_storage.open(stored) as file:
        wanted = bytes_asked(request.headers.get("Range", ""), file.size)
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
