"""The key that signs badges, and those that signed them before."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from foundation.own_key import own_key

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Multicodec of an Ed25519 public key.
_ED25519 = b"\xed\x01"


def base58(data: bytes) -> str:
    """The multibase form that data integrity asks for: base 58 as Bitcoin writes it, behind a z."""
    number, letters = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        letters = _BASE58[rest] + letters
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + _BASE58[0] * zeros + letters


@cache
def signing_key() -> Ed25519PrivateKey:
    """The key from the settings; a demo makes its own at first need and keeps it beside its database."""
    text = settings.BADGE_SIGNING_KEY or own_key(settings.HOME / "badge-signing.key")
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def public_key() -> str:
    """The public half in multibase, as a `Multikey` names it."""
    return base58(_ED25519 + signing_key().public_key().public_bytes_raw())


def all_public_keys() -> list[str]:
    """The key in force first, then those that signed badges which people still hold."""
    return [public_key(), *(key for key in settings.BADGE_EARLIER_KEYS if key != public_key())]
