"""After the code: choosing picture and name, the page that tells the phone who holds it, and signing out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.http import private_answer
from learn.learners.requests import drop_learner_cookie, learner_of_request
from learn.signing_in.answers import UNPROCESSABLE, Visit
from learn.signing_in.forms import WhoForm
from learn.signing_in.state import HOME, SECONDS, Step, forget_state
from people.accounts.naming import name_person
from people.accounts.sessions import end_session, recently_confirmed
from people.models import User

NAMING = "/dang-nhap/ten/"
DONE = "/dang-nhap/xong/"


def _is_confirmed(request: HttpRequest, user: User | None) -> bool:
    return recently_confirmed(request, user, minutes=SECONDS // 60)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_name(request: HttpRequest) -> HttpResponse:
    """`/dang-nhap/ten/`: the picture, and what the person wants to be called."""
    visit = Visit.of(request)
    learner = learner_of_request(request)
    user = learner.account if learner else None
    if user is None or not _is_confirmed(request, user):
        return visit.go_on(f"/dang-nhap/?tiep={NAMING}", visit.state)
    if request.method != "POST":
        return visit.page("name", chosen=user.picture, form=WhoForm(initial={"full_name": user.full_name}))
    form = WhoForm(request.POST)
    if not form.is_valid():
        return visit.page("name", status=UNPROCESSABLE, form=form, chosen=request.POST.get("picture", ""))
    name_person(user=user, picture=form.cleaned_data["picture"], full_name=form.cleaned_data["full_name"])
    return visit.go_on(DONE, visit.state)


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """`/dang-nhap/xong/`: the phone's script reads here who holds the phone now."""
    visit = Visit.of(request)
    learner = learner_of_request(request)
    if learner is None or not _is_confirmed(request, learner.account):
        return visit.go_on("/dang-nhap/", visit.state)
    state = visit.state if visit.state.step is Step.DONE else visit.state.at(Step.DONE, merged=False, next=HOME)
    return visit.page("done", state=state, learner=learner, account=learner.account)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/dang-nhap/ra/`: this browser is nobody's any more; the record stays with the account."""
    learner = learner_of_request(request)
    end_session(request)
    response = private_answer(HttpResponseRedirect(HOME))
    response.status_code = 303
    # A guest's record has no other way back than this phone: it stays there.
    drop_learner_cookie(response, left=learner.id if learner and learner.account_id else None)
    forget_state(response)
    return response
