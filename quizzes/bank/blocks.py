"""The editor's block of a question: one of all kinds."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StreamBlock

from quizzes.kinds.registry import kinds


class QuestionBodyBlock(StreamBlock):
    """Exactly one block; its type is the question's kind, its value the question's content."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        # A migration names the blocks of its time.
        given = local_blocks or [(kind.name, kind.block()) for kind in kinds().values()]
        super().__init__(given, **kwargs)

    class Meta:
        # At least one because it is required: a number here would stand as a fault on a form that is just opened.
        max_num = 1
