"""Packages and libraries for tests of this site, all of them written by us."""

from __future__ import annotations

import io
from typing import Any

from courses.interactive.importing import Imported, import_package
from courses.interactive.models import H5PVersion
from tests.courses.h5p.making import Files, good, zipped


def package(files: Files | None = None) -> io.BytesIO:
    """An ``.h5p`` file, `good()` unless other files are given."""
    return io.BytesIO(zipped(files if files is not None else good()))


def imported(files: Files | None = None, **given: Any) -> Imported:
    """What becomes of it, with its libraries, by whoever has the machine."""
    return import_package(file=package(files), **({"source": "x.h5p", "user": None, "install": True} | given))


def version(files: Files | None = None, **given: Any) -> H5PVersion:
    """The version that a good package became."""
    made = imported(files, **given).version
    assert made is not None
    return made
