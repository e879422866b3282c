"""The cell of a gap: an answer a line, each with its credit and what is said to it between upright strokes."""

from __future__ import annotations

import re
from typing import Any

_PART = re.compile(r"((?:\\.|[^\\|])*)(\||$)", re.DOTALL)
_ESCAPE = re.compile(r"\\([\\|n])")


def parts(line: str) -> list[str]:
    """Answer, credit, feedback; the latter two may be missing."""
    found = []
    for piece, stroke in _PART.findall(line):
        found.append(_ESCAPE.sub(lambda sign: "\n" if sign[1] == "n" else sign[1], piece.strip()))
        if not stroke:
            break
    return found


def written(accepted: list[dict[str, Any]]) -> str:
    """What ``parts`` reads, line by line."""
    return "\n".join(_line(variant) for variant in accepted)


def _line(variant: dict[str, Any]) -> str:
    text, said = _escaped(variant["text"]), _escaped(variant.get("feedback", ""))
    if said:
        return f"{text} | {variant['credit']} | {said}"
    return text if variant["credit"] == 100 else f"{text} | {variant['credit']}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")
