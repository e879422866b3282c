"""Pictures and sounds of the library, as questions use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.media.files import AUDIO, check_file

if TYPE_CHECKING:
    from wagtail.documents.models import Document

    from courses.media.pinning import Media


def check_sound(document: Document) -> None:
    """Refuse a file that phones do not play, that is too large or not what its name says."""
    with document.open_file() as file:
        check_file(document.file.name, document.file.size, file.read(16), AUDIO)


def frozen_picture(picture: dict[str, Any], media: Media) -> dict[str, Any]:
    """What an <img> needs; raises ``ValidationError`` where the library has not the picture."""
    image = get_image_model().objects.filter(pk=picture["image"]).first()
    if image is None:
        raise ValidationError(_("The picture of the question is not in the library."))
    shown = media.picture(image)
    sizes = {"src": shown.src, "srcset": shown.srcset, "width": shown.width, "height": shown.height}
    return {**sizes, "alt": picture["alt_text"]}


def frozen_audio(audio: dict[str, Any], media: Media) -> dict[str, Any]:
    """What a player needs; raises ``ValidationError`` where the library has not the sound or phones do not play it."""
    document = get_document_model().objects.filter(pk=audio["file"]).first()
    if document is None:
        raise ValidationError(_("The sound of the question is not in the library."))
    check_sound(document)
    return {"src": media.file(document), "transcript": audio["transcript"]}
