"""One row of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Things = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One address, asked in one way."""

    pattern: str
    path: str
    otherwise: int
    then: dict[int, str] = field(default_factory=dict)
    method: str = "GET"
    data: dict[str, str] = field(default_factory=dict)
    reveals: str = ""
    does: Callable[[Things], bool] | None = None
    done_by: str = ""

    def status(self, persona: str) -> int:
        """What this person is answered."""
        return next((status for status, who in self.then.items() if persona in who.split()), self.otherwise)
