"""Rows that are found by what somebody types: each keeps the folded form of its words."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from foundation.text.spelling import fold

Row = TypeVar("Row", bound=models.Model)

# Of what was typed; more make no list shorter.
MOST_WORDS = 8


class FoldedQuerySet(models.QuerySet[Row]):
    """What is asked of rows with a field ``folded``."""

    def said(self, typed: str) -> Self:
        """Rows in whose words all of these stand, with or without marks."""
        found = self
        for word in fold(typed).split()[:MOST_WORDS]:
            found = found.filter(folded__contains=word)
        return found
