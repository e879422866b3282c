"""What tests of the content host share: files in memory, nothing remembered, an activity with a film."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from courses.interactive.content_host import player
from courses.interactive.content_host.player import pages
from courses.interactive.content_host.shelves import libraries, versions
from courses.interactive.models import H5PVersion
from tests.courses.h5p.making import CONTENT, changed, good, packed_json
from tests.courses.interactive.making import version

FILM = bytes(range(256)) * 1000
SCRIPT = b"/* a script that is worth packing */\n" * 100


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries.forget()
    versions.forget()
    pages.forget()
    monkeypatch.setattr(player, "LOOK_SECONDS", 0.0)


@pytest.fixture(autouse=True)
def _files_in_memory(settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {"h5p": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


@pytest.fixture
def played() -> Iterator[H5PVersion]:
    """The version of a good package with a film and a script that gets smaller packed."""
    content = CONTENT | {"film": [{"path": "videos/film.webm", "mime": "video/webm"}]}
    files = good() | {
        "content/content.json": packed_json(content),
        # A film begins like one.
        "content/videos/film.webm": b"\x1a\x45\xdf\xa3" + FILM,
        "T.Question-1.0/js/q.js": SCRIPT,
    }
    return version(changed(files, "h5p.json", title="Ai <b>gửi</b>?"))
