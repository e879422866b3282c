"""Numbers of papers: a citizen's number has twelve digits, and none of ours is kept, wherever somebody typed it."""

from __future__ import annotations

import re
from typing import Any

# The free texts of payloads. Ids, hashes and numbers of phones stand elsewhere.
_TEXTS = frozenset({"note", "why", "head_name", "address", "place"})
# Twelve digits as people write them, `001 199 012 345` as well.
_NUMBER = re.compile(r"(?<![\d])\d(?:[ .\-]?\d){11}(?![\d])")
_IN_ITS_PLACE = "•••"


def without_numbers(payload: Any) -> Any:
    """The payload with such numbers taken out of its texts; the very same object where there are none."""
    if not isinstance(payload, dict):
        return payload
    clean = {name: _clean(name, value) for name, value in payload.items()}
    return clean if any(clean[name] is not value for name, value in payload.items()) else payload


def _clean(name: str, value: Any) -> Any:
    if name in _TEXTS and isinstance(value, str) and _NUMBER.search(value):
        return _NUMBER.sub(_IN_ITS_PLACE, value)
    return without_numbers(value) if name == "fields" else value
