"""Reading a card's states, of all parts of a person's record."""

from __future__ import annotations

import uuid
from typing import Any

from learn.conversations import Conversation
from learn.h5p.states import latest_states
from learn.learners.tokens import Claim
from learn.progress.record import GROUP


def read_states(claim: Claim, lesson: uuid.UUID, card: str) -> Conversation[dict[str, dict[str, Any]] | None]:
    """The states of a card by their keys; None when the token was revoked."""
    found = yield GROUP, [claim.learner]
    if not claim.is_valid(found[0][0] if found else None):
        return None
    group = [claim.learner, *(found[0][1] if found else [])]
    return (yield from latest_states(group, lesson, card))
