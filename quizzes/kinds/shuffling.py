"""The order in which an attempt shows things: decided by its seed, the same whenever it is asked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

# Each question is rendered in at most so many orders, so that starting a paper is joining texts that stand ready.
VARIANTS = 24

Thing = TypeVar("Thing")


def shuffled(things: Sequence[Thing], variant: int) -> list[Thing]:
    """The things in the order of a variant (0..23); a negative variant leaves them as the author put them."""
    order = list(things)
    if variant >= 0:
        random.Random(variant).shuffle(order)  # noqa: S311 - an order to read in, not a secret
    return order


def scrambled(things: Sequence[Thing], variant: int) -> list[Thing]:
    """The things in an order that is not their own, for where their own order is the answer; in every variant."""
    order = shuffled(things, max(variant, 0))
    return order if order != list(things) else order[1:] + order[:1]
