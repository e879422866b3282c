"""Numbers as contents keep them: plain decimals as text, ``1500000.5``."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

# More digits than any question asks for; without a limit ``1e999999999`` would be written out.
MOST_DIGITS = 20

_WEIGHT = re.compile(r"\s*%\s*(-?\d{1,3}(?:[.,]\d{1,12})?)\s*%")


def decimal(text: str) -> Decimal | None:
    """A number as programs write it, or with a decimal comma; None for anything else."""
    text = text.strip()
    if text.count(",") == 1 and "." not in text and not re.fullmatch(r"-?\d{1,3},\d{3}", text):
        text = text.replace(",", ".")
    if not text or len(text) > 60 or not text.isascii() or "_" in text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > MOST_DIGITS:
        return None
    return value


def weight(text: str) -> tuple[Decimal | None, str]:
    """A weight such as ``%33.3%`` at the beginning of a text, and what follows it."""
    found = _WEIGHT.match(text)
    if not found:
        return None, text
    return Decimal(found[1].replace(",", ".")), text[found.end() :]
