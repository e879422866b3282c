"""`/toi/so-dien-thoai/`: another number for the account, and a recovery code for the day when the number is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from learn.learners.requests import account_of_request
from learn.signing_in.answers import UNPROCESSABLE, Visit
from learn.signing_in.codes import judge_code, send_again, send_to
from learn.signing_in.entering import enter
from learn.signing_in.forms import NumberForm, WhoForm
from learn.signing_in.number_change import change_shown
from learn.signing_in.services import belongs_to_another, let_number_wait, move_number
from learn.signing_in.state import State, Step, forget_state
from people.accounts.phone import hinted_phone
from people.accounts.sessions import recently_confirmed
from people.models import User
from people.number_changes.models import NumberChange
from people.number_changes.services import why_not
from people.number_changes.stopping import By, stop_change
from people.phone_codes.models import CodePurpose
from people.ways_back.models import RecoveryCode
from people.ways_back.services import Proof, make_recovery_code, prove

MINE = "/toi/so-dien-thoai/"
TO_CONFIRM = f"/dang-nhap/?{urlencode({'tiep': MINE})}"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def my_number(request: HttpRequest) -> HttpResponse:
    """What can be done about one's number; only in a browser that holds the account's record."""
    visit = Visit.of(request)
    user = account_of_request(request)
    if user is None:
        return visit.go_on(TO_CONFIRM, None)
    if request.method == "POST":
        return _STEPS.get(request.POST.get("step", ""), _overview)(visit, user)
    if _stands(visit, user, Step.CODE) and "lai" not in request.GET:
        return visit.page("my_number_code")
    if _stands(visit, user, Step.OWNED) and "lai" not in request.GET:
        return visit.page("my_number_owned")
    return _overview(visit, user)


def _stands(visit: Visit, user: User, step: Step) -> bool:
    state = visit.state
    return state.purpose == CodePurpose.CHANGE_NUMBER and state.account == user.pk and state.step is step


def _overview(visit: Visit, user: User, **context: Any) -> HttpResponse:
    content = {
        "account": user,
        "hint": hinted_phone(user.phone) if user.phone else "",
        "confirmed": recently_confirmed(visit.request, user),
        "for_staff": user.has_usable_password(),
        "recovery": RecoveryCode.objects.filter(user=user).first(),
        "to_confirm": TO_CONFIRM,
        "changed": "da-doi" in visit.request.GET,
        "stopped_now": "da-dung" in visit.request.GET,
        **change_shown(user),
        **context,
    }
    return visit.page("my_number", **content)


def _number(visit: Visit, user: User) -> HttpResponse:
    """A new number was typed. Who no longer has the old one shows picture and name, and then has to wait."""
    posted = visit.request.POST
    form, who = NumberForm(posted), WhoForm(posted)
    confirmed = recently_confirmed(visit.request, user)
    context = {"form": form, "who": who, "chosen": posted.get("picture", ""), "status": UNPROCESSABLE}
    if not confirmed and (user.has_usable_password() or why_not(user=user)):
        return _overview(visit, user, status=UNPROCESSABLE)
    if not form.is_valid() or not (confirmed or who.is_valid()):
        return _overview(visit, user, **context)
    if not confirmed:
        proof = prove(user=user, picture=who.cleaned_data["picture"], name=who.cleaned_data["full_name"])
        if proof is not Proof.RIGHT:
            return _overview(visit, user, **context, problem=proof.value)
    state = State(
        step=Step.CODE,
        purpose=CodePurpose.CHANGE_NUMBER,
        phone=form.cleaned_data["phone"],
        account=user.pk,
        confirmed=confirmed,
    )

    def refuse(**problem: Any) -> HttpResponse:
        return _overview(visit, user, **{**context, **problem})

    return send_to(visit, state, path=MINE, refuse=refuse)


def _again(visit: Visit, user: User) -> HttpResponse:
    again = send_again(visit, path=MINE, template="my_number_code") if _stands(visit, user, Step.CODE) else None
    return again or _overview(visit, user, status=UNPROCESSABLE, lapsed=True)


def _code(visit: Visit, user: User) -> HttpResponse:
    if not _stands(visit, user, Step.CODE):
        return _overview(visit, user, status=UNPROCESSABLE, lapsed=True)
    wrong = judge_code(visit, template="my_number_code")
    if wrong:
        return wrong
    if not visit.state.confirmed:
        return _wait(visit, user)
    if belongs_to_another(user=user, phone=visit.state.phone):
        return visit.go_on(MINE, visit.state.at(Step.OWNED, shown=""))
    return _move(visit, user)


def _wait(visit: Visit, user: User) -> HttpResponse:
    """The change waits, and opens nothing meanwhile: picture and name can be read by whoever holds this phone."""
    asked = let_number_wait(
        user=user, challenge=visit.state.challenge_id, device=visit.device, request=visit.request
    )  # fmt: skip
    if isinstance(asked, NumberChange):
        return visit.go_on(MINE, None)
    refused = {"lapsed": True} if asked is None else {"not_now": asked.value}
    response = _overview(visit, user, status=UNPROCESSABLE, **refused)
    forget_state(response)
    return response


def _stop(visit: Visit, user: User) -> HttpResponse:
    """Somebody of this phone says that the change is not theirs."""
    stopped = stop_change(user=user, by=By.BUTTON, request=visit.request)
    return visit.go_on(f"{MINE}?da-dung" if stopped else MINE, None)


def _move(visit: Visit, user: User) -> HttpResponse:
    moved = _stands(visit, user, Step.CODE) or _stands(visit, user, Step.OWNED)
    moved = moved and visit.state.confirmed
    moved = moved and move_number(
        user=user, challenge=visit.state.challenge_id, device=visit.device, request=visit.request
    )
    if not moved:
        return _overview(visit, user, status=UNPROCESSABLE, lapsed=True)
    response = visit.go_on(f"{MINE}?da-doi", None)
    enter(visit.request, response, user=user, device=visit.device)
    return response


def _recovery(visit: Visit, user: User) -> HttpResponse:
    """A new recovery code, shown this once."""
    if not recently_confirmed(visit.request, user):
        return visit.go_on(TO_CONFIRM, None)
    try:
        code = make_recovery_code(user=user)
    except ValueError:
        # Ended in another window meanwhile.
        return visit.go_on(TO_CONFIRM, None)
    return visit.page("recovery_code", halves=(code[: len(code) // 2], code[len(code) // 2 + 1 :]))


_STEPS: dict[str, Callable[[Visit, User], HttpResponse]] = {
    "number": _number,
    "again": _again,
    "code": _code,
    "move": _move,
    "recovery": _recovery,
    "stop": _stop,
}
