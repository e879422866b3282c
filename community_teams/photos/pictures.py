"""Whether bytes are a picture, and that picture without anything hidden in it."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from courses.media.limits import MOST_PHOTO_PIXELS

FORMATS = ("JPEG", "PNG", "WEBP")
# What a screen shows of a photo; more would only be kept.
LONGEST_SIDE = 2048
_QUALITY = 82
CONTENT_TYPE = "image/jpeg"


class NoPicture(ValueError):
    """Why the bytes are not kept: ``no_picture`` or ``too_many_pixels``."""


def clean(content: bytes) -> bytes:
    """The picture drawn anew as JPEG: no place, time or phone, no comment, no profile, and nothing behind its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PHOTO_PIXELS:
                    raise NoPicture("too_many_pixels")
                # A JPEG of twice the size and more is unpacked smaller at once.
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                return _drawn_anew(upright)
    except NoPicture:
        raise
    except Image.DecompressionBombError:
        raise NoPicture("too_many_pixels") from None
    except Exception:  # decoders raise whatever they stumble over
        raise NoPicture("no_picture") from None


def _drawn_anew(picture: Image.Image) -> bytes:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    with_alpha = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    fresh = Image.new("RGB", picture.size, "white")
    fresh.paste(with_alpha, mask=with_alpha if with_alpha.mode == "RGBA" else None)
    written = BytesIO()
    fresh.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()
