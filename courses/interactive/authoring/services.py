"""What a form says becomes a version of an activity, held to the rules of its libraries like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from courses.h5p import LibraryName, describe, filter_content
from courses.interactive.authoring.kinds import BY_MACHINE, KINDS, Kind
from courses.interactive.authoring.libraries import Base, base_of, bases
from courses.interactive.authoring.pictures import Pictures
from courses.interactive.authoring.words import LEARNERS
from courses.interactive.importing import Taken, make_version
from courses.interactive.models import H5PPackage, H5PVersion
from courses.interactive.shelf import SiteShelf
from people.audit.events import Event
from people.audit.services import record
from people.models import User

# What `describe` writes anew; the rest of an `h5p.json` (authors, licence) stays.
_DESCRIBED = frozenset(
    ["title", "language", "mainLibrary", "embedTypes"]
    + [f"{kind}Dependencies" for kind in ("preloaded", "dynamic", "editor")]
)
CONTENT = "content/content.json"


class Stale(Exception):
    """Somebody made another version since the form was opened: ``newest``."""

    def __init__(self, newest: H5PVersion) -> None:
        super().__init__(newest.number)
        self.newest = newest


class CannotEdit(Exception):
    """Why there is no form: ``kind`` (none for it), ``library`` (not installed), ``shape`` (another one), ``rows``."""

    def __init__(self, reason: str, library: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.library = library


@dataclass(frozen=True, slots=True)
class Writing:
    """What is being written: a kind, the library it is made with, and the version that it begins from, if any."""

    kind: Kind
    base: Base
    version: H5PVersion | None = None

    @property
    def params(self) -> dict[str, Any]:
        """The content that the form begins with."""
        if self.version is None:
            return self.kind.begin(self.base)
        content: dict[str, Any] = self.version.content
        return content


def offered(machines: Sequence[str] = ()) -> dict[str, Base]:
    """Of each kind that can be made here the library, by its machine name; a few queries for all of them."""
    wanted = [kind for kind in KINDS if not machines or kind.machine in machines]
    found = bases([kind.machine for kind in wanted], SiteShelf())
    fitting = ((kind, next((base for base in found[kind.machine] if kind.fits(base)), None)) for kind in wanted)
    return {kind.machine: base for kind, base in fitting if base}


def open_version(version: H5PVersion) -> Writing:
    """An activity to be edited in one of its versions; raises `CannotEdit`."""
    main = version.main
    kind = BY_MACHINE.get(main.machine)
    if kind is None:
        raise CannotEdit("kind")
    shelf = SiteShelf()
    shelf.fetch([main])
    base = base_of(main, shelf)
    if base is None:
        raise CannotEdit("library", str(main))
    if not kind.fits(base):
        raise CannotEdit("shape", str(main))
    if kind.rows and len(kind.rows.entries(version.content)) > kind.most_rows(base):
        raise CannotEdit("rows")
    return Writing(kind, base, version)


def save(
    *,
    writing: Writing,
    cleaned: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    user: User,
    package: H5PPackage | None = None,
    over: int | None = None,
    request: HttpRequest | None = None,
) -> H5PVersion:
    """Keep what a form says as a new activity, or as the next version of ``package``.

    Raises `Stale` when the version that the form began from is not the newest any more, unless it is told to put its
    own ``over`` the newest by the number of that.
    """
    # Before the transaction: others may keep the same pictures in another order, and each would wait for the other.
    taken = _taken(writing, cleaned, rows)
    with transaction.atomic():
        if package is not None and writing.version is not None:
            package = H5PPackage.objects.select_for_update(no_key=True).get(pk=package.pk)
            if package.number not in (writing.version.number, over):
                raise Stale(package.newest)
        if (
            package
            and writing.version
            and writing.version.number == package.number
            and _is_same(taken, writing.version)
        ):
            return writing.version
        version = make_version(taken=taken, user=user, into=package)
        record(
            Event.H5P_WRITTEN, actor=user, object_type="h5ppackage", object_id=version.package_id,
            note=f"{writing.kind.machine}, {version.number}", request=request,
        )  # fmt: skip
    return version


def _is_same(taken: Taken, version: H5PVersion) -> bool:
    """Whether nothing was changed; an imported `h5p.json` may name its libraries otherwise than we do."""
    shows = (taken.title, taken.content, taken.files)
    return shows == (version.package.title, version.content, version.kept_files)


def _taken(writing: Writing, cleaned: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Taken:
    base, version, pictures = writing.base, writing.version, Pictures()
    made = writing.kind.content(writing.params, cleaned, rows, base, pictures)
    files = (version.kept_files if version else {}) | pictures.kept
    filtered = filter_content(base.name, made, base.shelf, files=files)
    old: dict[str, Any] = version.head if version else {}
    head = describe(
        title=cleaned["title"], language=old.get("language", LEARNERS), main=base.name, shelf=base.shelf,
        uses=filtered.libraries[1:], **{key: value for key, value in old.items() if key not in _DESCRIBED},
    )  # fmt: skip
    calls: dict[str, list[str]] = version.calls_out if version else {}
    return Taken(
        title=cleaned["title"],
        head=head,
        content=filtered.params,
        # The main library first, then all that a page loads; as importing has it.
        libraries=list(dict.fromkeys([base.name, *_preloaded(head), *filtered.libraries])),
        files={path: files[path] for path in sorted(filtered.files)},
        calls_out={**{host: [CONTENT] for host in sorted(filtered.hosts)}, **calls},
        notes=filtered.report.notes,
    )


def _preloaded(head: Mapping[str, Any]) -> list[LibraryName]:
    return [name for each in head["preloadedDependencies"] if (name := LibraryName.from_json(each))]
