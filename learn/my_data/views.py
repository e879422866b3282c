"""`/toi/du-lieu/`: what is stored about me, taking it along, consent, and being forgotten."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.http import private_answer
from foundation.streaming import stream
from learn.certificates.own_views import WAITING_NAME
from learn.certificates.services import withdraw_for_holder
from learn.conversations import hold
from learn.learners.models import Learner
from learn.learners.requests import account_of_request, drop_learner_cookie, learner_of_request
from learn.learners.services import group_of
from learn.learners.tokens import Claim
from learn.my_data.ending import HasRole, NotAGuest, end_account, forget_guest
from learn.my_data.export import export_pieces
from learn.my_data.forms import WORDS, ConsentForm, EndForm
from learn.my_data.parts import counts
from learn.my_data.selectors import acts_about, all_certificates, answers, count_record
from learn.progress.record import read_record
from people.accounts.erasing import has_a_role
from people.accounts.phone import spoken_phone
from people.accounts.sessions import recently_confirmed
from people.audit.events import Event
from people.audit.services import record
from people.consent.purposes import Purpose
from people.consent.services import give, withdraw
from people.models import User

HOW = "my_data"


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What is stored about whoever holds this browser, in plain words."""
    return _page(request)


def _page(request: HttpRequest, *, form: ConsentForm | None = None, status: int = 200) -> HttpResponse:
    learner = learner_of_request(request)
    context: dict[str, Any] = {"learner": learner, "sign_in": _sign_in_path(), "form": form}
    if learner is not None:
        group = group_of(learner.id)
        context |= {
            "counted": count_record(group),
            "kept_above": counts(group),
            "courses": _courses(learner),
            "parts": len(group),
        }
        context["belongs_to_account"] = learner.alias_of_id is not None
    account = account_of_request(request) if learner and learner.account_id else None
    if learner is not None and account is not None:
        asked, kept = answers(account)
        acts, acts_page = acts_about(account, request.GET.get("trang"))
        context |= {
            "account": account,
            "confirmed": recently_confirmed(request, account),
            "hidden_phone": _hidden(account.phone),
            "phone": spoken_phone(account.phone) if account.phone else "",
            "certificates": all_certificates(learner.id),
            "asked": asked,
            "answers": kept,
            "acts": acts,
            "acts_page": acts_page,
        }
    return private_answer(render(request, "learn/my_data/page.html", context, status=status))


@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """The same as one JSON file; of an account only for who showed lately that it is theirs."""
    learner = learner_of_request(request)
    if learner is None:
        return _back()
    account = learner.account
    if account is not None and not recently_confirmed(request, account):
        return _to_sign_in(reverse("learn:my_data"))
    if account is not None:
        record(Event.PERSONAL_DATA_EXPORTED, actor=account, subject=account, request=request)
    pieces = export_pieces(learner=learner, group=group_of(learner.id))
    answer = stream(request, pieces, "application/json")
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return private_answer(answer)


@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """An answer to one purpose. Taking back takes effect at once."""
    account = account_of_request(request)
    if account is None or not recently_confirmed(request, account):
        return _to_sign_in(reverse("learn:my_data"))
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    purpose = Purpose(form.cleaned_data["purpose"])
    if form.cleaned_data["answer"] == "give":
        try:
            give(user=account, purpose=purpose, how=HOW, request=request)
        except ValueError:
            # Ended in another window meanwhile.
            return _back()
        messages.success(request, _("Thank you. Your consent is stored."))
        return _back()
    if purpose == Purpose.ACCOUNT:
        # Without the number there is no account: taking this back is ending it.
        return private_answer(redirect("learn:end_account"))
    _take_back(request, account, purpose)
    messages.success(request, _("Your consent is taken back. It holds from now on."))
    return _back()


@transaction.atomic
def _take_back(request: HttpRequest, account: User, purpose: Purpose) -> None:
    withdraw(user=account, purpose=purpose, how=HOW, request=request)
    if purpose == Purpose.CERTIFICATE:
        withdraw_for_holder(learner=account.learner, keep_checkable=False, request=request)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """The end of an account: what goes, what stays and why, then the two words."""
    learner = learner_of_request(request)
    account = account_of_request(request)
    if learner is None or account is None:
        return _back()
    if not recently_confirmed(request, account):
        return _to_sign_in(reverse("learn:end_account"))
    certificates = [one for one in all_certificates(learner.id) if not one.withdrawn_at]
    form = EndForm(request.POST or None, asks_certificates=bool(certificates))
    context = {"form": form, "certificates": certificates, "words": WORDS, "has_role": has_a_role(user=account)}
    if request.method != "POST" or not form.is_valid() or context["has_role"]:
        status = 200 if request.method != "POST" else 409 if context["has_role"] else 422
        return private_answer(render(request, "learn/my_data/end.html", context, status=status))
    try:
        keep = form.cleaned_data["certificates"] == "keep"
        group = end_account(user=account, keep_certificates=keep, request=request)
    except HasRole:
        context["has_role"] = True
        return private_answer(render(request, "learn/my_data/end.html", context, status=409))
    logout(request)
    return _ended(request, learner, [str(part) for part in group], kept=keep)


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """A guest's record is erased."""
    learner = learner_of_request(request)
    if learner is None or learner.account_id is not None or learner.alias_of_id is not None:
        return _back()
    if request.method != "POST":
        context = {"counted": count_record([learner.id])}
        return private_answer(render(request, "learn/my_data/forget.html", context))
    try:
        forget_guest(learner=learner)
    except NotAGuest:
        return _back()
    request.session.pop(WAITING_NAME, None)
    return _ended(request, learner, [str(learner.id)], kept=False)


def _ended(request: HttpRequest, learner: Learner, group: list[str], *, kept: bool) -> HttpResponse:
    context = {
        "learner": learner.id,
        "learners": " ".join(group),
        "kept": kept,
        "was_guest": learner.account_id is None,
    }
    answer = private_answer(render(request, "learn/my_data/ended.html", context))
    drop_learner_cookie(answer, left=learner.id, erased=True)
    return answer


def _courses(learner: Learner) -> list[dict[str, Any]]:
    found = hold(read_record(Claim(learner.id, learner.generation)))
    return sorted(found["courses"].values(), key=lambda course: course["path"]) if found else []


def _hidden(phone: str | None) -> str:
    """Enough of a number to know one's own by."""
    return f"••• ••• {phone[-3:]}" if phone else ""


def _sign_in_path(after: str = "") -> str:
    return "/dang-nhap/?" + urlencode({"tiep": after or reverse("learn:my_data")})


def _to_sign_in(after: str) -> HttpResponse:
    return private_answer(redirect(_sign_in_path(after)))


def _back() -> HttpResponse:
    return private_answer(redirect("learn:my_data"))
