"""Files that spreadsheets open."""

from __future__ import annotations

from typing import Any


def no_formula(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula, whoever wrote it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
