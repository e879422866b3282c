"""A picture with words for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from courses.media.pinning import DraftMedia, drawing_of, is_drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.blocks import StructValue
    from wagtail.images.models import Image


def check_drawing(image: Image | None) -> None:
    """Refuse a drawing that phones must not get, at the field ``image`` of its block; photos have been looked at."""
    if image is not None and is_drawing(image):
        try:
            drawing_of(image)
        except ValidationError as error:
            raise StructBlockValidationError(block_errors={"image": error}) from error


class PictureBlock(StructBlock):
    """A picture. Templates get ``value.src, srcset, width, height, alt, caption``."""

    image = ImageChooserBlock(label=_("picture"))
    alt_text = CharBlock(
        label=_("description for those who do not see it"),
        max_length=300,
        help_text=_("What the picture shows and what it is there for, in one or two sentences."),
    )
    caption = CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "courses/blocks/picture.html"
        group = _("Pictures, sound and film")

    def clean(self, value: StructValue) -> StructValue:
        """A drawing that came in by another way than the form is checked here as well."""
        cleaned: StructValue = super().clean(value)
        check_drawing(cleaned["image"])
        return cleaned

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the <img> needs. A picture that was deleted from the library leaves only its description."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        words = {"alt": value["alt_text"], "caption": value["caption"]}
        if value["image"] is None:
            return {**context, "value": words}
        media = (parent_context or {}).get("media") or DraftMedia()
        shown = media.picture(value["image"])
        sizes = {"src": shown.src, "srcset": shown.srcset, "width": shown.width, "height": shown.height}
        return {**context, "value": {**words, **sizes}}
