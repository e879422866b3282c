"""`/chung-nhan/`: everyone who has a certificate's number can check it. Nothing here tells who asks or who holds it."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.http import private_answer
from learn.certificates import limits
from learn.certificates.codes import MOST_TYPED, grouped, read_code
from learn.certificates.models import State
from learn.certificates.selectors import certificate_by_code

R = TypeVar("R", bound=HttpResponse)


@require_safe
def check_form(request: HttpRequest) -> HttpResponse:
    """Where a number is typed; it leads on to the number's own page."""
    typed = request.GET.get("so", "").strip()
    if not typed:
        return hidden(render(request, "learn/certificates/check_form.html"))
    code = read_code(typed)
    if code is None:
        return _unknown(request, typed)
    return hidden(HttpResponseRedirect(reverse("learn:check", args=[grouped(code)])))


@require_safe
def check(request: HttpRequest, typed: str) -> HttpResponse:
    """How the certificate with this number stands. What is no number and what nobody has look the same."""
    certificate = certificate_by_code(read_code(typed))
    if certificate is None:
        return _unknown(request, typed)
    context = {"certificate": certificate, "valid": certificate.state == State.VALID, "State": State}
    return hidden(render(request, "learn/certificates/check.html", context))


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    # Only here: whoever has a right number is answered, whatever somebody else tries behind the same address.
    wait = limits.retry_after(request)
    if wait is not None:
        response = render(request, "learn/certificates/check_later.html", status=429)
        response["Retry-After"] = str(wait)
        return hidden(response)
    limits.missed(request)
    context = {"typed": typed[:MOST_TYPED], "unknown": True}
    return hidden(render(request, "learn/certificates/check_form.html", context, status=404))


def hidden(response: R) -> R:
    """Kept by no cache and found by no search engine: a name stands here."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return private_answer(response)
