"""The token in the QR on a household's card: 128 bits in letters and digits that nobody confuses."""

from __future__ import annotations

import re
import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 26
# Printed beside the QR: enough to find the card's household on a member's phone, far too little to open its page.
SHORT = 8

TOKEN = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_token() -> str:
    """A token that nobody has."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))


def read_token(text: str) -> str:
    """The token in an address, however its letters were typed; empty for what is none."""
    letters = text[: LENGTH * 2].strip().lower()
    return letters if TOKEN.fullmatch(letters) else ""
