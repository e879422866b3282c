"""Addresses on the content host, which is another host than the site's so that no package reaches the site."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.conf import settings


def content_origin() -> str:
    """Scheme, host and port of the content host."""
    origin: str = settings.H5P_CONTENT_ORIGIN
    return origin


def player_path(package: uuid.UUID | str, number: int) -> str:
    """The page that plays one version of an activity, in a frame."""
    return f"/p/{package}/{number}/"


def player_address(package: uuid.UUID | str, number: int) -> str:
    """The same with its host."""
    return content_origin() + player_path(package, number)


def library_path(digest: str, path: str = "") -> str:
    """A file of a library; what lies there never changes."""
    return f"/l/{digest}/{quote(path)}"


def content_path(package: uuid.UUID | str, number: int, path: str = "") -> str:
    """A file of a version's content; what lies there never changes."""
    return f"/c/{package}/{number}/{quote(path)}"
