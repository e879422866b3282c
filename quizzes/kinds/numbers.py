"""Numbers as people here type and read them, and as contents keep them."""

from __future__ import annotations

import re
from decimal import Decimal

from foundation.text import fold

# As contents keep them: 1500000.5
PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")

# Thousands stand in threes behind points or spaces and a comma comes before the fraction; who writes as in English puts
# them the other way round. One comma alone is a fraction's, and so is a point but before exactly three digits.
_WHOLE = r"(?P<whole>[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)"
_WAYS = [
    re.compile(r"(?P<whole>[0-9]*[1-9][0-9]*(?:\.[0-9]{3})+)(?:,(?P<part>[0-9]+))?"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3})+(?=\.))(?:\.(?P<part>[0-9]+))?"),
    re.compile(_WHOLE + r"(?:[.,](?P<part>[0-9]+))?"),
    re.compile(r"(?P<whole>)[.,](?P<part>[0-9]+)"),
]
# What a spreadsheet makes of a third has sixteen digits behind the comma.
_MOST_WHOLE, _MOST_PART, _MOST_TYPED = 15, 18, 60


def read_number(text: str, unit: str = "") -> Decimal | None:
    """The number that somebody typed, with or without its unit; None where it is none."""
    if len(text) > _MOST_TYPED:
        return None
    typed = fold(text.replace("−", "-"))
    number = _read(typed)
    if number is None and unit and (ending := fold(unit)) and typed.endswith(ending):
        number = _read(typed.removesuffix(ending))
    return number


def plain_number(text: str) -> Decimal | None:
    """The number of a content; None where it is not written as contents keep numbers."""
    return Decimal(text) if PLAIN.fullmatch(text) else None


def plain(number: Decimal) -> str:
    """As contents keep it."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def shown(number: Decimal) -> str:
    """As people here read it: 1.500.000,5."""
    return f"{Decimal(plain(number)):,f}".translate(str.maketrans(",.", ".,"))


def _read(text: str) -> Decimal | None:
    text = text.strip().rstrip(".,")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    text = text.strip()
    for way in _WAYS:
        if match := way.fullmatch(text):
            whole, part = re.sub(r"\D", "", match["whole"]).lstrip("0"), match["part"] or ""
            if len(whole) > _MOST_WHOLE or len(part) > _MOST_PART:
                return None
            return Decimal(f"{sign}{whole or 0}.{part or 0}")
    return None
