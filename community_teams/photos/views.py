"""A photo of a visit, opened for the leader of its team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from community_teams.photos.models import Photo
from community_teams.photos.receiving import photo_place
from community_teams.reach import reaching, scope_of
from community_teams.sealing.ciphers import unseal_bytes, unwrap
from community_teams.sealing.models import DataKey
from foundation.http import private_answer
from people.audit.events import Event
from people.audit.services import record

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """`/to-cong-nghe/anh/<pk>/`: the picture, kept by no cache; looking at it is written into the audit."""
    if not request.user.is_authenticated:
        raise Http404
    with reaching(scope_of(request.user)) as scope:
        found = get_object_or_404(Photo.objects.select_related("hamlet"), pk=pk, done_at__isnull=False, refused="")
        if not scope.leads(found.hamlet.team_id):
            raise Http404
        key = get_object_or_404(DataKey, subject=found.household, wrapped__isnull=False)
        record(Event.PERSONAL_DATA_VIEWED, object_type="photo", object_id=found.pk, request=request)
    try:
        with default_storage.open(found.file) as file:
            sealed = file.read()
    except FileNotFoundError:
        raise Http404 from None
    content = unseal_bytes(unwrap(bytes(key.wrapped or b""), found.household), sealed, photo_place(found))
    response = private_answer(HttpResponse(content, content_type=found.content_type))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
