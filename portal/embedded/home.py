"""Where the embedded servers of a running demo answer: files in ``BDHVS_HOME`` that settings read.

While `make run` runs, any ``manage.py`` with the same ``BDHVS_HOME`` finds the same servers through these files.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

# Known to everyone who reads this file, so production refuses it.
DEMO_SECRET = "demo-only-secret-known-to-everyone-never-for-production"  # noqa: S105
SERVERS = ("postgres", "redis")


def _address_file(home: Path, server: str) -> Path:
    return home / "run" / f"{server}.url"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".half")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    half.write_text(text)
    half.replace(path)


def secret(folder: Path, name: str) -> str:
    """The password called ``name`` in ``folder``, made at the first call; readable by its owner only."""
    path = folder / f"{name}.secret"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text()


def publish_address(home: Path, server: str, url: str) -> None:
    """Let settings of other processes find an embedded server."""
    write_private(_address_file(home, server), url)


def withdraw_addresses(home: Path) -> None:
    """Forget the embedded servers: they do not run."""
    for server in SERVERS:
        _address_file(home, server).unlink(missing_ok=True)


def embedded_database_url(home: Path) -> str:
    """Address of the embedded database, or an empty string while `make run` does not run."""
    return _read(home, "postgres")


def embedded_redis_url(home: Path) -> str:
    """Address of the embedded Redis, or an empty string while `make run` does not run."""
    return _read(home, "redis")


def _read(home: Path, server: str) -> str:
    path = _address_file(home, server)
    # Another user's demo is not ours to read, and no reason to fail.
    return path.read_text().strip() if os.access(path, os.R_OK) else ""
