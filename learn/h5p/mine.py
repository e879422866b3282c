"""What of a person's data lies here: taken along, counted and erased with the rest."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from learn.h5p.models import H5PState
from learn.my_data.parts import Part, register
from learn.my_data.rows import by_key, fields

# One may be as long as 32 KiB.
ROWS_AT_ONCE = 100

_STATE = ("learner_id", "lesson", "card", "key", "number", "data", "at")


def connect() -> None:
    """Make the part known."""
    register(Part("h5p_states", _("Places in interactive activities"), _rows, _erase, _count))


def _rows(learners: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for learner in learners:
        for row in by_key(H5PState.objects.filter(learner_id=learner), "pk", at_once=ROWS_AT_ONCE):
            yield fields(row, _STATE)


def _erase(learners: Sequence[uuid.UUID]) -> None:
    H5PState.objects.filter(learner_id__in=learners).delete()


def _count(learners: Sequence[uuid.UUID]) -> int:
    return H5PState.objects.filter(learner_id__in=learners).count()
