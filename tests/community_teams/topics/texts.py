"""The plain words of what members teach, for tests that judge how it is written."""

from __future__ import annotations

import re
from pathlib import Path

from community_teams.topics.registry import FOLDER

_MARKS = re.compile(r"^\s*(?:-|\d+\.)\s+|^\s*(?:Nói|Mình):|[*“”]", re.MULTILINE)
_END = re.compile(r"[.?!:]+(?:\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]")


def files() -> list[Path]:
    """Every script and every way of cheating."""
    return sorted([*FOLDER.glob("scripts/*.md"), *FOLDER.glob("scams/*.md")])


def body(path: Path) -> str:
    """What stands below the front matter."""
    return path.read_text(encoding="utf-8").split("\n---\n", 1)[1]


def sentences(path: Path) -> list[list[str]]:
    """The words of each sentence; headings are none."""
    text = "\n".join(line for line in body(path).splitlines() if not line.startswith("## "))
    text = _MARKS.sub("", text)
    found = [[word for word in part.split() if _WORD.search(word)] for part in _END.split(text)]
    return [words for words in found if words]
