"""What of a person's data lies here: taken along, counted and erased with the rest."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from learn.h5p.models import H5PState
from learn.my_data.parts import Part, register

# One may be as long as 32 KiB.
ROWS_AT_ONCE = 100

_STATE = ("learner_id", "lesson", "card", "key", "number", "data", "at")


def connect() -> None:
    """Make the part known."""
    register(Part("h5p_states", _("Places in interactive activities"), _rows, _erase, _count))


def _rows(learners: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for learner in learners:
        rows, page = H5PState.objects.filter(learner_id=learner).order_by("pk"), list[H5PState]()
        while True:
            page = list((rows.filter(pk__gt=page[-1].pk) if page else rows)[:ROWS_AT_ONCE])
            yield from ({name.removesuffix("_id"): getattr(row, name) for name in _STATE} for row in page)
            if len(page) < ROWS_AT_ONCE:
                break


def _erase(learners: Sequence[uuid.UUID]) -> None:
    H5PState.objects.filter(learner_id__in=learners).delete()


def _count(learners: Sequence[uuid.UUID]) -> int:
    return H5PState.objects.filter(learner_id__in=learners).count()
