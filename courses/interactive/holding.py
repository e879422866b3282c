"""An activity that a lesson comes to hold in this moment is not taken away in it.

Whoever publishes holds on to all activities, beside others who do; whoever deletes one finds out whether anybody does,
and never waits for them. Both before they lock any row of an activity.
"""

from __future__ import annotations

from foundation.turns import share_turn, take_turn

_NAME = "h5p activities"


def hold_activities() -> None:
    """None goes until the end of the transaction."""
    share_turn(_NAME)


def may_go() -> bool:
    """Whether nobody holds on to them; whoever comes to waits until the end of the transaction."""
    return take_turn(_NAME)
