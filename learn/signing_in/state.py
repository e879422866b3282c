"""How far a browser has come in signing in: a signed cookie of half an hour, so that nothing is kept for visitors.

What must happen once only (a code that was right, an account that was made) stands in the code's row, not here.
"""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from people.phone_codes.models import CodePurpose

COOKIE = "__Host-bdhvs_sign_in" if settings.SESSION_COOKIE_SECURE else "bdhvs_sign_in"
SECONDS = 30 * 60
_SALT = "learn.signing_in"
HOME = "/toi/"
LONGEST_PATH = 500


class Step(StrEnum):
    """What the page asks for next."""

    NUMBER = "number"
    CODE = "code"
    WHO = "who"
    WHOSE = "whose"
    RECOVERY = "recovery"
    OWNED = "owned"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class State:
    """Where a browser stands."""

    step: Step = Step.NUMBER
    purpose: CodePurpose = CodePurpose.SIGN_IN
    challenge: str = ""
    phone: str = ""
    # Whose number is to be changed.
    account: int = 0
    # Whether its holder was confirmed by a code to the old number: else the change waits.
    confirmed: bool = False
    consented: bool = False
    # The phone's script says that it keeps a guest's record, which the cookie may not show.
    guest_here: bool = False
    # Whether the guest's record was joined, for the page at the end.
    merged: bool = False
    next: str = HOME
    # Only where codes are shown on the page.
    shown: str = ""

    @property
    def challenge_id(self) -> uuid.UUID:
        """The challenge; one that nobody has where there is none yet."""
        return uuid.UUID(self.challenge) if self.challenge else uuid.UUID(int=0)

    def at(self, step: Step, **changes: object) -> State:
        """The same, at another step."""
        return dataclasses.replace(self, step=step, **changes)  # type: ignore[arg-type]


def read_state(request: HttpRequest) -> State:
    """Where this browser stands; at the beginning when it has no cookie, or one that is too old or not ours."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=SECONDS)
        return State(**{**told, "step": Step(told["step"]), "purpose": CodePurpose(told["purpose"])})
    except (signing.BadSignature, TypeError, ValueError, KeyError):
        return State()


def write_state(response: HttpResponseBase, state: State) -> None:
    """Let the browser keep where it stands."""
    response.set_cookie(
        COOKIE,
        signing.dumps(dataclasses.asdict(state), salt=_SALT),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_state(response: HttpResponseBase) -> None:
    """Begin anew."""
    response.delete_cookie(COOKIE, samesite="Lax")


def safe_path(path: str) -> str:
    """Where to go afterwards: a path of this site, else "my learning"."""
    fits = len(path) <= LONGEST_PATH and path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if fits else HOME
