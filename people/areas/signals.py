"""What others may want to know of areas."""

from __future__ import annotations

from django.dispatch import Signal

# Sent once a load or a merger is committed, with ``areas``: the ids of those to which it gave an end. What came after
# them is written by then; ``valid_to`` may lie ahead, where a list came early. Who goes on in another form has no end.
areas_ended = Signal()
