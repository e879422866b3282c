"""`/toi/chung-nhan/…`: a learner asks for a certificate, prints it, shows it to others and corrects the name."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from foundation.asgi import known_tags
from foundation.http import private_answer
from learn.certificates.forms import AskForm, NameForm
from learn.certificates.models import MOST_NAME, Certificate
from learn.certificates.names import clean_name
from learn.certificates.pdf import certificate_pdf
from learn.certificates.refusals import Refused
from learn.certificates.selectors import Entry, certificate_entries, certificates_of
from learn.certificates.services import correct_name, issue
from learn.learners.models import Learner
from learn.learners.requests import learner_of_request
from learn.learners.services import group_of
from people.accounts.sessions import recently_confirmed
from people.consent.purposes import Purpose, words_for

# A typed name waits here while its person fetches a code.
WAITING_NAME = "certificate_name"


@require_http_methods(["GET", "HEAD", "POST"])
def own_certificate(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """The learner's certificate for a course, or the form that asks for one."""
    learner = learner_of_request(request)
    entry = _entry(learner, course)
    if learner is None or entry is None:
        return private_answer(render(request, "learn/certificates/none_here.html", status=404))
    if request.method == "POST" and entry.can_ask:
        return _ask(request, learner, entry)
    # Never what one is called here: "Bác Năm" would stand on the paper.
    name = _waiting_name(request, learner) or (entry.certificate.name if entry.certificate else "")
    return _own_page(request, learner, entry, AskForm(initial={"name": name}))


def _ask(request: HttpRequest, learner: Learner, entry: Entry) -> HttpResponse:
    if not _may(request, learner):
        return _to_sign_in(request, learner)
    if "preview" in request.POST:
        # To look at the name nothing need be agreed to yet.
        return _own_page(request, learner, entry, NameForm(request.POST))
    form = AskForm(request.POST)
    if form.is_valid():
        name, course = form.cleaned_data["name"], entry.course
        try:
            issue(learner=learner, course=course, name=name, agreed=True, request=request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            request.session.pop(WAITING_NAME, None)
            return private_answer(redirect("learn:own_certificate", course))
    return _own_page(request, learner, entry, form)


def _own_page(request: HttpRequest, learner: Learner, entry: Entry, form: NameForm) -> HttpResponse:
    certificate = entry.certificate
    context: dict[str, Any] = {"entry": entry, "certificate": certificate}
    if certificate:
        context["qr"] = _qr(certificate)
    if entry.can_ask:
        typed = form["name"].value() or ""
        may, sign_in = _may(request, learner), _sign_in_path(request)
        context |= {"form": form, "typed": typed, "preview": _readable(typed), "may": may, "sign_in": sign_in}
        context["consent"] = words_for(Purpose.CERTIFICATE)
    return private_answer(render(request, "learn/certificates/own.html", context, status=422 if form.errors else 200))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Another certificate with the name written right."""
    learner, certificate = _own(request, course)
    if not _may(request, learner):
        return _to_sign_in(request, learner)
    waiting = _waiting_name(request, learner)
    form = NameForm(request.POST or None, initial={"name": waiting or certificate.name})
    if request.method == "POST" and form.is_valid():
        try:
            correct_name(learner=learner, certificate=certificate, name=form.cleaned_data["name"], request=request)
            request.session.pop(WAITING_NAME, None)
            return private_answer(redirect("learn:own_certificate", course))
        except (Refused, ValidationError) as refused:
            form.add_error(None, str(refused))
    status = 422 if form.errors else 200
    context = {"form": form, "certificate": certificate, "typed": form["name"].value()}
    return private_answer(render(request, "learn/certificates/correct.html", context, status=status))


@require_safe
def printable(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """The PDF, for its holder alone."""
    _, certificate = _own(request, course)
    # The same certificate is the same file until a release draws it differently.
    etag = f'"{hashlib.sha256(f"{certificate.code} {settings.RELEASE}".encode()).hexdigest()[:32]}"'
    if etag in known_tags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(certificate_pdf(certificate), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="chung-nhan-{certificate.number}.pdf"'
    response["ETag"] = etag
    return private_answer(response)


def _entry(learner: Learner | None, course: uuid.UUID) -> Entry | None:
    entries = certificate_entries(learner.id) if learner else []
    return next((entry for entry in entries if entry.course == course), None)


def _own(request: HttpRequest, course: uuid.UUID) -> tuple[Learner, Certificate]:
    """Who asks, and the best certificate of theirs for the course; there is none for anybody else."""
    learner = learner_of_request(request)
    certificate = certificates_of(learner.id).get(course) if learner else None
    if learner is None or certificate is None:
        raise Http404
    return learner, certificate


def _may(request: HttpRequest, learner: Learner) -> bool:
    """Whether this is the holder of the account and not only of a phone that was left lying about."""
    return learner.account is not None and recently_confirmed(request, learner.account)


def _sign_in_path(request: HttpRequest) -> str:
    return f"/dang-nhap/?tiep={quote(request.path, safe='/')}"


def _to_sign_in(request: HttpRequest, learner: Learner) -> HttpResponse:
    if name := request.POST.get("name", ""):
        request.session[WAITING_NAME] = [str(learner.id), name[: 4 * MOST_NAME]]
    return private_answer(redirect(_sign_in_path(request)))


def _waiting_name(request: HttpRequest, learner: Learner) -> str:
    """The name that this learner typed, perhaps still as a guest; what others typed in this browser is not shown."""
    typed_by, name = request.session.get(WAITING_NAME) or ("", "")
    return name if typed_by and uuid.UUID(typed_by) in group_of(learner.id) else ""


def _readable(typed: str) -> str:
    """The name as it would stand there; empty while it cannot."""
    try:
        return clean_name(typed)
    except ValidationError:
        return ""


def _qr(certificate: Certificate) -> str:
    """The square that leads to the check page, drawn in the page."""
    code = segno.make(certificate.check_url, error="m")
    drawing = code.svg_inline(
        scale=4, border=4, light="#ffffff", dark="#241f18", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - made of our own address
