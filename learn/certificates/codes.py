"""A certificate's number: hopeless to guess, easy to read aloud and to type on a Vietnamese keyboard.

Twenty letters out of 22 are 89 bits. There is no vowel, no D and no W, so Telex and VNI change nothing of what is
typed and no number spells a word; and no two letters look alike (0 O, 1 I L, 2 Z, 5 S, 8 B).
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "23456789CFGHJKMNPQRTVX"
LENGTH = 20
GROUP = 4

_MEANT = str.maketrans("ZSB", "258")
# Whatever people or their phones put between the groups.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—−_.·]+")
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
# Longer than any spelling of a number with all its hyphens.
MOST_TYPED = 100


def new_code() -> str:
    """A number that nobody has."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The number that is meant, typed with or without hyphens, in small or capital letters; None when it is none."""
    if len(typed) > MOST_TYPED:
        return None
    letters = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_MEANT)
    return letters if _CODE.fullmatch(letters) else None


def grouped(code: str) -> str:
    """The number as people see it, in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
