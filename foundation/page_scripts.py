"""Scripts that upper packages add to every public page, without the pages below knowing them by name."""

from __future__ import annotations

_scripts: list[str] = []
_preloads: list[str] = []


def register(script: str, *, preload: tuple[str, ...] = ()) -> None:
    """Add a module script by its static path; ``preload`` names the modules that it imports, to be fetched at once."""
    if script not in _scripts:
        _scripts.append(script)
        _preloads.extend(path for path in preload if path not in _preloads)


def registered() -> tuple[list[str], list[str]]:
    """Scripts and preloads in the order of their registration."""
    return list(_scripts), list(_preloads)
