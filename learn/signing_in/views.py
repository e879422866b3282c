"""`/dang-nhap/`: one address from the number to the record. Each step is a form that is answered with the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from learn.learners.requests import account_of_request
from learn.signing_in.answers import HERE, UNPROCESSABLE, Visit
from learn.signing_in.codes import judge_code, number_page, send_again, take_number
from learn.signing_in.entering import accounts_at_hand, enter, guest_waits, join_guest
from learn.signing_in.forms import RecoveryForm, WhoForm
from learn.signing_in.services import Unknown, account_of_code, arrive, begin_anew, come_back, show_who
from learn.signing_in.state import State, Step, safe_path
from people.models import User
from people.phone_codes.models import CodePurpose

NAMING = "/dang-nhap/ten/"
DONE = "/dang-nhap/xong/"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The step at which this browser stands."""
    visit = Visit.of(request)
    state = visit.state
    if request.method == "POST":
        return _STEPS.get(request.POST.get("step", ""), _lapsed)(visit)
    path = safe_path(request.GET["tiep"]) if "tiep" in request.GET else state.next
    begins = state.step in (Step.NUMBER, Step.DONE) or state.purpose == CodePurpose.CHANGE_NUMBER
    if begins or path != state.next or "lai" in request.GET:
        return number_page(visit, State(next=path), other="lai" in request.GET)
    if state.step is Step.WHO and any(account.phone == state.phone for account in accounts_at_hand(request)):
        # Came back after signing in with a password.
        return _arrived(visit)
    return visit.page(state.step)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """`/dang-nhap/khoi-phuc/`: who lost the number and has the recovery code on paper begins with the new number."""
    visit = Visit.of(request)
    if request.method == "POST":
        return take_number(visit, CodePurpose.RECOVER)
    return number_page(visit, State(purpose=CodePurpose.RECOVER))


def _lapsed(visit: Visit) -> HttpResponse:
    """The form belongs to a step that this browser no longer stands at."""
    return number_page(visit, State(next=visit.state.next), status=UNPROCESSABLE, lapsed=True)


def _number(visit: Visit) -> HttpResponse:
    return take_number(visit, CodePurpose.SIGN_IN)


def _again(visit: Visit) -> HttpResponse:
    return send_again(visit) or _lapsed(visit)


def _code(visit: Visit) -> HttpResponse:
    if visit.state.step is not Step.CODE:
        return _lapsed(visit)
    wrong = judge_code(visit)
    if wrong:
        return wrong
    if visit.state.purpose == CodePurpose.RECOVER:
        return visit.go_on(HERE, visit.state.at(Step.RECOVERY, shown=""))
    return _arrived(visit)


def _arrived(visit: Visit) -> HttpResponse:
    found = arrive(
        challenge=visit.state.challenge_id,
        device=visit.device,
        consented=visit.state.consented,
        at_hand=accounts_at_hand(visit.request),
        request=visit.request,
    )
    if found is Unknown.WHO:
        return visit.go_on(HERE, visit.state.at(Step.WHO, shown=""))
    return _opened(visit, found, Step.WHO)


def _who(visit: Visit) -> HttpResponse:
    """Picture and name, from whoever says that the account is theirs."""
    form = WhoForm(visit.request.POST)
    if not form.is_valid():
        return visit.page(Step.WHO, status=UNPROCESSABLE, form=form, chosen=visit.request.POST.get("picture", ""))
    found = show_who(
        challenge=visit.state.challenge_id,
        device=visit.device,
        picture=form.cleaned_data["picture"],
        name=form.cleaned_data["full_name"],
    )
    return _opened(visit, found, Step.WHO, form=form, chosen=form.cleaned_data["picture"])


def _new(visit: Visit) -> HttpResponse:
    """Somebody says that the number is theirs only now: what that means is said before it is done."""
    return visit.page("new")


def _new_sure(visit: Visit) -> HttpResponse:
    # Who came this far on a known device was not asked, and is asked here.
    consented = visit.state.consented or visit.request.POST.get("consent") == "1"
    found = begin_anew(
        challenge=visit.state.challenge_id, device=visit.device, consented=consented, request=visit.request
    )
    return _opened(visit, found, "new")


def _recovery(visit: Visit) -> HttpResponse:
    form = RecoveryForm(visit.request.POST)
    if not form.is_valid():
        return visit.page(Step.RECOVERY, status=UNPROCESSABLE, form=form)
    found = come_back(
        challenge=visit.state.challenge_id,
        device=visit.device,
        recovery_code=form.cleaned_data["recovery_code"],
        request=visit.request,
    )
    return _opened(visit, found, Step.RECOVERY, form=form)


def _opened(visit: Visit, found: User | Unknown, step: str, **context: Any) -> HttpResponse:
    """What follows once an account is opened, or the page that says why it is not."""
    if found in (Unknown.LAPSED, Unknown.NO_CONSENT):
        return _lapsed(visit)
    if isinstance(found, Unknown):
        return visit.page(step, status=UNPROCESSABLE, problem=found.value, **context)
    if not found.is_active:
        return visit.page(step, status=UNPROCESSABLE, problem=Unknown.CLOSED.value, **context)
    if visit.state.step is Step.DONE and account_of_request(visit.request) != found:
        # Signed in here lately and taken off this phone since: what was shown then no longer counts.
        return _lapsed(visit)
    if visit.state.step is Step.DONE and visit.request.user == found:
        # Sent once more. That shows nothing new, so nobody is confirmed anew by it.
        return visit.go_on(_after(found), visit.state)
    if guest_waits(visit.request, said_by_script=visit.state.guest_here):
        return visit.go_on(HERE, visit.state.at(Step.WHOSE, shown=""))
    return _finish(visit, found, merges=False)


def _whose(visit: Visit) -> HttpResponse:
    """Whose record the guest's is."""
    user = account_of_code(challenge=visit.state.challenge_id, device=visit.device)
    if user is None or visit.state.step is not Step.WHOSE:
        return _lapsed(visit)
    answer = visit.request.POST.get("whose")
    if answer not in ("mine", "apart"):
        return visit.page(Step.WHOSE, status=UNPROCESSABLE, problem="choose")
    return _finish(visit, user, merges=answer == "mine")


def _finish(visit: Visit, user: User, *, merges: bool) -> HttpResponse:
    merged = merges and join_guest(visit.request, user)
    done = visit.state.at(Step.DONE, merged=merged, shown="", phone="")
    response = visit.go_on(_after(user), done)
    return response if enter(visit.request, response, user=user, device=visit.device) else _lapsed(visit)


def _after(user: User) -> str:
    is_named = (user.picture and user.full_name) or user.has_usable_password()
    return DONE if is_named else NAMING


_STEPS: dict[str, Callable[[Visit], HttpResponse]] = {
    "number": _number,
    "again": _again,
    "code": _code,
    "who": _who,
    "new": _new,
    "new_sure": _new_sure,
    "recovery": _recovery,
    "whose": _whose,
}
