"""Which part of a file a player asks for."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def bytes_asked(header: str, size: int) -> range | None:
    """The bytes that a ``Range`` header asks for: None for all of them, empty where there are none such.

    Several parts at once, and what is no range of bytes, may be answered with the whole.
    """
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
