"""The first two steps, which every way in has: a number, and the code that was sent there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from learn.learners.requests import account_of_request
from learn.signing_in.answers import HERE, TOO_MANY, UNPROCESSABLE, Visit, sentence_of_code, sentence_of_limit
from learn.signing_in.forms import CodeForm, NumberForm
from learn.signing_in.state import State, Step, safe_path
from people.accounts.phone import hinted_phone
from people.consent.purposes import Purpose, words_for
from people.phone_codes.limits import TooMany
from people.phone_codes.models import CodePurpose
from people.phone_codes.services import Confirmed, Wrong, confirm_code, request_code
from people.ways_back.devices import is_known


def number_page(visit: Visit, state: State, *, other: bool = False, **context: Any) -> HttpResponse:
    """Where a number is typed; a browser that is somebody's already offers to use theirs unless it asks for another."""
    holder = account_of_request(visit.request) if state.purpose == CodePurpose.SIGN_IN and not other else None
    if holder and holder.phone:
        context |= {"holder": holder, "hint": hinted_phone(holder.phone)}
    context |= {"consent": words_for(Purpose.ACCOUNT), "recovers": state.purpose == CodePurpose.RECOVER}
    return visit.page(Step.NUMBER, state=state, **context)


def take_number(visit: Visit, purpose: CodePurpose) -> HttpResponse:
    """A number was typed: a code goes there, whether or not it has an account."""
    posted = visit.request.POST
    state = State(
        purpose=purpose,
        next=safe_path(posted.get("tiep", "")),
        guest_here=posted.get("guest_here") == "1",
        consented=posted.get("consent") == "1",
    )
    holder = account_of_request(visit.request)
    if posted.get("mine") and holder and holder.phone:
        return send_to(visit, state.at(Step.CODE, phone=holder.phone))
    form = NumberForm(posted)
    if not form.is_valid():
        return number_page(visit, state, other=True, status=UNPROCESSABLE, form=form)
    phone = form.cleaned_data["phone"]
    # A device that signed in with this number was asked then; for any other it is asked, account or not.
    known = is_known(phone=phone, device=visit.device) or (holder is not None and holder.phone == phone)
    if purpose == CodePurpose.SIGN_IN and not state.consented and not known:
        return number_page(visit, state, other=True, status=UNPROCESSABLE, form=form, needs_consent=True)
    return send_to(visit, state.at(Step.CODE, phone=phone), form=form)


def send_to(
    visit: Visit, state: State, *, path: str = HERE, refuse: Callable[..., HttpResponse] | None = None, **context: Any
) -> HttpResponse:
    """Send a code to the state's number and go on to where it is typed; or say why none was sent."""
    sent = request_code(
        phone=state.phone,
        purpose=state.purpose,
        device=visit.device,
        address=visit.request.META.get("REMOTE_ADDR", ""),
    )
    if isinstance(sent, TooMany):
        problem = {"limit": sentence_of_limit(sent), "status": TOO_MANY, "retry_after": sent.retry_after}
        if refuse:
            return refuse(**problem)
        return number_page(visit, state, other=True, **problem, **context)
    shown = sent.code if settings.SHOW_SIGN_IN_CODES else ""
    return visit.go_on(path, state.at(Step.CODE, challenge=str(sent.challenge), shown=shown))


def send_again(visit: Visit, *, path: str = HERE, template: str = Step.CODE) -> HttpResponse | None:
    """Another code to the same number; nothing for a browser that stands elsewhere."""
    if visit.state.step is not Step.CODE:
        return None

    # The code that was sent before may still arrive, so the page stays.
    def refuse(**problem: Any) -> HttpResponse:
        return visit.page(template, **problem)

    return send_to(visit, visit.state, path=path, refuse=refuse)


def judge_code(visit: Visit, *, template: str = Step.CODE) -> HttpResponse | None:
    """Nothing if the typed code is right, else the page that says what is wrong with it."""
    form = CodeForm(visit.request.POST)
    if not form.is_valid():
        return visit.page(template, status=UNPROCESSABLE, form=form)
    outcome = confirm_code(
        challenge=visit.state.challenge_id,
        code=form.cleaned_data["code"],
        device=visit.device,
        purpose=visit.state.purpose,
    )
    if isinstance(outcome, Confirmed):
        return None
    ended = not isinstance(outcome, Wrong)
    return visit.page(template, status=UNPROCESSABLE, form=form, problem=sentence_of_code(outcome), ended=ended)
