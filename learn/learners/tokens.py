"""The learner's token: signed, without an end in time, revoked by the generation on the learner's row."""

from __future__ import annotations

import uuid
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import parse_cookie

# A browser takes a cookie named so from this very host over https only, so no sister host can plant one.
COOKIE = "__Host-bdhvs_learner" if settings.SESSION_COOKIE_SECURE else "bdhvs_learner"
# Who signed out here last. A page that was asked for before and answers after it brings the learner's cookie back.
OUT = "__Host-bdhvs_out" if settings.SESSION_COOKIE_SECURE else "bdhvs_out"
SCHEME = "Learner "
# A browser keeps a cookie 400 days at the most; each visit to "my learning" gives it anew.
COOKIE_SECONDS = 400 * 24 * 3600


class Claim(NamedTuple):
    """What a token with a right signature says; whether it was revoked stands on the learner's row."""

    learner: uuid.UUID
    generation: int

    def is_valid(self, generation: int | None) -> bool:
        """Whether the token still holds, by the generation on the learner's row; None where there is no row.

        Generations only go up and only this server signs, so a token that is ahead of its row, or has none, is proof
        that the row was lost in a restore: the learner's phone must be able to send again what the backup lacks.
        Ending an account therefore leaves the row, with a raised generation.
        """
        return generation is None or self.generation >= generation


@cache
def _signer() -> Signer:
    return Signer(salt="learn.learner")


def make_token(learner: uuid.UUID, generation: int = 0) -> str:
    """A token that opens this learner's record."""
    return _signer().sign(f"{learner}.{generation}")


def read_token(token: str) -> Claim | None:
    """What the token claims, or None when it was not signed here."""
    try:
        learner, generation = _signer().unsign(token).split(".")
        return Claim(uuid.UUID(learner), int(generation))
    except (BadSignature, ValueError):
        return None


def read_cookie(header: str) -> Claim | None:
    """What the token in a ``Cookie`` header claims; nothing if that learner signed out of this browser.

    Two cookies of the name mean that somebody else has set one, and nobody can tell which is ours.
    """
    # A cookie without "=" is a value without a name, whatever it spells: a page of a sister host can set one.
    names = [part.partition("=")[0].strip() for part in header.split(";") if "=" in part]
    if names.count(COOKIE) != 1:
        return None
    cookies = parse_cookie(header)
    claim = read_token(cookies[COOKIE])
    return None if claim and cookies.get(OUT) == str(claim.learner) else claim
