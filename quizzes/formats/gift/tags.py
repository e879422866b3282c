"""Tags stand in comments, as Moodle writes them: ``[id:…] [tag:…]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizzes.formats.tags import Tags, sorted_tags

if TYPE_CHECKING:
    from uuid import UUID

    from quizzes.formats.gift.blocks import Block
    from quizzes.formats.records import Notes, Record

_MARK = re.compile(r"\[(id|tag):((?:\\[\\\]]|[^\]\\]|\\(?![\\\]]))*)\]")
_ESCAPE = re.compile(r"\\([\\\]])")


def read_tags(block: Block, notes: Notes) -> tuple[UUID | None, Tags]:
    """What the comments of this question say."""
    identity, values = "", []
    for mark, value in _MARK.findall("\n".join(block.comments)):
        value = _ESCAPE.sub(r"\1", value).strip()
        if mark == "id":
            identity = identity or value
        elif value:
            values.append(value)
    return sorted_tags(identity, values, block.line(), notes)


def written_tags(record: Record, extra: Tags) -> str:
    """The comment that brings all of it back."""
    tags = {
        "competence": record.competence,
        "difficulty": record.difficulty,
        "language": record.language,
        "source": record.source,
        "source_url": record.source_url,
        "review_by": record.review_by.isoformat() if record.review_by else "",
        **extra,
    }
    marks = [f"[id:{record.id}]"] if record.id else []
    marks += [f"[tag:{name}:{_kept(value)}]" for name, value in tags.items() if value]
    return f"// {' '.join(marks)}"


def _kept(value: str) -> str:
    return " ".join(value.split()).replace("\\", "\\\\").replace("]", "\\]")
