"""How the rules of one kind say that an operation is not applied now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable


class Aside(Exception):
    """To be set apart for the leader; the text is the machine's reason. Nothing was changed yet."""


class Missing(Exception):
    """Something before it has not come. Nothing was changed yet."""

    def __init__(self, what: Iterable[uuid.UUID]) -> None:
        super().__init__()
        self.what = frozenset(what)


class Clash(Exception):
    """Fields that somebody else changed since; the others are changed already."""

    def __init__(self, fields: dict[str, dict[str, object]]) -> None:
        super().__init__()
        self.fields = fields
