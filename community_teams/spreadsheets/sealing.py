"""The content of a spreadsheet: sealed while it waits, and thrown away with its key."""

from __future__ import annotations

from typing import Any

from community_teams.sealing.ciphers import new_key, seal, seal_bytes, unseal, unseal_bytes, unwrap
from community_teams.spreadsheets.models import SheetFile, SheetRow, SheetRun


def key_for(run: SheetRun) -> bytes:
    """A new key, kept with the run as it is stored."""
    key, run.wrapped = new_key(run.key)
    return key


def key_of(run: SheetRun) -> bytes:
    """The key of a run whose content is there. Raises ``CannotOpen``."""
    assert run.wrapped is not None  # noqa: S101 - for the types
    return unwrap(run.wrapped, run.key)


def keep_file(run: SheetRun, key: bytes, data: bytes) -> None:
    """Keep the file itself."""
    SheetFile.objects.create(run=run, sealed=seal_bytes(key, data, f"sheet:{run.key}"))


def file_of(run: SheetRun) -> bytes:
    """The file as it was brought."""
    return unseal_bytes(key_of(run), bytes(SheetFile.objects.get(run=run).sealed), f"sheet:{run.key}")


def seal_row(run: SheetRun, key: bytes, line: int, values: dict[str, Any]) -> bytes:
    """The values of a row, as they wait."""
    return seal(key, values, f"sheet:{run.key}:{line}")


def open_row(row: SheetRow, run: SheetRun, key: bytes) -> dict[str, Any]:
    """The values of a row."""
    opened: dict[str, Any] = unseal(key, row.sealed, f"sheet:{run.key}:{row.line}")
    return opened


def throw_away(run: SheetRun) -> None:
    """The file, the rows and the key; the caller saves the run."""
    SheetFile.objects.filter(run=run).delete()
    rows = SheetRow.objects.filter(run=run)
    # Nothing refers to them: they need not be fetched to be deleted.
    rows._raw_delete(rows.db)
    run.wrapped = None
