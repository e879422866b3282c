"""Putting the content types that come with the site among its libraries."""

from __future__ import annotations

import tempfile
from pathlib import Path

from courses.h5p import FolderShelf, LibraryName, Package, PackageError, Step, describe, write_package
from courses.interactive.installing import install_libraries
from courses.interactive.shelf import SiteShelf

FOLDER = Path(__file__).parent


def own_shelf() -> FolderShelf:
    """The content types as they stand in the code."""
    return FolderShelf(FOLDER)


def install_own_libraries() -> list[Step]:
    """Install what is new here or has a higher patch; returns what was done, nothing where all is as it should be."""
    own, site = own_shelf(), SiteShelf()
    site.fetch(own.names())
    return [step for name in own.names() if _is_newer(name, own, site) for step in _install(name, own)]


def _is_newer(name: LibraryName, own: FolderShelf, site: SiteShelf) -> bool:
    ours, here = own.library(name), site.library(name)
    return ours is not None and (here is None or here.patch < ours.patch)


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
