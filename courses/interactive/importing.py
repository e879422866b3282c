"""Taking packages in: checked, held to the rules of their libraries, and kept as the next version of an activity."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.h5p import File, Filtered, LibraryName, Package, Problem, Step
from courses.interactive.files import Wanted, keep_all
from courses.interactive.installing import files_to_install, install_libraries, need_right
from courses.interactive.models import H5PPackage, H5PVersion, Kept
from courses.interactive.shelf import SiteShelf
from courses.interactive.titles import brought, folded
from foundation.turns import wait_turn
from people.models import User


@dataclass(slots=True)
class Imported:
    """What became of a file: with problems of level ``error`` nothing was kept; ``version`` is then None."""

    problems: list[Problem]
    steps: list[Step] = field(default_factory=list)
    version: H5PVersion | None = None
    # The same content was here already.
    known: bool = False

    @property
    def ok(self) -> bool:
        """Whether it was, or could be, taken in."""
        return all(problem.level != "error" for problem in self.problems)


def import_package(
    *,
    file: str | Path | IO[bytes],
    source: str,
    user: User | None,
    install: bool,
    only_check: bool = False,
    into: H5PPackage | None = None,
    loaded_from: str = "",
    once: bool = False,
) -> Imported:
    """Take an ``.h5p`` file in, as a new activity or as the next version of ``into``.

    With ``install`` the package's own libraries are checked and installed, for which ``user`` needs the right (None:
    whoever has the machine). Without, their folders are passed over and what is missing is an error. ``loaded_from``
    names an activity that a curriculum brings: loading it again finds the same one. With ``once`` content that is the
    newest version of some activity already makes no second one.
    """
    if install:
        need_right(user)
    with Package(file) as package:
        shelf = SiteShelf()
        report = package.check(installed=shelf, may_install=install)
        if not report.ok:
            return Imported(list(report))
        steps = package.installation(shelf) if install else []
        if only_check:
            return Imported(list(report), steps)
        done = take_in(
            package=package, source=source, user=user, install=install, into=into, loaded_from=loaded_from, once=once
        )  # fmt: skip
        return Imported(list(report), done.steps, done.version, done.known)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a good package: what was done about each library, its version, and whether it was here already."""

    steps: list[Step]
    version: H5PVersion
    known: bool


def take_in(
    *,
    package: Package,
    source: str,
    user: User | None,
    install: bool,
    into: H5PPackage | None = None,
    loaded_from: str = "",
    once: bool = False,
) -> TakenIn:
    """Keep a package that was checked and found good, all of it or nothing."""
    if install:
        need_right(user)
    shelf = SiteShelf()
    # All with one query, not one by one.
    shelf.fetch([*package.libraries, *package.head.preloaded])
    steps = package.installation(shelf) if install else []
    # Writing files takes its time, and nobody has to wait for it: what nothing comes to hold does no harm.
    taken = _taken(package, shelf, files_to_install(package, steps))
    with transaction.atomic():
        if install:
            steps = install_libraries(package=package, user=user)
        same = None
        if once:
            # Whoever brings the same at the same time waits here.
            wait_turn(f"h5p content {taken.digest}")
            same = newest_like(taken.digest)
        if same:
            return TakenIn(steps, same, known=True)
        version, known = _keep(taken, source=source, user=user, into=into, loaded_from=loaded_from)
    return TakenIn(steps, version, known)


@dataclass(slots=True)
class Taken:
    """What is kept of a package, wherever it came from."""

    title: str
    head: dict[str, Any]
    content: dict[str, Any]
    libraries: list[LibraryName]
    files: dict[str, Kept]
    calls_out: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)

    @property
    def folded(self) -> str:
        """To search by."""
        return folded(self.title)

    @property
    def digest(self) -> str:
        """The same for two only if they show the same."""
        return _digest(self.head, self.content, self.files)


def digest_of(package: Package, filtered: Filtered) -> str:
    """The digest that a package's content has once it is kept."""
    files = {path: (file.sha256, file.size) for path, file in used_files(package, filtered).items()}
    return _digest(package.head.raw, filtered.params, files)


def _digest(head: dict[str, Any], content: dict[str, Any], files: Mapping[str, Kept]) -> str:
    whole = [head, content, sorted(files.items())]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def used_files(package: Package, filtered: Filtered) -> dict[str, File]:
    """The files that the content names, by their path in the content folder; others are not kept."""
    return {path: file for path, file in package.content_files.items() if path in filtered.files}


def content_bytes(content: Mapping[str, Any]) -> int:
    """How large a content is, as it is written."""
    return len(json.dumps(content, ensure_ascii=False).encode())


def kept_notes(notes: Iterable[Problem]) -> list[dict[str, Any]]:
    """What was mended, as JSON keeps it."""
    return [{"code": note.code, "path": note.path, "values": note.values} for note in notes]


def make_version(*, taken: Taken, user: User | None, into: H5PPackage | None) -> H5PVersion:
    """Keep content that was written here, as a new activity or as the next version of ``into``."""
    return _keep(taken, source="", user=user, into=into, loaded_from="")[0]


def _taken(package: Package, shelf: SiteShelf, besides: dict[str, Wanted]) -> Taken:
    """What is kept, with its files and those ``besides`` already in the storage."""
    filtered = package.filtered(shelf)
    used = {
        path: Wanted(file.sha256, file.size, _pieces(package, path))
        for path, file in used_files(package, filtered).items()
    }
    # All at once, and so in one order: two imports at the same time wait for each other, and never in a circle.
    keep_all(besides | {f"content/{path}": file for path, file in used.items()})
    return Taken(
        title=brought(package.head.title),
        head=package.head.raw,
        content=filtered.params,
        libraries=list(dict.fromkeys([package.head.main, *package.head.preloaded, *filtered.libraries])),
        files={path: (file.sha256, file.size) for path, file in used.items()},
        calls_out=package.calls_out(shelf),
        notes=filtered.report.notes,
    )


def newest_like(digest: str) -> H5PVersion | None:
    """An activity's newest version that has this digest: the oldest of them, where there are several."""
    same = H5PVersion.objects.filter(digest=digest, number=F("package__number")).select_related("package")
    return same.order_by("made_at", "pk").first()


def _pieces(package: Package, path: str) -> Any:
    def pieces() -> Iterator[bytes]:
        return package.content_pieces(path)

    return pieces


def _keep(
    taken: Taken, *, source: str, user: User | None, into: H5PPackage | None, loaded_from: str
) -> tuple[H5PVersion, bool]:
    """The version, and whether it was here already."""
    now = timezone.now()
    with transaction.atomic():
        if into is None and loaded_from:
            wait_turn(f"h5p loaded from {loaded_from}")
            into = H5PPackage.objects.filter(loaded_from=loaded_from).first()
        if into is None:
            into = H5PPackage.objects.create(
                title=taken.title, folded=taken.folded, kind=taken.libraries[0].machine, made_by=user, made_at=now,
                loaded_from=loaded_from,
            )  # fmt: skip
        # Whoever adds a version at the same time waits here.
        package = H5PPackage.objects.select_for_update(no_key=True).get(pk=into.pk)
        newest = package.versions.filter(number=package.number).first()
        if newest and newest.digest == taken.digest:
            return newest, True
        package.number += 1
        package.title, package.folded, package.kind = taken.title, taken.folded, taken.libraries[0].machine
        package.save()
        return _version(package, taken, source, user), False


def _version(package: H5PPackage, taken: Taken, source: str, user: User | None) -> H5PVersion:
    files: Mapping[str, Kept] = taken.files
    return H5PVersion.objects.create(
        package=package,
        number=package.number,
        digest=taken.digest,
        head=taken.head,
        content=taken.content,
        libraries=[name.folder for name in taken.libraries],
        files={path: list(where) for path, where in files.items()},
        size=sum(size for _, size in files.values()) + content_bytes(taken.content),
        calls_out=taken.calls_out,
        notes=kept_notes(taken.notes),
        source=source[:255],
        made_by=user,
        made_at=timezone.now(),
    )
