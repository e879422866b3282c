"""How the pages of signing in answer: the page of a step, the way on, and the sentences of what went wrong."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.http import private_answer
from learn.signing_in.state import State, forget_state, read_state, write_state
from people.accounts.phone import spoken_phone
from people.phone_codes.limits import TooMany, Which
from people.phone_codes.services import Expired, Locked, Outcome, Used, Wrong
from people.ways_back.devices import device_of_request, set_device_cookie

UNPROCESSABLE = 422
TOO_MANY = 429
HERE = "/dang-nhap/"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a page of signing in: where its browser stands, and which one it is."""

    request: HttpRequest
    state: State
    device: uuid.UUID

    @classmethod
    def of(cls, request: HttpRequest) -> Visit:
        """The visit of a request."""
        return cls(request, read_state(request), device_of_request(request))

    def page(
        self, step: str, *, state: State | None = None, status: int = 200, retry_after: int = 0, **context: Any
    ) -> HttpResponse:
        """The page of a step; nobody's cache keeps it."""
        state = state or self.state
        # A number that is broken at the end of a line is read wrong.
        phone = spoken_phone(state.phone).replace(" ", "\N{NO-BREAK SPACE}") if state.phone else ""
        content = {"state": state, "phone": phone, **context}
        rendered = render(self.request, f"learn/signing_in/{step}.html", content, status=status)
        response = private_answer(rendered)
        if retry_after:
            response["Retry-After"] = str(retry_after)
        set_device_cookie(response, self.device)
        return response

    def go_on(self, path: str, state: State | None) -> HttpResponse:
        """To the next page, by GET; the browser forgets where it stood when ``state`` is none."""
        response = private_answer(HttpResponseRedirect(path))
        response.status_code = 303
        if state is None:
            forget_state(response)
        else:
            write_state(response, state)
        set_device_cookie(response, self.device)
        return response


def sentence_of_limit(refused: TooMany) -> str:
    """Why no code was sent, and when the next one can be."""
    wait = _wait(refused.retry_after)
    if refused.which is Which.NUMBER:
        return _("Codes were asked for this number too many times. Please wait %(wait)s, then try again.") % {
            "wait": wait
        }
    if refused.which is Which.DEVICE:
        return _("This device asked for codes too many times. Please wait %(wait)s, then try again.") % {"wait": wait}
    return _("Too many people ask for codes just now. Please wait %(wait)s, then try again.") % {"wait": wait}


def _wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def sentence_of_code(outcome: Outcome) -> str:
    """What is wrong with a typed code, and what to do."""
    if isinstance(outcome, Wrong):
        return ngettext(
            "This is not the code. Please look at the newest message. You can try %(count)d more time.",
            "This is not the code. Please look at the newest message. You can try %(count)d more times.",
            outcome.tries_left,
        ) % {"count": outcome.tries_left}
    if isinstance(outcome, Locked):
        return _("The code was wrong five times, so it no longer holds. Please tap “Send a new code”.")
    if isinstance(outcome, Used):
        return _("This code was used already. Please tap “Send a new code”.")
    assert isinstance(outcome, Expired)  # noqa: S101 - the rest were handled
    return _("The time of this code is over. Please tap “Send a new code”.")
