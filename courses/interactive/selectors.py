"""What others ask of the libraries and activities here."""

from __future__ import annotations

from dataclasses import dataclass

from courses.h5p import LibraryName, assets, closure
from courses.interactive.models import H5PLibrary, H5PVersion
from courses.interactive.shelf import SiteShelf

# A library that makes programs of texts while it runs; nothing of it works without `unsafe-eval`.
EVALUATES = "EmbeddedJS"
# What only editors use; some programs name it among what is to be loaded, and a player stumbles over it.
_OF_EDITORS = "H5PEditor."


@dataclass(frozen=True, slots=True)
class Asset:
    """A script or style that a player loads: of which library, and its path in it."""

    library: H5PLibrary
    path: str


@dataclass(frozen=True, slots=True)
class Loading:
    """What a player loads for a version, in this order, with the libraries as they are installed now."""

    libraries: list[H5PLibrary]
    scripts: list[Asset]
    styles: list[Asset]
    # What would have to be loaded too and is not here any more.
    missing: tuple[LibraryName, ...] = ()

    @property
    def evaluates(self) -> bool:
        """Whether the policy has to let programs be made of texts."""
        return any(library.machine == EVALUATES for library in self.libraries)

    @property
    def files(self) -> dict[str, int]:
        """Bytes by SHA-256 of the scripts and styles."""
        kept = [asset.library.files[asset.path] for asset in (*self.scripts, *self.styles)]
        return dict(kept)


def loading_of(version: H5PVersion) -> Loading:
    """Scripts and styles for a version; a library that was taken away since is left out."""
    shelf = SiteShelf()
    shelf.fetch(version.needs)
    found = assets(version.needs, shelf)
    rows = {name.folder: row for name in found.libraries if _is_played(name) and (row := shelf.row(name))}
    missing = tuple(
        name for name in closure(version.needs, shelf, "preloaded") if _is_played(name) and shelf.row(name) is None
    )
    return Loading(list(rows.values()), _assets(found.scripts, rows), _assets(found.styles, rows), missing)


def _assets(paths: tuple[str, ...], rows: dict[str, H5PLibrary]) -> list[Asset]:
    parts = (path.partition("/") for path in paths)
    return [Asset(rows[folder], path) for folder, _, path in parts if folder in rows and path in rows[folder].files]


def _is_played(name: LibraryName) -> bool:
    return not name.machine.startswith(_OF_EDITORS)
