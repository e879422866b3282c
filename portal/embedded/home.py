"""Where the embedded servers of a running demo answer: files in ``BDHVS_HOME`` that settings read.

While `make run` runs, any ``manage.py`` with the same ``BDHVS_HOME`` finds the same servers through these files.
"""

from __future__ import annotations

from pathlib import Path

# Known to everyone who reads this file, so production refuses it.
DEMO_SECRET = "demo-only-secret-known-to-everyone-never-for-production"  # noqa: S105


def _address_file(home: Path, server: str) -> Path:
    return home / "run" / f"{server}.url"


def publish_address(home: Path, server: str, url: str) -> None:
    """Let settings of other processes find an embedded server; readable by its owner only."""
    path = _address_file(home, server)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(url)


def embedded_database_url(home: Path) -> str:
    """Address of the embedded database, or an empty string before the first `make run`."""
    return _read(home, "postgres")


def embedded_redis_url(home: Path) -> str:
    """Address of the embedded Redis, or an empty string before the first `make run`."""
    return _read(home, "redis")


def _read(home: Path, server: str) -> str:
    path = _address_file(home, server)
    return path.read_text().strip() if path.exists() else ""
