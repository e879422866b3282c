"""What programs of others fetch to check a badge."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from learn.certificates import limits
from learn.certificates.badge import credential, status
from learn.certificates.check_views import hidden
from learn.certificates.codes import read_code
from learn.certificates.models import State
from learn.certificates.selectors import certificate_by_code


@require_safe
def badge(request: HttpRequest, typed: str) -> HttpResponse:
    """The badge of a certificate that holds. Whoever has the number reads the same on the check page."""
    certificate = certificate_by_code(read_code(typed))
    if certificate is None or certificate.state != State.VALID:
        wait = limits.retry_after(request)
        if wait is not None:
            response = HttpResponse(status=429)
            response["Retry-After"] = str(wait)
            return hidden(response)
        limits.missed(request)
        raise Http404
    return hidden(_open(_json(credential.badge_of(certificate), "application/vc")))


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Which badges no longer hold; the same for everyone."""
    found = status.status_list(number)
    if found is None:
        raise Http404
    response = _open(_json(found, "application/vc"))
    response["Cache-Control"] = f"public, max-age={status.KEPT}"
    return response


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    """The keys that badges are signed with; the same for everyone."""
    response = _open(_json(credential.did_document(), "application/did+json"))
    response["Cache-Control"] = "public, max-age=300"
    return response


def _json(content: dict[str, Any], content_type: str) -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type=content_type)


def _open(response: HttpResponse) -> HttpResponse:
    """Verifiers run in browsers as well, on sites of their own; nothing here depends on who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
