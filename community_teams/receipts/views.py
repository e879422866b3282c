"""`/so-ho/<token>/`: the page behind the QR on a household's card. No account; a code to the household's own number
opens what only the household may see and do.

`Referrer-Policy` is `same-origin`: with `no-referrer` browsers send `Origin: null` with a form, which the check against
forged forms refuses, and rightly. The address goes to no other site either way.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community_teams.households.consents import Purpose
from community_teams.households.models import HouseholdWish
from community_teams.receipts import limits, services
from community_teams.receipts.carrying_out import erase_own, withdraw_own
from community_teams.receipts.days import done_by
from community_teams.receipts.proof import NOTHING, Proof, drop_proof, keep_proof, proof_of
from community_teams.receipts.selectors import DAYS_TO_ANSWER, Card, card_of, phone_of, receipt_of, stored_of
from foundation.http import private_answer
from learn.signing_in.answers import sentence_of_code, sentence_of_limit
from learn.signing_in.forms import CodeForm
from people.phone_codes.limits import TooMany
from people.phone_codes.models import CodePurpose
from people.phone_codes.services import Confirmed, Used, Wrong, confirm_code
from people.ways_back.devices import device_of_request, set_device_cookie

UNPROCESSABLE = 422
TOO_MANY = 429
Kind = HouseholdWish.Kind
R = TypeVar("R", bound=HttpResponse)
# What a household comes to the code for, by the word in the address.
ERRANDS = {"xem": Kind.SEE, "rut-lai": Kind.WITHDRAW, "xoa": Kind.ERASE}
_PAGES = {"xem": "stored", "rut-lai": "take_back", "xoa": "erase"}
SAID = {"da-ghi": "answered", "da-rut": "withdrawn", "da-xong": "left"}


def hidden(response: R) -> R:
    """Kept by no cache, found by no search engine, told to no other site."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return private_answer(response)


def with_card(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the household of the token; an unknown and an erased one look the same."""

    @wraps(view)
    def found(request: HttpRequest, token: str, **arguments: Any) -> HttpResponse:
        card = card_of(token)
        return hidden(_gone(request) if card is None else view(request, token, card, **arguments))

    return found


def _gone(request: HttpRequest) -> HttpResponse:
    wait = limits.missed(request)
    if wait is None:
        return render(request, "community_teams/receipts/gone.html", status=404)
    response = render(request, "community_teams/receipts/later.html", status=TOO_MANY)
    response["Retry-After"] = str(wait)
    return response


@require_safe
@with_card
def receipt(request: HttpRequest, token: str, card: Card) -> HttpResponse:
    """What the token alone shows."""
    context = {
        "receipt": receipt_of(card),
        "proven": proof_of(request, card.household).proven,
        "said": SAID.get(request.GET.get("da", "")),
        "days": DAYS_TO_ANSWER,
    }
    return _page(request, "receipt", token, context)


@require_POST
@with_card
def answer(request: HttpRequest, token: str, card: Card, visit: uuid.UUID) -> HttpResponse:
    """“Yes, somebody came”, or “that is not so”."""
    kind = {"dung": Kind.CONFIRM, "khong": Kind.DISPUTE}.get(request.POST.get("tra-loi", ""))
    if kind is None:
        return _to(token, "receipt")
    try:
        services.answer_visit(
            card=card,
            visit=visit,
            kind=kind,
            reason=request.POST.get("ly-do", "") if kind == Kind.DISPUTE else "",
            proven=proof_of(request, card.household).proven,
            request=request,
        )
    except services.NotTheirs:
        return _to(token, "receipt")
    return _to(token, "receipt", "?da=da-ghi")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@with_card
def code(request: HttpRequest, token: str, card: Card) -> HttpResponse:
    """A code to the household's own number; or, where that does not reach it, a wish that a leader asks about."""
    proof = proof_of(request, card.household)
    errand = request.GET.get("viec", "")
    errand = errand if errand in ERRANDS else "xem"
    if proof.proven:
        return _to(token, _PAGES[errand])
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("buoc", ""))
        if act is not None:
            return act(request, token, card, proof, errand)
    return _code_page(request, token, card, proof, errand)


def _code_page(
    request: HttpRequest, token: str, card: Card, proof: Proof, errand: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    phone = phone_of(card)
    content = {
        "errand": errand,
        # Enough for its owner to know it, nothing for who found the card.
        "ending": phone[-2:],
        "asked": bool(proof.challenge),
        "shown": proof.shown,
        "purposes": Purpose.choices,
        **context,
    }
    response = _page(request, "code", token, content, status=status)
    if "retry_after" in context:
        response["Retry-After"] = str(context["retry_after"])
    set_device_cookie(response, device_of_request(request))
    return response


def _send(request: HttpRequest, token: str, card: Card, proof: Proof, errand: str) -> HttpResponse:
    device = device_of_request(request)
    try:
        sent = services.send_code(card=card, device=device, address=request.META.get("REMOTE_ADDR", ""))
    except services.NoNumber:
        return _to(token, "code", f"?viec={errand}")
    if isinstance(sent, TooMany):
        problem = {"limit": sentence_of_limit(sent), "retry_after": sent.retry_after}
        return _code_page(request, token, card, proof, errand, status=TOO_MANY, **problem)
    response = _to(token, "code", f"?viec={errand}")
    shown = sent.code if settings.SHOW_SIGN_IN_CODES else ""
    keep_proof(response, Proof(str(card.household), str(sent.challenge), shown=shown))
    set_device_cookie(response, device)
    return response


def _typed(request: HttpRequest, token: str, card: Card, proof: Proof, errand: str) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, token, card, proof, errand, status=UNPROCESSABLE, form=form)
    outcome = confirm_code(
        challenge=proof.challenge_id,
        code=form.cleaned_data["code"],
        device=device_of_request(request),
        purpose=CodePurpose.HOUSEHOLD,
    )
    if isinstance(outcome, Used):
        # Sent twice by an impatient finger: the first answer brought the proof, or the page asks again.
        return _to(token, _PAGES[errand])
    if not isinstance(outcome, Confirmed) or outcome.phone != phone_of(card):
        problem = sentence_of_code(outcome) if not isinstance(outcome, Confirmed) else _("Please ask for a new code.")
        ended = not isinstance(outcome, Wrong)
        return _code_page(
            request, token, card, proof, errand, status=UNPROCESSABLE, form=form, problem=problem, ended=ended
        )
    services.saw_own(card=card, request=request)
    response = _to(token, _PAGES[errand])
    keep_proof(response, Proof(str(card.household), proven=True))
    return response


def _wish(request: HttpRequest, token: str, card: Card, proof: Proof, errand: str) -> HttpResponse:
    kind, purpose = ERRANDS[errand], request.POST.get("muc-dich", "")
    if kind == Kind.WITHDRAW and purpose not in Purpose.values:
        problem = {"choose": _("Please choose what shall be kept no more.")}
        return _code_page(request, token, card, proof, errand, status=UNPROCESSABLE, **problem)
    wished = services.wish(card=card, kind=kind, purpose=purpose, request=request)
    context = {"wish": wished, "done_by": done_by(wished.at), "receipt": receipt_of(card)}
    return _page(request, "wished", token, context)


_ACTS: dict[str, Callable[..., HttpResponse]] = {"gui": _send, "ma": _typed, "nho-to": _wish}


@require_safe
@with_card
def stored(request: HttpRequest, token: str, card: Card) -> HttpResponse:
    """Everything that is stored about the household."""
    if not proof_of(request, card.household).proven:
        return _to(token, "code", "?viec=xem")
    return _page(request, "stored", token, {"rows": stored_of(card)})


@require_http_methods(["GET", "HEAD", "POST"])
@with_card
def take_back(request: HttpRequest, token: str, card: Card) -> HttpResponse:
    """Consent to one purpose is withdrawn, and what was kept under it is erased at once."""
    if not proof_of(request, card.household).proven:
        return _to(token, "code", "?viec=rut-lai")
    if request.method == "POST":
        purpose = request.POST.get("muc-dich", "")
        if purpose == Purpose.RECORD:
            return _to(token, "erase")
        if purpose in Purpose.values:
            withdraw_own(card=card, purpose=Purpose(purpose), request=request)
            return _to(token, "receipt", "?da=da-rut")
    given = {purpose for row in stored_of(card) for purpose in row["given"]}
    return _page(request, "take_back", token, {"given": [one for one in Purpose if one in given]})


@require_http_methods(["GET", "HEAD", "POST"])
@with_card
def erase(request: HttpRequest, token: str, card: Card) -> HttpResponse:
    """Everything about the household is erased, for good. What it means is said before."""
    if not proof_of(request, card.household).proven:
        return _to(token, "code", "?viec=xoa")
    if request.method != "POST" or request.POST.get("chac") != "1":
        status = UNPROCESSABLE if request.method == "POST" else 200
        return _page(request, "erase", token, {"unsure": request.method == "POST"}, status=status)
    team = receipt_of(card)
    erase_own(card=card, request=request)
    response = _page(request, "erased", token, {"receipt": team})
    drop_proof(response)
    return response


@require_POST
@with_card
def leave(request: HttpRequest, token: str, card: Card) -> HttpResponse:
    """The household is done: the phone, which may be the member's, forgets what the code opened."""
    response = _to(token, "receipt", "?da=da-xong")
    if proof_of(request, card.household) is not NOTHING:
        drop_proof(response)
    return response


def _page(request: HttpRequest, name: str, token: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"community_teams/receipts/{name}.html", {"token": token, **context}, status=status)


def _to(token: str, name: str, after: str = "") -> HttpResponse:
    response = HttpResponseRedirect(reverse(f"community_teams:household_{name}", args=[token]) + after)
    response.status_code = 303
    return response
