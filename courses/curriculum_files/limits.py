"""How long a text may be: asked of the blocks themselves, so that files and editor never differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.blocks.cards import CardBodyBlock
from foundation.text import normalise

if TYPE_CHECKING:
    from wagtail.blocks import StructBlock

    from courses.curriculum_files.problems import Notebook


def limit(block: type[StructBlock] | str, name: str, text: str, line: int, notes: Notebook) -> str:
    """The text in one spelling; noted when it is longer than the block's field takes, or missing where it is needed."""
    struct = CardBodyBlock.base_blocks[block] if isinstance(block, str) else block()
    form_field = struct.child_blocks[name].field
    words = normalise(text)
    if form_field.required and not words:
        notes.note(line, _("Here something is missing: %s.") % struct.child_blocks[name].label)
    if form_field.max_length and len(words) > form_field.max_length:
        notes.note(line, _("This has more than %d letters.") % form_field.max_length)
    return words
