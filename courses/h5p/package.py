"""A package: opened, checked, read.

    with Package("quiz.h5p") as package:
        report = package.check(installed=shelf, may_install=False)
        if report.ok:
            content = package.filtered(shelf)

Nothing of a package can be had before it was checked, and nothing at all when it has errors.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from .archive import Archive
from .dependencies import Assets, Step, assets, installation, report_cycles, report_missing
from .documents import count_nodes, read_json
from .filtering import Filtered, filter_content
from .limits import Limits, in_words, words
from .names import MACHINE, LibraryName, skipped, suffix
from .problems import Fault, PackageError, Problem, Report
from .schemas import Head, Library, read_head, read_library
from .semantics import Field, read_semantics
from .shelves import EmptyShelf, Shelf

HEAD = "h5p.json"
CONTENT = "content/content.json"

_LANGUAGE = re.compile(r"[a-z]+(?:-[a-z]+){0,6}\.json", re.IGNORECASE | re.ASCII)
# Types that are text, in which a "<" at the beginning means nothing.
_TEXTS = words("json txt rtf csv diff patch textile md vtt webvtt gltf js css svg xml")
_MENTIONED = {
    "css": re.compile(rb"(?:url\(|@import)\s*[\"']?(?:https?:)?//([\w.-]{3,253})", re.IGNORECASE),
    "js": re.compile(rb"[\"'`](?:https?:)?//([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})(?=[/\"'`:?])", re.IGNORECASE),
}
# Names of things that look like addresses: of markup, and of learning statements.
_NAMESPACES = {"www.w3.org", "w3.org", "adlnet.gov", "id.tincanapi.com"}


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read whole once."""

    size: int
    sha256: str


class Package:
    """An ``.h5p`` file, by its path or as an open file that can be sought in. Also a shelf of its own libraries."""

    _archive: Archive | None

    def __init__(self, source: str | Path | IO[bytes], *, limits: Limits | None = None) -> None:
        self._own = isinstance(source, (str, Path))
        # Closed by `close`; a caller's file is the caller's to close.
        self._file: IO[bytes] = Path(source).open("rb") if isinstance(source, (str, Path)) else source  # noqa: SIM115
        self.limits = limits or Limits()
        self._forget()

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, if it was opened here."""
        if self._own:
            self._file.close()

    def check(self, *, installed: Shelf | None = None, may_install: bool = False) -> Report:
        """Everything that is wrong with the package, and what would be changed of its content.

        With ``may_install`` its own libraries count: they are checked and may fill what is not ``installed``. Without,
        their folders are passed over, and what is missing is an error. Libraries are programs that run in the
        browsers of those who learn: this is for whoever may put programs on the site.
        """
        self._forget()
        report = self._report
        archive = self._archive = Archive(self._file, self.limits, report)
        if not archive.entries:
            if report.ok:
                report.add("file-missing", HEAD)
            return report
        names = self._relevant(archive, may_install)
        if sum(archive.size(name) for name in names) > self.limits.total_bytes:
            # What the zip says is the most that reading will give.
            report.add("total-too-large", most=in_words(self.limits.total_bytes))
            return report
        self._read_all(archive, names)
        self._check_libraries()
        self._check_needs(installed or EmptyShelf())
        self._checked = report.ok
        return report

    @property
    def head(self) -> Head:
        """What ``h5p.json`` says."""
        self._need_check()
        assert self._head is not None  # noqa: S101 - a package without one has an error
        return self._head

    @property
    def libraries(self) -> dict[LibraryName, Library]:
        """The libraries in the package; none where it was not checked for installing."""
        self._need_check()
        return dict(self._libraries)

    @property
    def content_files(self) -> dict[str, File]:
        """The files of the content but for ``content.json``, by their path in the content folder."""
        self._need_check()
        return {
            name.removeprefix("content/"): file
            for name, file in sorted(self._files.items())
            if name.startswith("content/") and name != CONTENT
        }

    def content(self) -> Any:
        """``content.json`` as it is in the package: a stranger's, not to be shown. See `filtered`."""
        return self._document(CONTENT)

    def filtered(self, installed: Shelf | None = None) -> Filtered:
        """The content as its libraries allow it, on the ``installed`` libraries and the package's own."""
        return self._filtered(self._with(installed or EmptyShelf()))

    def assets(self, installed: Shelf | None = None) -> Assets:
        """What a page loads to show the content, in order."""
        shelf = self._with(installed or EmptyShelf())
        return assets([*self.head.preloaded, *self._filtered(shelf).libraries], shelf)

    def installation(self, installed: Shelf) -> list[Step]:
        """What installing the package's libraries would do, one by one; nothing is replaced that is not listed."""
        return installation(self.libraries.values(), installed)

    def library(self, name: LibraryName) -> Library | None:
        """One of the package's own libraries."""
        self._need_check()
        return self._libraries.get(name)

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """The fields of one of the package's own libraries."""
        if self.library(name) is None:
            return None
        path = f"{self._folders[name]}/semantics.json"
        return read_semantics(self._document(path)) if path in self._files else ()

    def library_files(self, name: LibraryName) -> dict[str, File]:
        """The files of a library, by their path in its folder."""
        self._need_check()
        start = f"{self._folders[name]}/"
        return {path.removeprefix(start): file for path, file in sorted(self._files.items()) if path.startswith(start)}

    def library_digest(self, name: LibraryName) -> str:
        """The same for two libraries only if they have the same files."""
        whole = hashlib.sha256()
        for path, file in self.library_files(name).items():
            whole.update(f"{file.sha256} {file.size} {path}\n".encode())
        return whole.hexdigest()

    def library_pieces(self, name: LibraryName, path: str) -> Iterator[bytes]:
        """A file of a library, piece by piece."""
        return self._pieces(f"{self._folders[name]}/{path}")

    def content_pieces(self, path: str) -> Iterator[bytes]:
        """A file of the content, piece by piece."""
        return self._pieces(f"content/{path}")

    def unpack_content(self, folder: str | Path) -> None:
        """Put the content's files, but for ``content.json``, into an empty folder."""
        self._unpack(Path(folder), {path: f"content/{path}" for path in self.content_files})

    def unpack_library(self, name: LibraryName, folder: str | Path) -> None:
        """Put the files of a library into an empty folder."""
        self._unpack(Path(folder), {path: f"{self._folders[name]}/{path}" for path in self.library_files(name)})

    def calls_out(self, installed: Shelf | None = None) -> dict[str, list[str]]:
        """Other hosts that the content, or a script or style of the package's libraries, names, and where.

        What a script puts together while it runs is not found; a policy in the browser has to stop that.
        """
        found: dict[str, set[str]] = {host: {CONTENT} for host in self.filtered(installed).hosts}
        for path in self._files:
            pattern = _MENTIONED.get(suffix(path))
            if pattern is None or path.startswith("content/"):
                continue
            before = b""
            for piece in self._pieces(path):
                for host in pattern.findall(before + piece):
                    found.setdefault(host.decode().lower(), set()).add(path)
                before = piece[-300:]
        return {host: sorted(paths) for host, paths in sorted(found.items()) if host not in _NAMESPACES}

    def _forget(self) -> None:
        self._report = Report()
        self._checked = False
        self._archive = None
        self._files: dict[str, File] = {}
        self._head: Head | None = None
        self._libraries: dict[LibraryName, Library] = {}
        self._folders: dict[LibraryName, str] = {}
        self._by_folder: dict[str, Library | None] = {}
        self._parsed_bytes = self._parsed_nodes = 0

    def _relevant(self, archive: Archive, may_install: bool) -> list[str]:
        """The files that are read, the descriptions first; of each, whether its type is allowed."""
        kept = []
        for name in sorted(archive.entries):
            folder, _, rest = name.partition("/")
            content = folder == "content"
            if skipped(name) or (not rest and name != HEAD) or (rest and not content and not may_install):
                continue
            types = self.limits.content_types if content else self.limits.library_types
            if suffix(name) not in types:
                self._report.add("type-not-allowed", name)
            else:
                kept.append(name)
        return kept

    def _read_all(self, archive: Archive, names: list[str]) -> None:
        """Read every file once, piece by piece; what is a document is parsed on the way."""
        for name in names:
            wanted = self._is_document(name)
            data = bytearray()
            digest = hashlib.sha256()
            try:
                if wanted and archive.size(name) > self.limits.document_bytes:
                    raise Fault("json-too-large")
                for place, piece in enumerate(archive.pieces(name)):
                    if not place and suffix(name) not in _TEXTS and _is_markup(piece):
                        raise Fault("type-lies")
                    digest.update(piece)
                    if wanted:
                        data += piece
                self._files[name] = File(archive.size(name), digest.hexdigest())
                if wanted:
                    self._take(name, bytes(data))
            except Fault as fault:
                self._report.take(fault, name)
        for name in (HEAD, CONTENT):
            if name not in archive.entries:
                self._report.add("file-missing", name)

    def _is_document(self, name: str) -> bool:
        if name in (HEAD, CONTENT):
            return True
        parts = name.split("/")
        if parts[0] == "content":
            return False
        return (len(parts) == 2 and parts[1] in ("library.json", "semantics.json")) or (
            len(parts) == 3 and parts[1] == "language"
        )

    def _take(self, name: str, data: bytes) -> None:
        """Parse a document and keep what is small; raises `Fault`."""
        folder, _, rest = name.partition("/")
        if name == HEAD or rest == "library.json":
            if len(data) > self.limits.head_bytes:
                raise Fault("json-too-large")
            if rest and len(self._by_folder) >= self.limits.libraries:
                raise Fault("too-many-libraries", most=self.limits.libraries)
        if folder != "content" and rest.startswith("language/") and not _LANGUAGE.fullmatch(rest.split("/")[1]):
            raise Fault("language-name")
        value = self._parse(data)
        if name == HEAD:
            self._head = read_head(value, self.limits, self._report)
        elif name == CONTENT:
            if not isinstance(value, dict):
                raise Fault("not-an-object")
        elif rest == "library.json":
            self._by_folder[folder] = None
            self._by_folder[folder] = read_library(value, self.limits, self._report, name)
        elif rest == "semantics.json":
            read_semantics(value)

    def _parse(self, data: bytes) -> Any:
        nodes = count_nodes(data)
        # What is too much by itself is told as that.
        if nodes <= self.limits.nodes:
            self._parsed_bytes += len(data)
            self._parsed_nodes += nodes
        if self._parsed_bytes > self.limits.documents_bytes or self._parsed_nodes > self.limits.all_nodes:
            raise Fault("json-total")
        return read_json(data, self.limits)

    def _check_libraries(self) -> None:
        assert self._archive is not None  # noqa: S101 - set by the caller
        folders = {name.split("/")[0] for name in self._files if "/" in name} - {"content"}
        for folder in sorted(folders):
            path = f"{folder}/library.json"
            if folder not in self._by_folder:
                if path not in self._archive.entries:
                    self._report.add("file-missing", path)
                continue
            library = self._by_folder[folder]
            if library is None:
                continue
            if not MACHINE.fullmatch(folder) or folder not in (library.name.machine, library.name.folder):
                self._report.add("library-folder", folder, name=library.name.folder)
            elif library.name in self._libraries:
                self._report.add("library-twice", folder, name=str(library.name))
            else:
                self._libraries[library.name] = library
                self._folders[library.name] = folder
            for asset in (*library.scripts, *library.styles):
                if f"{folder}/{asset}" not in self._archive.entries:
                    self._report.add("asset-missing", path, file=asset)

    def _check_needs(self, installed: Shelf) -> None:
        """What is missing, what goes in circles; and the content, when there is all it takes to understand it."""
        if self._head is None:
            return
        shelf = _Best(self._libraries, installed, self)
        head = self._head
        start = list(dict.fromkeys([*head.preloaded, *head.dynamic, *head.editor, *sorted(self._libraries)]))
        # A library that is there and wrong has its own problem already.
        report_missing(start, shelf, self._report, but=self._wrong_libraries())
        report_cycles(start, shelf, self._report)
        main = shelf.library(head.main)
        if main and not main.runnable:
            self._report.note("main-not-runnable", HEAD, name=str(head.main))
        if not self._report.ok:
            return
        self._checked = True
        found = self._filtered(shelf)
        more = [name for name in found.libraries if name not in start]
        for problem in found.report:
            self._report.take(problem)
        report_missing(more, shelf, self._report)
        report_cycles(more, shelf, self._report)

    def _wrong_libraries(self) -> set[str]:
        wrong = {name.split("/")[0] for name in self._files if "/" in name} - set(self._folders.values())
        told = {library.name.machine for library in self._by_folder.values() if library}
        return {folder.rpartition("-")[0] or folder for folder in wrong} | wrong | told

    def _filtered(self, shelf: Shelf) -> Filtered:
        return filter_content(
            self.head.main, self.content(), shelf, files=self.content_files.keys(), limits=self.limits
        )

    def _with(self, installed: Shelf) -> Shelf:
        self._need_check()
        return _Best(self._libraries, installed, self)

    def _need_check(self) -> None:
        if not self._checked:
            raise PackageError(*(self._report.errors or [Problem("not-a-zip", "")]))

    def _document(self, name: str) -> Any:
        return read_json(b"".join(self._pieces(name)), self.limits)

    def _pieces(self, name: str) -> Iterator[bytes]:
        self._need_check()
        assert self._archive is not None  # noqa: S101 - checked
        try:
            yield from self._archive.pieces(name)
        except Fault as fault:
            # It was sound when it was checked: somebody wrote into the file since.
            raise PackageError(Problem(fault.code, name, fault.values)) from fault

    def _unpack(self, folder: Path, files: dict[str, str]) -> None:
        """All of them or none, into a folder that nobody has put anything into, so that no link can lead elsewhere."""
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(folder)
        made: list[Path] = []
        try:
            for path, name in files.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                made.append(target)
                with target.open("xb") as file:
                    for piece in self._pieces(name):
                        file.write(piece)
        except BaseException:
            for target in made:
                target.unlink(missing_ok=True)
                for above in list(target.relative_to(folder).parents)[:-1]:
                    with suppress(OSError):
                        (folder / above).rmdir()
            raise


class _Best:
    """The libraries as they will be once the package's are installed: a higher patch replaces, nothing else does."""

    def __init__(self, own: dict[LibraryName, Library], installed: Shelf, package: Package) -> None:
        self._own = own
        self._installed = installed
        self._package = package
        self._fields: dict[LibraryName, tuple[Field, ...] | None] = {}

    def library(self, name: LibraryName) -> Library | None:
        own, here = self._own.get(name), self._installed.library(name)
        return own if own and (here is None or own.patch > here.patch) else here

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        if name not in self._fields:
            own = self.library(name) is self._own.get(name)
            self._fields[name] = (self._package if own else self._installed).semantics(name)
        return self._fields[name]


def _is_markup(piece: bytes) -> bool:
    """Whether the file begins as HTML, XML or SVG does."""
    return piece[:512].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
