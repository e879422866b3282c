"""Recordings: sound and film, always with their words in writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from courses.blocks.rich import INLINE, LinkedTextBlock, paragraphs_html
from courses.media.files import AUDIO, CAPTIONS, MEDIA_TYPES, VIDEO, Kind, check_file, extension
from courses.media.pinning import DraftMedia

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.blocks import StructValue


class RecordingBlock(StructBlock):
    """What sound and film share. Templates get ``value.title, src, type, megabytes, transcript`` (HTML)."""

    # Which files each field takes.
    kinds: dict[str, dict[str, Kind]] = {}

    title = CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(label=_("file"))

    def clean(self, value: StructValue) -> StructValue:
        """Refuse files that phones do not play, that are too large, or that are not what their name says."""
        cleaned: StructValue = super().clean(value)
        errors = {}
        for field, kinds in self.kinds.items():
            document = cleaned[field]
            try:
                with document.open_file() as file:
                    check_file(document.file.name, document.file.size, file.read(16), kinds)
            except ValidationError as error:
                errors[field] = error
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Addresses of the files. A file that was deleted from the library leaves its words."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        media = (parent_context or {}).get("media") or DraftMedia()
        shown: dict[str, Any] = {"title": value["title"], "transcript": paragraphs_html(value["transcript"])}
        document = value["file"]
        if document is not None:
            shown["src"] = media.file(document)
            shown["type"] = MEDIA_TYPES.get(extension(document.file.name), "")
            shown["megabytes"] = document.file.size / 1_000_000
        if value.get("captions") is not None:
            shown["captions"] = media.file(value["captions"])
        return {**context, "value": shown}


def _transcript() -> LinkedTextBlock:
    return LinkedTextBlock(label=_("what is said, in writing"), features=INLINE)


class AudioBlock(RecordingBlock):
    """A recording to listen to, with its transcript."""

    kinds = {"file": AUDIO}

    transcript = _transcript()

    class Meta:
        icon = "media"
        label = _("sound")
        template = "courses/blocks/audio.html"
        group = _("Pictures, sound and film")


class VideoBlock(RecordingBlock):
    """A film, with captions and transcript. Templates get ``value.captions`` besides."""

    kinds = {"file": VIDEO, "captions": CAPTIONS}

    captions = DocumentChooserBlock(label=_("captions (.vtt)"))
    transcript = _transcript()

    class Meta:
        icon = "media"
        label = _("film")
        template = "courses/blocks/video.html"
        group = _("Pictures, sound and film")
