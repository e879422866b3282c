"""Blocks by which officials edit a content. Their stored value is the content itself, without ids of Wagtail in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, CharBlock, ListBlock, StructBlock, TextBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.pictures import check_drawing
from quizzes.kinds.media import check_sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wagtail.blocks import StructValue

    from quizzes.kinds.base import Kind, Problem

MOST_PROMPT = 600
MOST_EXPLANATION = 800
MOST_TEXT = 300
MOST_SAID = 400
MOST_TRANSCRIPT = 4000


class PlainListBlock(ListBlock):
    """A list that is stored as its values alone."""

    def get_prep_value(self, value: Any) -> list[Any]:
        """The values; Wagtail's own would put each into a wrapper with an id."""
        return [self.child_block.get_prep_value(child) for child in value]


class OptionalBlock(StructBlock):
    """Fields that belong together and may all be left empty; stored as nothing then."""

    def get_prep_value(self, value: Any) -> dict[str, Any] | None:
        """The fields, or None."""
        fields: dict[str, Any] = super().get_prep_value(value)
        return fields if any(fields.values()) else None

    def to_python(self, value: Any) -> StructValue:
        """What is stored as nothing is empty fields."""
        return super().to_python(value or {})

    def bulk_to_python(self, values: Iterable[Any]) -> list[StructValue]:
        """As ``to_python``, for many."""
        return list(super().bulk_to_python([value or {} for value in values]))

    def normalize(self, value: Any) -> StructValue:
        """As ``to_python``, for values from code."""
        return super().normalize(self.get_default() if value is None else value)


class PictureBlock(OptionalBlock):
    """A picture that belongs to the question."""

    image = ImageChooserBlock(label=_("picture"), required=False)
    alt_text = CharBlock(
        label=_("description for those who do not see it"),
        required=False,
        max_length=MOST_TEXT,
        help_text=_("What the picture shows, without giving the answer away."),
    )

    def clean(self, value: StructValue) -> StructValue:
        """A drawing that came in by another way than the form is checked here as well."""
        cleaned: StructValue = super().clean(value)
        check_drawing(cleaned["image"])
        return cleaned


class SoundBlock(OptionalBlock):
    """A recording that belongs to the question, with its words in writing."""

    file = DocumentChooserBlock(label=_("file"), required=False)
    transcript = TextBlock(label=_("what is said, in writing"), required=False, max_length=MOST_TRANSCRIPT)

    def clean(self, value: StructValue) -> StructValue:
        """Refuse files that phones do not play."""
        cleaned: StructValue = super().clean(value)
        if cleaned["file"] is not None:
            try:
                check_sound(cleaned["file"])
            except ValidationError as error:
                raise StructBlockValidationError(block_errors={"file": error}) from error
        return cleaned


class QuestionBlock(StructBlock):
    """A content of one kind. What ``Kind.problems`` finds is shown at the field where it belongs."""

    def __init__(self, kind: Kind, own: Sequence[tuple[str, Block]], **kwargs: Any) -> None:
        self.kind = kind
        around = [
            ("prompt", TextBlock(label=_("question"), max_length=MOST_PROMPT, rows=3)),
            ("picture", PictureBlock(label=_("picture"), form_classname="collapsed")),
            ("audio", SoundBlock(label=_("sound"), form_classname="collapsed")),
            *own,
            ("explanation", said(_("explanation, said after every answer"), MOST_EXPLANATION)),
        ]
        super().__init__(around, label=capfirst(kind.label), icon=kind.icon, **kwargs)

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        """The content; a picture or sound that is not there is not in it, and lines end in one way."""
        content: dict[str, Any] = super().get_prep_value(value)
        return {name: _lines(field) for name, field in content.items() if field is not None}

    def clean(self, value: StructValue) -> StructValue:
        """Refuse whatever could not be frozen."""
        cleaned: StructValue = super().clean(value)
        if found := self.kind.problems(self.get_prep_value(cleaned)):
            raise error_at(self, [(problem.path.split(".") if problem.path else [], problem) for problem in found])
        return cleaned


def _lines(value: Any) -> Any:
    """Browsers end lines in two characters; the same words from a file and from a form are to be the same content."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, dict):
        return {name: _lines(inner) for name, inner in value.items()}
    return [_lines(inner) for inner in value] if isinstance(value, list) else value


def error_at(block: Block, found: Sequence[tuple[list[str], Problem]]) -> ValidationError:
    """The error that shows each problem at its field; each comes with its way from this block on."""
    below: dict[Any, list[tuple[list[str], Problem]]] = {}
    here: list[ValidationError] = []
    for way, problem in found:
        child = _child(block, way[0]) if way else None
        if child is None:
            here.append(ValidationError(problem.message))
        else:
            below.setdefault(child, []).append((way[1:], problem))
    if isinstance(block, StructBlock):
        errors = {name: error_at(block.child_blocks[name], inner) for name, inner in below.items()}
        return StructBlockValidationError(block_errors=errors, non_block_errors=here)
    if isinstance(block, ListBlock):
        errors = {place: error_at(block.child_block, inner) for place, inner in below.items()}
        return ListBlockValidationError(block_errors=errors, non_block_errors=here)
    return ValidationError([problem.message for _way, problem in found])


def _child(block: Block, step: str) -> Any:
    if isinstance(block, StructBlock):
        return step if step in block.child_blocks else None
    if isinstance(block, ListBlock):
        return int(step) - 1 if step.isdecimal() else None
    return None


def words(label: Any, most: int = MOST_TEXT, **options: Any) -> CharBlock:
    """A line of text that must be there."""
    return CharBlock(label=label, max_length=most, **options)


def said(label: Any, most: int = MOST_SAID) -> TextBlock:
    """What is said to an answer; it may be left out."""
    return TextBlock(label=label, required=False, max_length=most, rows=2)


def several(child: Sequence[tuple[str, Block]] | Block, label: Any, fewest: int, most: int) -> PlainListBlock:
    """A list of so many, each of these fields or this block."""
    one = child if isinstance(child, Block) else StructBlock(child)
    return PlainListBlock(one, label=label, min_num=fewest, max_num=most)
