"""Content of strangers, held to the semantics of its libraries: what a field does not allow does not come through.

As in the reference: unknown keys are dropped, groups of one field are flat, lists are cut to their greatest length,
numbers moved into their limits. Stricter than the reference: markup passes an allowlist, files are only those of the
package or at http(s) addresses, a boolean is one. Regular expressions of semantics are not run: they are a stranger's
program too, and one that never ends is easily written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from .limits import Limits
from .metadata import COPYRIGHT, METADATA
from .names import LibraryName, bad_name, suffix
from .problems import Report
from .semantics import Field
from .shelves import Shelf
from .texts import TooIntricate, plain, rich

DROP = object()
"""Nothing is left of the value."""

MOST_INTRICATE = 60_000
"""Tags in all texts of a content together."""

_SUB_CONTENT = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")
# Of a group within a content nothing but this is asked, and some programs make up their own.
_KEY = re.compile(r"[\w{}-]{1,64}", re.ASCII)
_MIME = re.compile(r"[a-zA-Z0-9][\w.+-]{0,60}/[a-zA-Z0-9][\w.+-]{0,60}", re.ASCII)
_MARKS = re.compile(r"<[a-zA-Z/!?]")
_KINDS = {"image": ("image",), "video": ("video",), "audio": ("audio",)}
_SVG = "image/svg+xml"
_FROM_ELSEWHERE = re.compile(r"(?:\.\./){1,2}(?:[\w-]+/)?(?:content/)?(?:[0-9]+|editor)/(.+)", re.ASCII)


@dataclass(slots=True)
class Filtered:
    """Content that can be shown, and what was found on the way."""

    params: dict[str, Any]
    libraries: list[LibraryName]
    """Those used, in the order of their first use; the main library is the first."""
    report: Report
    hosts: set[str] = field(default_factory=set)
    """Other sites that the content would fetch files from."""
    files: set[str] = field(default_factory=set)
    """Files of the package that are in use."""


def filter_content(
    main: LibraryName, params: Any, shelf: Shelf, *, files: Collection[str] | None = None, limits: Limits | None = None
) -> Filtered:
    """Hold ``params`` (of ``content.json``) to the semantics of ``main`` and of every library within.

    ``files`` are the paths in the content folder that may be named; without them any path that is sound may be.
    The value given is left as it is.
    """
    return _Filter(shelf, files, limits or Limits()).run(main, params)


def filter_metadata(metadata: Any, *, limits: Limits | None = None) -> dict[str, Any]:
    """Title, authors, licence and the like, as plain text."""
    walk = _Filter(None, (), limits or Limits())
    found = walk.group(metadata, Field("metadata", "group", fields=METADATA), "metadata", 0, flat=False)
    return found if isinstance(found, dict) else {}


class _Filter:
    """One walk through one content."""

    def __init__(self, shelf: Shelf | None, files: Collection[str] | None, limits: Limits) -> None:
        self.shelf = shelf
        self.known = files
        self.limits = limits
        self.report = Report()
        self.done = Filtered({}, [], self.report)
        self.marks = 0
        self.types: dict[str, Callable[[Any, Field, str, int], Any]] = {
            "text": self.text, "number": self.number, "boolean": self.boolean, "select": self.select,
            "list": self.list_of, "group": self.group, "library": self.sub_library, "file": self.file,
            "image": self.file, "video": self.file_list, "audio": self.file_list,
        }  # fmt: skip

    def run(self, main: LibraryName, params: Any) -> Filtered:
        fields = self.shelf.semantics(main) if self.shelf else None
        self.done.libraries.append(main)
        if fields is None:
            self.report.add("library-missing", "", name=str(main), by="h5p.json")
            return self.done
        found = self.group(params, Field("", "group", fields=fields), "", 0, flat=False)
        self.done.params = found if isinstance(found, dict) else {}
        return self.done

    def value(self, value: Any, told: Field, at: str, depth: int) -> Any:
        """The value as its field allows it, or `DROP`."""
        if depth > self.limits.nesting:
            self.report.note("content-too-deep", at)
            return DROP
        check = self.types.get(told.type)
        if check is None or value is None:
            return DROP
        return check(value, told, at, depth)

    def text(self, value: Any, told: Field, at: str, depth: int) -> Any:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            return self._wrong(at, "text")
        if told.max_length is not None and len(value) > told.max_length:
            self.report.note("content-text-cut", at, most=told.max_length)
        if told.tags is None:
            return plain(value, told.max_length)
        self.marks += value.count("<")
        try:
            if self.marks > MOST_INTRICATE:
                raise TooIntricate
            found = rich(value, told.tags, told.font, told.max_length)
        except TooIntricate:
            self.report.note("content-text-intricate", at)
            return DROP
        if len(_MARKS.findall(found)) < len(_MARKS.findall(value)):
            self.report.note("content-text-changed", at)
        return found

    def number(self, value: Any, told: Field, at: str, depth: int) -> Any:
        found = _as_number(value)
        if found is None:
            return self._wrong(at, "number")
        moved: float = found
        if told.step and told.step > 0:
            base = told.minimum or 0
            moved = base + math.floor((moved - base) / told.step + 1e-9) * told.step
        if told.minimum is not None:
            moved = max(moved, told.minimum)
        if told.maximum is not None:
            moved = min(moved, told.maximum)
        if told.decimals is not None:
            moved = round(moved, told.decimals)
        if abs(moved - found) <= 1e-9 * max(1.0, abs(found)):
            return found
        self.report.note("content-number-moved", at)
        return int(moved) if float(moved).is_integer() else moved

    def boolean(self, value: Any, told: Field, at: str, depth: int) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, (int, str)) and str(value).lower() in ("1", "0", "true", "false"):
            return str(value).lower() in ("1", "true")
        return self._wrong(at, "boolean")

    def select(self, value: Any, told: Field, at: str, depth: int) -> Any:
        if told.multiple:
            chosen = value if isinstance(value, list) else [value]
            kept = [self._chosen(each, told, at) for each in chosen]
            return [each for each in kept if each is not DROP]
        if isinstance(value, list):
            value = value[0] if value else None
        found = self._chosen(value, told, at)
        return plain(told.options[0]) if found is DROP and told.options and not told.optional else found

    def list_of(self, value: Any, told: Field, at: str, depth: int) -> Any:
        if not isinstance(value, list) or told.entry is None:
            return self._wrong(at, "list")
        if told.maximum is not None and len(value) > told.maximum:
            self.report.note("content-list-cut", at, most=int(told.maximum))
            value = value[: max(0, int(told.maximum))]
        found = [self.value(each, told.entry, f"{at}/{place}", depth + 1) for place, each in enumerate(value)]
        kept = [each for each in found if each is not DROP]
        if told.minimum is not None and len(kept) < told.minimum:
            self.report.note("content-list-short", at, least=int(told.minimum))
        return kept or DROP

    def group(self, value: Any, told: Field, at: str, depth: int, *, flat: bool = True) -> Any:
        if flat and len(told.fields) == 1 and not told.sub_content:
            return self.value(value, told.fields[0], at, depth + 1)
        if not isinstance(value, dict):
            return self._wrong(at, "group")
        known = {each.name: each for each in reversed(told.fields)}
        kept = {}
        for key, each in value.items():
            place = f"{at}/{key}" if at else key
            if key == "subContentId" and told.sub_content:
                found = each if isinstance(each, str) and _KEY.fullmatch(each) else DROP
            elif key in known:
                child = replace(known[key], optional=True) if told.optional else known[key]
                found = self.value(each, child, place, depth + 1)
            else:
                self.report.note("content-unknown", place)
                continue
            if found is not DROP:
                kept[key] = found
        return kept

    def sub_library(self, value: Any, told: Field, at: str, depth: int) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("library"), str):
            # An empty place, as the editor leaves it.
            return DROP
        name = LibraryName.parse(value["library"])
        if name is None or value["library"] not in told.options:
            self.report.note("content-library", at, name=value["library"])
            return DROP
        fields = self.shelf.semantics(name) if self.shelf else None
        if fields is None:
            self.report.add("library-missing", "", name=str(name), by="content.json")
            return DROP
        if name not in self.done.libraries:
            self.done.libraries.append(name)
        params = self.group(value.get("params", {}), Field("", "group", fields=fields), at, depth + 1, flat=False)
        kept: dict[str, Any] = {"library": str(name), "params": {} if params is DROP else params}
        if isinstance(value.get("subContentId"), str) and _SUB_CONTENT.fullmatch(value["subContentId"]):
            kept["subContentId"] = value["subContentId"]
        if isinstance(value.get("metadata"), dict):
            metadata = Field("metadata", "group", fields=METADATA)
            kept["metadata"] = self.group(value["metadata"], metadata, f"{at}/metadata", depth + 1, flat=False)
        return kept | self._extra(value, told, {"library", "params", "subContentId", "metadata"})

    def file_list(self, value: Any, told: Field, at: str, depth: int) -> Any:
        """Audio and video: the same in several formats."""
        if not isinstance(value, list):
            return self._wrong(at, told.type)
        found = [self.file(each, told, f"{at}/{place}", depth) for place, each in enumerate(value)]
        return [each for each in found if each is not DROP] or DROP

    def file(self, value: Any, told: Field, at: str, depth: int) -> Any:
        if not isinstance(value, dict):
            return self._wrong(at, told.type)
        path = self._path(value.get("path"), at)
        if path is DROP:
            return DROP
        kept: dict[str, Any] = {"path": path}
        mime = value.get("mime")
        if mime is not None:
            if not self._fits(mime, told.type):
                self.report.note("content-file-kind", at)
                return DROP
            kept["mime"] = mime
        for key in ("width", "height", "bitrate"):
            size = _as_number(value.get(key))
            if told.type in ("image", "video") and size is not None:
                kept[key] = int(size)
        if told.type == "video":
            kept |= self._video(value)
        if isinstance(value.get("originalImage"), dict) and told.type == "image":
            original = self.file(value["originalImage"], Field("", "file"), f"{at}/originalImage", depth + 1)
            kept |= {} if original is DROP else {"originalImage": original}
        if isinstance(value.get("copyright"), dict):
            kept["copyright"] = self.group(value["copyright"], COPYRIGHT, f"{at}/copyright", depth + 1)
        return kept | self._extra(value, told, {"path", "mime", "copyright", "originalImage"})

    def _video(self, value: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        if isinstance(value.get("codecs"), str):
            kept["codecs"] = plain(value["codecs"], 100)
        quality = value.get("quality")
        if isinstance(quality, dict) and isinstance(quality.get("label"), str):
            level = _as_number(quality.get("level"))
            kept["quality"] = {"level": int(level or 0), "label": plain(quality["label"], 100)}
        return kept

    def _path(self, path: Any, at: str) -> Any:
        """A file of the package, or an address elsewhere; `DROP` where it is neither."""
        if not isinstance(path, str) or len(path) > 2_000:
            return self._refused_path(at)
        path = path.removesuffix("#tmp")
        if "://" in path or path.startswith("//"):
            return self._address(path, at)
        elsewhere = _FROM_ELSEWHERE.fullmatch(path)
        path = elsewhere[1] if elsewhere else path
        if bad_name(path, self.limits) or suffix(path) not in self.limits.content_types:
            return self._refused_path(at)
        if self.known is not None and path not in self.known:
            self.report.note("content-file-missing", at, file=path)
            return DROP
        self.done.files.add(path)
        return plain(path)

    def _address(self, path: str, at: str) -> Any:
        try:
            parts = urlsplit(path)
            host = parts.hostname
        except ValueError:
            return self._refused_path(at)
        written = not any(letter.isspace() or not letter.isprintable() or letter in "\\<>\"'`" for letter in path)
        if parts.scheme not in ("http", "https") or not host or parts.username is not None or not written:
            return self._refused_path(at)
        self.done.hosts.add(host)
        return plain(path)

    def _refused_path(self, at: str) -> Any:
        self.report.note("content-file-path", at)
        return DROP

    def _fits(self, mime: Any, kind: str) -> bool:
        if not isinstance(mime, str) or not _MIME.fullmatch(mime) or mime.lower() == _SVG:
            return False
        main = mime.split("/")[0].lower()
        # Ogg is either; H5P writes video/YouTube for a video elsewhere.
        if mime.lower() == "application/ogg":
            return kind != "image"
        return main in _KINDS.get(kind, (main,)) and mime.lower() not in ("text/html", "application/xhtml+xml")

    def _extra(self, value: dict[str, Any], told: Field, done: set[str]) -> dict[str, Any]:
        """Keys of a library's own, which have no semantics: only plain values pass, as plain text."""
        kept: dict[str, Any] = {}
        for key in sorted(told.extra - done):
            each = value.get(key)
            if isinstance(each, str):
                kept[key] = plain(each)
            elif isinstance(each, (bool, int, float)):
                kept[key] = each
            elif key == "metadata" and isinstance(each, dict) and isinstance(each.get("qualityName"), str):
                kept[key] = {"qualityName": plain(each["qualityName"])}
        return kept

    def _chosen(self, value: Any, told: Field, at: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            return self._wrong(at, "select")
        if told.options and str(value) not in told.options and plain(str(value)) not in map(plain, told.options):
            self.report.note("content-not-an-option", at)
            return plain(str(value)) if told.optional else DROP
        return plain(str(value))

    def _wrong(self, at: str, expected: str) -> Any:
        self.report.note("content-wrong-type", at, expected=expected)
        return DROP


def _as_number(value: Any) -> int | float | None:
    """A number, written as one or as text, that JavaScript can hold."""
    if isinstance(value, str) and len(value) <= 40:
        try:
            value = int(value) if value.strip().lstrip("+-").isdigit() else float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if abs(value) <= 2**53 and math.isfinite(value) else None
