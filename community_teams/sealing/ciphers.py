"""Sealing and opening: AES-256-GCM under a subject's key, that key wrapped with the master key; blind keys to find by.

A sealed text is one version byte, 12 random bytes and the ciphertext with its tag. What it belongs to is authenticated
with it, so a text copied to another household's row does not open there.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import uuid
from functools import cache
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from foundation.own_key import own_key

# As PostgreSQL's drivers give bytes.
Stored = bytes | memoryview
_VERSION = b"\x01"
_NONCE = 12


class CannotOpen(ValueError):
    """The text was sealed under another key, for another place, or was damaged."""


@cache
def _masters() -> tuple[bytes, ...]:
    """The master key in force first, then earlier ones under which keys may still be wrapped."""
    first = settings.FIELD_DATA_KEY or own_key(settings.HOME / "field-data.key")
    return tuple(bytes.fromhex(text) for text in [first, *settings.FIELD_DATA_EARLIER_KEYS])


@cache
def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bdhvs field " + purpose).derive(master)


def new_key(subject: uuid.UUID) -> tuple[bytes, bytes]:
    """A new key for a subject: itself, and as it is stored."""
    key = AESGCM.generate_key(256)
    return key, _seal(_derived(_masters()[0], b"wrap"), key, subject.bytes)


def unwrap(wrapped: Stored, subject: uuid.UUID) -> bytes:
    """The key as it was made. Raises ``CannotOpen`` when no master key opens it."""
    for master in _masters():
        try:
            return _open(_derived(master, b"wrap"), bytes(wrapped), subject.bytes)
        except CannotOpen:
            continue
    raise CannotOpen(f"No master key opens the key of {subject}.")


def wrapped_anew(wrapped: Stored, subject: uuid.UUID) -> bytes | None:
    """The key under the master key in force; nothing where it lies under that already. Raises ``CannotOpen``."""
    first = _derived(_masters()[0], b"wrap")
    try:
        _open(first, bytes(wrapped), subject.bytes)
    except CannotOpen:
        return _seal(first, unwrap(wrapped, subject), subject.bytes)
    return None


def seal(key: bytes, content: Any, place: str) -> bytes:
    """JSON sealed for one place (``household:<uuid>``, ``operation:<uuid>`` …)."""
    return _seal(key, orjson.dumps(content), place.encode())


def unseal(key: bytes, sealed: Stored, place: str) -> Any:
    """What was sealed for this place. Raises ``CannotOpen``."""
    return orjson.loads(_open(key, bytes(sealed), place.encode()))


def seal_bytes(key: bytes, content: bytes, place: str) -> bytes:
    """Bytes sealed for one place, such as a photo."""
    return _seal(key, content, place.encode())


def unseal_bytes(key: bytes, sealed: bytes, place: str) -> bytes:
    """The bytes that were sealed for this place. Raises ``CannotOpen``."""
    return _open(key, bytes(sealed), place.encode())


def blind(purpose: str, text: str) -> str:
    """A key to find equal texts by that says nothing about the text: 32 hexadecimal digits.

    What is stored is made with the newest master key: after a change ``manage.py reseal_households`` makes all anew.
    """
    return _blind(_masters()[0], purpose, text)


def blind_each(purpose: str, text: str) -> list[str]:
    """The same under every master key, for finding what `reseal_households` has not come to yet."""
    return [_blind(master, purpose, text) for master in _masters()]


def _blind(master: bytes, purpose: str, text: str) -> str:
    key = _derived(master, b"blind " + purpose.encode())
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def _seal(key: bytes, content: bytes, place: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, content, place)


def _open(key: bytes, sealed: bytes, place: bytes) -> bytes:
    if sealed[:1] != _VERSION:
        raise CannotOpen("This was not sealed here.")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place)
    except InvalidTag:
        raise CannotOpen("This does not open with this key at this place.") from None
