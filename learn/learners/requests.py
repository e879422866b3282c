"""Who holds the browser that asks one of Django's pages."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from learn.learners.models import Learner
from learn.learners.tokens import COOKIE, COOKIE_SECONDS, OUT, Claim, make_token, read_cookie
from learn.my_data.parts import registered
from learn.progress.models import LessonProgress
from learn.statements.models import Statement
from people.models import User


def learner_of_request(request: HttpRequest) -> Learner | None:
    """The learner whose token is in the cookie, with its account; None without one and after it was revoked.

    A guest's token opens the guest's part only, also after the guest has joined an account.
    """
    claim = read_cookie(request.headers.get("Cookie", ""))
    learner = Learner.objects.select_related("account").filter(id=claim.learner).first() if claim else None
    return learner if learner and claim and claim.is_valid(learner.generation) else None


def claim_of_request(request: HttpRequest) -> Claim | None:
    """What the cookie's token claims, if it was not revoked. A row that a restore lost is no reason to refuse it."""
    claim = read_cookie(request.headers.get("Cookie", ""))
    if claim is None:
        return None
    kept = Learner.objects.filter(id=claim.learner).values_list("generation", flat=True).first()
    return claim if claim.is_valid(kept) else None


def account_of_request(request: HttpRequest) -> User | None:
    """The account of whoever holds this browser, if it is not closed."""
    learner = learner_of_request(request)
    account = learner.account if learner else None
    return account if account and account.is_active else None


def has_record(learner: uuid.UUID) -> bool:
    """Whether anything was ever done under this learner."""
    return (
        LessonProgress.objects.filter(learner_id=learner).exists()
        or Statement.objects.filter(learner_id=learner).exists()
        or any(part.count([learner]) for part in registered())
    )


# For the phone's script, which may come only after the answer: whose record is to go from this phone. It is no secret.
LEFT = "bdhvs_left"


def set_learner_cookie(response: HttpResponseBase, *, learner: Learner) -> None:
    """Let this browser hold the learner from now on."""
    renew_learner_cookie(response, Claim(learner.id, learner.generation))
    response.delete_cookie(LEFT, samesite="Lax")
    response.delete_cookie(OUT, samesite="Lax")


def renew_learner_cookie(response: HttpResponseBase, claim: Claim) -> None:
    """Let this browser hold its learner for another 400 days; whoever signed out meanwhile stays signed out."""
    _keep(response, COOKIE, make_token(*claim))


def _keep(response: HttpResponseBase, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )  # fmt: skip


def drop_learner_cookie(response: HttpResponseBase, *, left: uuid.UUID | None, erased: bool = False) -> None:
    """Let this browser hold nobody, and its script take off the phone what it keeps of who ``left``.

    Without that the token on the phone would bring back who signed out while no script was there. ``erased``: also
    what was not sent yet, which nobody will ever take.
    """
    response.delete_cookie(COOKIE, samesite="Lax")
    if left is not None:
        _keep(response, OUT, str(left))
        response.set_cookie(
            LEFT,
            f"{left}.erased" if erased else str(left),
            max_age=COOKIE_SECONDS,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
