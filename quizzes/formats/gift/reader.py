"""GIFT files into records."""

from __future__ import annotations

from django.utils.translation import gettext as _

from foundation.sheets.decoding import decoded
from quizzes.formats.checking import checked
from quizzes.formats.gift.blocks import Block, blocks
from quizzes.formats.gift.question import read_question
from quizzes.formats.records import MOST_QUESTIONS, REFUSED, Notes, Read, Refused, Trouble

MOST_BYTES = 5_000_000


def read(data: bytes) -> Read:
    """Every question of the file, and what is wrong with the file; one wrong question keeps no other out."""
    try:
        text, troubles = decoded(data, MOST_BYTES)
    except Refused as refused:
        yield refused.trouble
        return
    yield from troubles
    category, count = "", 0
    for block in blocks(text):
        if block.category is not None:
            category = block.category
            continue
        count += 1
        if count > MOST_QUESTIONS:
            message = _("There are more than %d questions. Those from this line on are left out.") % MOST_QUESTIONS
            yield Trouble(block.line(), "too_many", message, REFUSED)
            return
        yield from _read(block, category)


def _read(block: Block, category: str) -> Read:
    notes = Notes()
    try:
        record = read_question(block, category, notes)
    except Refused as refused:
        yield refused.trouble
        return
    yield from checked(record, notes)
