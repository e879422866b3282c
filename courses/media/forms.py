"""What officials bring into the library is checked before anything of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from courses.media.files import AUDIO, CAPTIONS, VIDEO, check_file, extension
from courses.media.svg import read_drawing

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class ImageForm(BaseImageForm):
    """A drawing is kept as it was written anew; a dangerous one is refused with the reason."""

    def clean_file(self) -> UploadedFile:
        """The file as it will be kept."""
        file: UploadedFile = self.cleaned_data["file"]
        if "file" not in self.changed_data or extension(file.name or "") != "svg":
            return file
        file.seek(0)
        drawing = read_drawing(file.read())
        return SimpleUploadedFile(file.name or "drawing.svg", drawing.text.encode(), content_type="image/svg+xml")


class DocumentForm(BaseDocumentForm):
    """Sound, film and captions, of kinds that phones play."""

    def clean_file(self) -> UploadedFile:
        """The file as it is, if it is what it says."""
        file: UploadedFile = self.cleaned_data["file"]
        if "file" in self.changed_data:
            file.seek(0)
            check_file(file.name or "", file.size or 0, file.read(16), {**AUDIO, **VIDEO, **CAPTIONS})
            file.seek(0)
        return file
