"""A secret key that a demo makes for itself at first need and keeps beside its database."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def own_key(path: Path) -> str:
    """64 hexadecimal digits from this file, made if it is not there; for its owner only.

    Two processes that start at once end with the same key: only a whole file ever gets its name, and only once.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            path.hardlink_to(half)
        half.unlink()
    return path.read_text().strip()
