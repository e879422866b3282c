"""Versions of questions that this process has seen. They never change, so nothing here grows old."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from learn.conversations import Conversation
from quizzes.kinds.base import Fields, Kind
from quizzes.kinds.registry import kind_of
from quizzes.kinds.shuffling import VARIANTS

MOST_KEPT = 5_000
# Rendered questions: some 2 KB each.
MOST_RENDERED = 10_000

_VERSIONS = """
SELECT id, question, number, kind, name, content, competence FROM quizzes_questionversion WHERE id = ANY(%s)
"""


@dataclass(frozen=True, eq=False)
class Asked:
    """A question as a paper asks it."""

    id: int
    question: uuid.UUID
    number: int
    kind: Kind
    name: str
    content: dict[str, Any]
    competence: str

    @property
    def field(self) -> str:
        """What the names of its inputs begin with."""
        return str(self.question)

    def html(self, variant: int, fields: Fields | None = None) -> str:
        """The question as part of a form, in the order of a variant; what was answered is shown as chosen."""
        if fields:
            return self.kind.html(self.content, field=self.field, variant=variant, fields=fields)
        key = (self.id, variant)
        html = _rendered.get(key)
        if html is None:
            html = _rendered[key] = self.kind.html(self.content, field=self.field, variant=variant)
            while len(_rendered) > MOST_RENDERED:
                _rendered.popitem(last=False)
        return html


_kept: OrderedDict[int, Asked] = OrderedDict()
_rendered: OrderedDict[tuple[int, int], str] = OrderedDict()


def load_asked(ids: Iterable[int]) -> Conversation[dict[int, Asked]]:
    """The versions with these numbers; one query at most, and none for those seen before."""
    wanted = set(ids)
    # Each is looked for once: another thread may forget it between two looks.
    found = {one: known for one in wanted if (known := _kept.get(one)) is not None}
    missing = [one for one in wanted if one not in found]
    if missing:
        rows = yield _VERSIONS, [missing]
        for number, question, version, kind, name, content, competence in rows:
            asked = Asked(number, question, version, kind_of(kind), name, content, competence)
            found[number] = _kept[number] = asked
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def variant_of(seed: int, place: int, *, shuffled: bool) -> int:
    """In which of its orders the question at a place of a paper is shown; -1 for the author's own."""
    return (seed // (place + 1) + place * 7) % VARIANTS if shuffled else -1


def forget_kept() -> None:
    """Forget all; for tests, which throw the database away under it."""
    _kept.clear()
    _rendered.clear()
