"""What a browser has shown of a household: a signed cookie of a quarter of an hour, for this household alone."""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

COOKIE = "__Host-bdhvs_card" if settings.SESSION_COOKIE_SECURE else "bdhvs_card"
SECONDS = 15 * 60
_SALT = "community_teams.receipts"


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a browser stands: nothing asked, a code on its way (``challenge``), or proven."""

    household: str = ""
    challenge: str = ""
    proven: bool = False
    # Only where codes are shown on the page.
    shown: str = ""

    @property
    def challenge_id(self) -> uuid.UUID:
        """The challenge; one that nobody has where there is none."""
        return uuid.UUID(self.challenge) if self.challenge else uuid.UUID(int=0)


NOTHING = Proof()


def proof_of(request: HttpRequest, household: uuid.UUID) -> Proof:
    """What this browser has shown of this household; what it showed of another one is nothing here."""
    try:
        proof = Proof(**signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=SECONDS))
    except (signing.BadSignature, TypeError, ValueError):
        return NOTHING
    return proof if proof.household == str(household) else NOTHING


def keep_proof(response: HttpResponseBase, proof: Proof) -> None:
    """Let the browser keep it; the quarter of an hour begins now and is not made longer by looking."""
    response.set_cookie(
        COOKIE,
        signing.dumps(dataclasses.asdict(proof), salt=_SALT),
        max_age=SECONDS,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def drop_proof(response: HttpResponseBase) -> None:
    """The household is done, or is no more."""
    response.delete_cookie(COOKIE, samesite="Strict")
