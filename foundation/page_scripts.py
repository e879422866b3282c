"""Scripts that upper packages add to public pages, without the pages below knowing them by name."""

from __future__ import annotations

# By spot: "" is every public page, another is for pages that ask for it.
_scripts: dict[str, list[str]] = {}
_preloads: dict[str, list[str]] = {}


def register(script: str, *, preload: tuple[str, ...] = (), spot: str = "") -> None:
    """Add a module script by its static path; ``preload`` names the modules that it imports, to be fetched at once."""
    scripts, preloads = _scripts.setdefault(spot, []), _preloads.setdefault(spot, [])
    if script not in scripts:
        scripts.append(script)
        preloads.extend(path for path in preload if path not in preloads)


def registered(spot: str = "") -> tuple[list[str], list[str]]:
    """Scripts and preloads in the order of their registration."""
    return list(_scripts.get(spot, [])), list(_preloads.get(spot, []))
