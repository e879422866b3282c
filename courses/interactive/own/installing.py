"""Putting the content types that come with the site among its libraries."""

from __future__ import annotations

import tempfile
from pathlib import Path

from courses.h5p import FolderShelf, LibraryName, Package, PackageError, Step, describe, write_package
from courses.interactive.files import is_lost
from courses.interactive.installing import INSTALLS, install_libraries
from courses.interactive.models import H5PFile, H5PLibrary
from courses.interactive.shelf import SiteShelf

FOLDER = Path(__file__).parent


def own_shelf() -> FolderShelf:
    """The content types as they stand in the code."""
    return FolderShelf(FOLDER)


def install_own_libraries() -> list[Step]:
    """Install what is new here or has a higher patch, and files that were lost; returns what was done, nothing where
    all is as it should be.
    """
    own, site = own_shelf(), SiteShelf()
    site.fetch(own.names())
    steps = [step for name in own.names() if _is_wanted(name, own, site) for step in _install(name, own)]
    return [step for step in steps if step.does in INSTALLS]


def _is_wanted(name: LibraryName, own: FolderShelf, site: SiteShelf) -> bool:
    ours, here = own.library(name), site.library(name)
    return ours is not None and (here is None or here.patch < ours.patch or _has_lost(site.row(name)))


def _has_lost(row: H5PLibrary | None) -> bool:
    files = [sha256 for sha256, _size in row.files.values()] if row else []
    return any(is_lost(file) for file in H5PFile.objects.filter(sha256__in=files))


def _install(name: LibraryName, own: FolderShelf) -> list[Step]:
    """By way of a package, so that what we write is checked like what strangers do."""
    with tempfile.TemporaryFile() as file:
        head = describe(title=name.machine, language="vi", main=name, shelf=own)
        write_package(file, head=head, content={}, shelf=own)
        with Package(file) as package:
            report = package.check(installed=SiteShelf(), may_install=True)
            if not report.ok:
                raise PackageError(*report.errors)
            return install_libraries(package=package, user=None)
