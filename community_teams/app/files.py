"""What the phone keeps so that the app opens without network."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

SHELL = "/to-cong-nghe/"
SHELF = "/to-cong-nghe/kho.json"

_STATIC = Path(__file__).resolve().parents[1] / "static"
_APP = _STATIC / "community_teams" / "app"
# What the app takes from others.
_SHARED = (
    "foundation/mark.svg",
    "foundation/outbox_disk.js",
    "foundation/outbox_store.js",
    "foundation/site.css",
    "npm/idb/index.js",
    "npm/uqr/index.mjs",
)


def names() -> list[str]:
    """Static paths of everything that the app is made of."""
    own = [path.relative_to(_STATIC).as_posix() for path in _APP.rglob("*") if path.is_file()]
    return sorted([*own, *_SHARED])


def addresses() -> list[str]:
    """Their addresses, with the hash of the content where the site collects its files."""
    return [static(name) for name in names()]


def release(*others: str) -> str:
    """Names exactly these files with exactly this content, together with other texts."""
    digest = hashlib.sha256()
    for name, address in zip(names(), addresses(), strict=True):
        found = finders.find(name)
        digest.update(f"{address}\n".encode())
        digest.update(Path(found).read_bytes() if isinstance(found, str) else b"")
    for other in others:
        digest.update(other.encode())
    return digest.hexdigest()[:16]
