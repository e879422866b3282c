"""Interactive activities that a lesson names: an H5P package beside it, packed or as a folder that can be reviewed.

Libraries are never taken from there: what an activity needs has to be installed, or to come with this site.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.h5p import Limits, Package, Problem, Shelves, write_zip
from courses.interactive.files import pieces_of
from courses.interactive.holding import hold_activities
from courses.interactive.importing import digest_of, import_package
from courses.interactive.models import H5PPackage
from courses.interactive.own.installing import own_shelf
from courses.interactive.sentences import placed
from courses.interactive.shelf import SiteShelf
from courses.media.files import VIDEO
from foundation.identifiers import parse_uuid

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from courses.interactive.models import H5PVersion
    from people.models import User

FOLDER = "h5p"
SUFFIX = ".h5p"
NAME = rf"{FOLDER}/[A-Za-z0-9][A-Za-z0-9_-]{{0,79}}"
LIMITS = Limits(package_bytes=max(kind.most_bytes for kind in VIDEO.values()), files=500)

_HEAD, _CONTENT = "h5p.json", "content/content.json"


@dataclass(frozen=True, slots=True)
class ActivityFile:
    """An activity that passed: its name within the course, its package, and the digest that its version will have."""

    name: str
    content: bytes
    digest: str


def read_activity(course: Path, name: str) -> ActivityFile:
    """Read and check one; raises ``ValidationError`` with everything that is wrong with it."""
    if not re.fullmatch(NAME, name):
        raise ValidationError(_("An activity is named as h5p/name: %s is not.") % name)
    folder, packed = course / name, course / f"{name}{SUFFIX}"
    if any(path.is_symlink() for path in (folder.parent, folder, packed)):
        raise ValidationError(_("The file %s is not there.") % name)
    if folder.is_dir() == packed.is_file():
        raise ValidationError(
            _("There must be a folder %(name)s or a file %(name)s.h5p, and not both.") % {"name": name}
        )
    size = sum(path.stat().st_size for path in _files(folder)) if folder.is_dir() else packed.stat().st_size
    if size > LIMITS.package_bytes:
        raise ValidationError(_("The file has more than %d KB.") % (LIMITS.package_bytes // 1024))
    return _checked(name, _zipped(_entries(folder)) if folder.is_dir() else packed.read_bytes())


def officials(activity: ActivityFile, *, course: uuid.UUID) -> H5PPackage | None:
    """The activity of a file, if an official brought or wrote another version since it was loaded."""
    found = _found(course, activity.name)
    newest = found.versions.filter(number=found.number).first() if found else None
    if newest is None or newest.source == _key(course, activity.name) or newest.digest == activity.digest:
        return None
    return found


def put_activity(activity: ActivityFile, *, course: uuid.UUID, force: bool, user: User | None) -> H5PPackage:
    """The activity that a file becomes here, the file's its newest version unless an official made another."""
    kept = officials(activity, course=course)
    if kept is not None and not force:
        return kept
    hold_activities()
    found, key = _found(course, activity.name), _key(course, activity.name)
    done = import_package(
        file=io.BytesIO(activity.content), source=key, user=user, install=False, into=found,
        loaded_from="" if found else key,
    )  # fmt: skip
    if done.version is None:
        raise ValidationError(_sentences(done.problems))
    return done.version.package


def name_of(package: H5PPackage, course: uuid.UUID | None) -> str:
    """What an activity is called in a course's folder."""
    name = package.loaded_from.removeprefix(_key(course, ""))
    return name if re.fullmatch(NAME, name) else f"{FOLDER}/{package.pk}"


def packed(version: H5PVersion) -> bytes:
    """A version as a package without libraries."""
    files = ((f"content/{path}", b"".join(pieces_of(sha256))) for path, (sha256, _size) in version.kept_files.items())
    return _zipped([(_HEAD, _json(version.head)), (_CONTENT, _json(version.content)), *files])


def _key(course: uuid.UUID | None, name: str) -> str:
    """What a loaded activity remembers: where it stands, whatever the folders above are called."""
    return f"{course}/{name}"


def _found(course: uuid.UUID, name: str) -> H5PPackage | None:
    """The one that was loaded from there, or the one of this site that was written under its own number."""
    found = H5PPackage.objects.filter(loaded_from=_key(course, name)).first()
    number = None if found else parse_uuid(PurePosixPath(name).name)
    return H5PPackage.objects.filter(pk=number, loaded_from="").first() if number else found


def _checked(name: str, content: bytes) -> ActivityFile:
    # Ours first: files that need no others are read without a database.
    shelf = Shelves(own_shelf(), SiteShelf())
    with Package(io.BytesIO(content), limits=LIMITS) as package:
        report = package.check(installed=shelf)
        if not report.ok:
            raise ValidationError(_sentences(report.errors))
        return ActivityFile(name, content, digest_of(package, package.filtered(shelf)))


def _sentences(problems: Iterable[Problem]) -> list[str]:
    return [placed(problem) for problem in problems if problem.level == "error"]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())[: LIMITS.files + 1]


def _entries(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in _files(folder):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _zipped(entries: Iterable[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    write_zip(file, ((name, [content]) for name, content in entries))
    return file.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
