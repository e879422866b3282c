"""`/loi-moi/<token>/`: a code to the number that was invited, then name and password."""

from __future__ import annotations

import time
import uuid
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.http import private_answer
from people.accounts.models import User
from people.accounts.phone import hinted_phone
from people.consent.purposes import Purpose, words_for
from people.invitations.accepting import accept, account_of, open_invitation
from people.invitations.forms import AcceptForm
from people.invitations.homes import sign_in_for
from people.invitations.models import Invitation
from people.invitations.services import InvitationRefused
from people.phone_codes.limits import TooMany
from people.phone_codes.models import CodePurpose
from people.phone_codes.services import Confirmed, Wrong, confirm_code, request_code
from people.staff_sign_in.views import start_afresh
from people.ways_back.devices import device_of_request, set_device_cookie

GONE, UNPROCESSABLE, TOO_MANY = 410, 422, 429
# In the session: for which invitation a code was sent, and which was right when.
WAITING, SHOWN = "invitation.waiting", "invitation.shown"
SHOWN_SECONDS = 1800


@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The step at which this browser stands."""
    invited = open_invitation(token)
    if invited is None:
        return _private(render(request, "people/invitations/gone.html", status=GONE))
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step == "send":
        return _send(request, invited)
    if step == "code":
        return _code(request, invited)
    if step == "accept" and _has_shown(request, invited):
        return _accept(request, invited, token)
    return _page(request, invited)


def _private(response: HttpResponse) -> HttpResponse:
    # The address is a secret: no other site shall learn it. Without any referrer forms would come from nowhere.
    response["Referrer-Policy"] = "same-origin"
    return private_answer(response)


def _has_shown(request: HttpRequest, invited: Invitation) -> bool:
    pk, hashed, at = request.session.get(SHOWN, (None, "", 0))
    return (pk, hashed) == (invited.pk, invited.token_hash) and at > time.time() - SHOWN_SECONDS


def _page(request: HttpRequest, invited: Invitation, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = _has_shown(request, invited)
    waits = request.session.get(WAITING, (None, ""))[0] == invited.pk
    step = "accept" if shown else "code" if waits else "begin"
    if shown:
        more.setdefault("form", _form(invited))
        more |= {"consent": words_for(Purpose.ACCOUNT), "has_account": account_of(invited) is not None}
    context = {"invitation": invited, "step": step, "hint": hinted_phone(invited.phone), **more}
    response = _private(render(request, "people/invitations/invitation.html", context, status=status))
    set_device_cookie(response, device_of_request(request))
    return response


def _form(invited: Invitation, data: Any = None) -> AcceptForm:
    holder = account_of(invited)
    needs_password = not invited.role or holder is None or not holder.has_usable_password()
    if data is not None and data.get("new_here"):
        needs_password = True
    if sign_in_for(invited.role):
        needs_password = False
    return AcceptForm(data, phone=invited.phone, has_account=holder is not None, needs_password=needs_password)


def _send(request: HttpRequest, invited: Invitation) -> HttpResponse:
    device = device_of_request(request)
    address = request.META.get("REMOTE_ADDR", "")
    sent = request_code(phone=invited.phone, purpose=CodePurpose.INVITATION, device=device, address=address)
    if isinstance(sent, TooMany):
        minutes = -(-sent.retry_after // 60)
        words = ngettext(
            "Codes were asked for too many times. Please try again in %(count)s minute.",
            "Codes were asked for too many times. Please try again in %(count)s minutes.",
            minutes,
        ) % {"count": minutes}
        response = _page(request, invited, status=TOO_MANY, problem=words)
        response["Retry-After"] = str(sent.retry_after)
        return response
    request.session[WAITING] = (invited.pk, str(sent.challenge))
    if settings.SHOW_SIGN_IN_CODES:
        messages.info(request, _("Demo: the code is %(code)s.") % {"code": sent.code})
    response = _private(redirect(request.path))
    set_device_cookie(response, device)
    return response


def _code(request: HttpRequest, invited: Invitation) -> HttpResponse:
    pk, challenge = request.session.get(WAITING, (None, ""))
    if pk != invited.pk:
        return _page(request, invited, status=UNPROCESSABLE)
    typed = "".join(filter(str.isdigit, request.POST.get("code", "")[:20]))
    outcome = confirm_code(
        challenge=uuid.UUID(challenge), code=typed, device=device_of_request(request), purpose=CodePurpose.INVITATION
    )
    if isinstance(outcome, Confirmed) and outcome.phone == invited.phone:
        request.session.cycle_key()
        del request.session[WAITING]
        request.session[SHOWN] = (invited.pk, invited.token_hash, time.time())
        return _private(redirect(request.path))
    if isinstance(outcome, Wrong):
        problem = _("This is not the code. Please look at the newest message.")
    else:
        problem = _("This code does not hold any more. Please have a new one sent.")
    return _page(request, invited, status=UNPROCESSABLE, problem=problem)


def _accept(request: HttpRequest, invited: Invitation, token: str) -> HttpResponse:
    form = _form(invited, request.POST)
    if not form.is_valid():
        return _page(request, invited, status=UNPROCESSABLE, form=form)
    password = form.cleaned_data.get("password")
    try:
        user = accept(
            token=token,
            full_name=form.cleaned_data["full_name"],
            password=password,
            new_here=form.cleaned_data["new_here"],
            request=request,
        )
    except InvitationRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, invited, status=UNPROCESSABLE, form=form)
    return _private(_go_on(request, user, invited.role, knows_password=bool(password)))


def _go_on(request: HttpRequest, user: User, role: str, *, knows_password: bool) -> HttpResponse:
    start_afresh(request)
    if elsewhere := sign_in_for(role):
        return redirect(elsewhere)
    messages.success(request, _("Welcome. You have accepted the invitation."))
    if not knows_password:
        return redirect("account_login")
    return perform_password_login(request, {}, Login(user=user, redirect_url="/quan-tri/bao-mat/"))
