"""Installing libraries: programs that will run in learners' browsers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from courses.h5p import LibraryName, Package, Step
from courses.interactive.files import Wanted, keep_all
from courses.interactive.models import H5PLibrary
from courses.interactive.shelf import SiteShelf
from foundation.turns import wait_turn
from people.models import User

# Translations of a library's own words that our forms use.
KEPT_LANGUAGES = ("vi", "en")
# What `Step.does` says of libraries that an installation writes.
INSTALLS = ("new", "replaces")
RIGHT = "courses.install_h5p_libraries"


def may_install(user: Any) -> bool:
    """Whether somebody may put programs on this site."""
    return bool(user.has_perm(RIGHT))


def hold_libraries() -> None:
    """One installation at a time until the end of the transaction: the second sees what the first has put in."""
    wait_turn("h5p libraries")


def install_libraries(*, package: Package, user: User | None) -> list[Step]:
    """Install what of a checked package is new here or a higher patch; returns what was done about each library.

    ``user`` is None for whoever has the machine itself. Raises `PermissionDenied`.
    """
    need_right(user)
    with transaction.atomic():
        hold_libraries()
        shelf = SiteShelf()
        shelf.fetch(package.libraries)
        steps = package.installation(shelf)
        keep_all(files_to_install(package, steps))
        for step in steps:
            if step.does in INSTALLS:
                _install(package, step.name, user)
    return steps


def need_right(user: User | None) -> None:
    """Raise `PermissionDenied` for who may not install; None is whoever has the machine itself."""
    if user is not None and not may_install(user):
        raise PermissionDenied


def files_to_install(package: Package, steps: Sequence[Step]) -> dict[str, Wanted]:
    """The files of what is new or a higher patch, by their path in the package; and of what is here just so already,
    because some of them may have been lost.

    Keep them before the installation as well: it then holds nobody up for longer than its rows take.
    """
    here = {package.library_digest(step.name): step.name for step in steps if step.does == "same"}
    same = {here[digest] for digest in H5PLibrary.objects.filter(digest__in=here).values_list("digest", flat=True)}
    return {
        f"{step.name.folder}/{path}": Wanted(file.sha256, file.size, _pieces(package, step.name, path))
        for step in steps
        if step.does in INSTALLS or step.name in same
        for path, file in package.library_files(step.name).items()
    }


def _install(package: Package, name: LibraryName, user: User | None) -> None:
    library = package.libraries[name]
    kept = package.library_files(name)
    H5PLibrary.objects.filter(machine=name.machine, major=name.major, minor=name.minor, current=True).update(
        current=False
    )
    languages = {code: f"language/{code}.json" for code in KEPT_LANGUAGES}
    H5PLibrary.objects.update_or_create(
        digest=package.library_digest(name),
        defaults={
            "machine": name.machine, "major": name.major, "minor": name.minor, "patch": library.patch,
            "title": library.title, "runnable": library.runnable, "document": library.raw,
            "semantics": _document(package, name, "semantics.json") if "semantics.json" in kept else [],
            "languages": {
                code: _document(package, name, path) for code, path in languages.items() if path in kept
            },
            "files": {path: [file.sha256, file.size] for path, file in kept.items()},
            "size": sum(file.size for file in kept.values()),
            "current": True, "installed_by": user, "installed_at": timezone.now(),
        },
    )  # fmt: skip


def _document(package: Package, name: LibraryName, path: str) -> Any:
    # Parsed once before, when the package was checked, with its size and depth bounded.
    return json.loads(b"".join(package.library_pieces(name, path)).decode("utf-8-sig"))


def _pieces(package: Package, name: LibraryName, path: str) -> Any:
    return lambda: package.library_pieces(name, path)
