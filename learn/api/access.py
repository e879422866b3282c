"""Who asks: the token in the header or in the cookie, and where a write by cookie comes from."""

from __future__ import annotations

from django.utils.translation import gettext as _

from foundation.asgi import Refusal, Scope, header
from learn.learners.tokens import SCHEME, Claim, read_cookie, read_token


def unauthorized() -> Refusal:
    """The token is missing, forged or revoked; the phone keeps everything."""
    return Refusal(401, "bad_token", _("Please sign in again. Nothing on this phone is lost."))


def claim_of(scope: Scope, *, writes: bool) -> Claim:
    """What the request's token claims; raises ``Refusal`` 401, or 403 for a write by cookie from another site."""
    if header(scope, b"authorization"):
        return header_claim(scope)
    claim = cookie_claim(scope)
    if claim is None:
        raise unauthorized()
    if writes and not is_same_origin(scope):
        raise Refusal(403, "bad_origin", _("This came from another site, so it was not accepted."))
    return claim


def header_claim(scope: Scope) -> Claim:
    """What the token in the ``Authorization`` header claims; raises ``Refusal`` 401."""
    authorization = header(scope, b"authorization")
    claim = read_token(authorization.removeprefix(SCHEME)) if authorization.startswith(SCHEME) else None
    if claim is None:
        raise unauthorized()
    return claim


def cookie_claim(scope: Scope) -> Claim | None:
    """What the cookie's token claims, if there is one."""
    return read_cookie(header(scope, b"cookie"))


def is_same_origin(scope: Scope) -> bool:
    """Whether the page that sends lies on the very host that is asked.

    The content host is on the same site, so the browser's SameSite rule lets its pages send the cookie.
    """
    origin = header(scope, b"origin")
    host = header(scope, b"host")
    return bool(host) and origin in (f"http://{host}", f"https://{host}")
