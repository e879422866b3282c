"""What ``h5p.json`` and ``library.json`` have to hold, after the reference implementation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .limits import Limits
from .names import LibraryName, number
from .problems import Report

Check = Callable[[Any], bool]

_TYPES = ("preloadedDependencies", "dynamicDependencies", "editorDependencies")


@dataclass(frozen=True, slots=True)
class Library:
    """What ``library.json`` says of a library."""

    name: LibraryName
    patch: int
    title: str
    runnable: bool
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    """Scripts and styles that a page loads, in order, relative to the library's folder."""
    preloaded: tuple[LibraryName, ...] = ()
    dynamic: tuple[LibraryName, ...] = ()
    editor: tuple[LibraryName, ...] = ()
    drops_styles_of: tuple[str, ...] = ()
    embed_types: tuple[str, ...] = ()
    core: tuple[int, int] = (1, 0)
    raw: dict[str, Any] = field(default_factory=dict, hash=False, compare=False, repr=False)

    def needs(self, *types: str) -> tuple[LibraryName, ...]:
        """Its dependencies of these types (``preloaded``, ``dynamic``, ``editor``), in order."""
        found = {"preloaded": self.preloaded, "dynamic": self.dynamic, "editor": self.editor}
        return tuple(name for each in types for name in found[each])


@dataclass(frozen=True, slots=True)
class Head:
    """What ``h5p.json`` says of a package."""

    title: str
    language: str
    main: LibraryName
    embed_types: tuple[str, ...]
    preloaded: tuple[LibraryName, ...]
    dynamic: tuple[LibraryName, ...]
    editor: tuple[LibraryName, ...]
    raw: dict[str, Any] = field(default_factory=dict, hash=False, compare=False, repr=False)


def read_head(value: Any, limits: Limits, report: Report, path: str = "h5p.json") -> Head | None:
    """The package's own description; ``None`` when something that is needed is wrong."""
    if not _whole(value, _HEAD_NEEDED, _HEAD_MORE, report, path):
        return None
    _check_core(value, limits, report, path)
    preloaded, dynamic, editor = (_dependencies(value.get(each)) for each in _TYPES)
    main = next((name for name in preloaded if name.machine == value["mainLibrary"]), None)
    if main is None:
        report.add("main-not-listed", path, name=value["mainLibrary"])
        return None
    return Head(
        title=value["title"], language=value["language"], main=main, embed_types=tuple(value["embedTypes"]),
        preloaded=preloaded, dynamic=dynamic, editor=editor, raw=value,
    )  # fmt: skip


def read_library(value: Any, limits: Limits, report: Report, path: str) -> Library | None:
    """A library's own description; ``None`` when something that is needed is wrong."""
    if not _whole(value, _LIBRARY_NEEDED, _LIBRARY_MORE, report, path):
        return None
    core = _check_core(value, limits, report, path)
    preloaded, dynamic, editor = (_dependencies(value.get(each)) for each in _TYPES)
    return Library(
        name=LibraryName(value["machineName"], int(value["majorVersion"]), int(value["minorVersion"])),
        patch=int(value["patchVersion"]), title=value["title"], runnable=str(value["runnable"]) == "1",
        scripts=_assets(value.get("preloadedJs")), styles=_assets(value.get("preloadedCss")),
        preloaded=preloaded, dynamic=dynamic, editor=editor,
        drops_styles_of=tuple(each["machineName"] for each in value.get("dropLibraryCss") or ()),
        embed_types=tuple(value.get("embedTypes") or ()), core=core, raw=value,
    )  # fmt: skip


def _whole(value: Any, needed: dict[str, Check], more: dict[str, Check], report: Report, path: str) -> bool:
    if not isinstance(value, dict):
        report.add("not-an-object", path)
        return False
    wrong = [("property-missing", name) for name in needed if value.get(name) is None]
    wrong += [
        ("property-invalid", name)
        for name, check in (needed | more).items()
        if value.get(name) is not None and not check(value[name])
    ]
    for code, name in wrong:
        report.add(code, path, name=name)
    return not wrong


def _check_core(value: dict[str, Any], limits: Limits, report: Report, path: str) -> tuple[int, int]:
    told = value.get("coreApi") or {"majorVersion": 1, "minorVersion": 0}
    core = (int(told["majorVersion"]), int(told["minorVersion"]))
    if core > limits.core:
        needs, here = (".".join(map(str, version)) for version in (core, limits.core))
        report.add("core-too-new", path, needs=needs, here=here)
    return core


def _dependencies(value: Any) -> tuple[LibraryName, ...]:
    found = (LibraryName.from_json(each) for each in value or ())
    return tuple(dict.fromkeys(name for name in found if name))


def _assets(value: Any) -> tuple[str, ...]:
    return tuple(asset_path(each["path"]) for each in value or ())


def asset_path(path: str) -> str:
    """As it is written in the folder: some libraries begin with ``./`` or use backslashes."""
    return path.replace("\\", "/").removeprefix("./").lstrip("/")


def _text(most: int, *, lines: bool = False, least: int = 1) -> Check:
    def check(value: Any) -> bool:
        return isinstance(value, str) and least <= len(value) <= most and (lines or "\n" not in value)

    return check


def _like(pattern: str, flags: int = 0) -> Check:
    compiled = re.compile(pattern, re.ASCII | flags)

    def check(value: Any) -> bool:
        # Numbers may be written as such or as text; true and false are neither.
        return isinstance(value, (str, int)) and not isinstance(value, bool) and bool(_match(compiled, value))

    return check


def _match(pattern: re.Pattern[str], value: str | int) -> re.Match[str] | None:
    return pattern.fullmatch(str(value)) if isinstance(value, str) or abs(value) < 10**9 else None


def _version(value: Any) -> bool:
    return number(value) is not None


def _list_of(check: Check, *, least: int = 0) -> Check:
    return lambda value: isinstance(value, list) and len(value) >= least and all(check(each) for each in value)


def _object(**checks: Check) -> Check:
    return lambda value: isinstance(value, dict) and all(check(value.get(name)) for name, check in checks.items())


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _is_asset(ending: str) -> Check:
    def check(value: Any) -> bool:
        if not isinstance(value, str) or not value.lower().endswith(ending) or len(value) > 255:
            return False
        return bool(_ASSET.fullmatch(value)) and not {"", ".", ".."} & set(asset_path(value).split("/"))

    return check


_ASSET = re.compile(r"[\w\s./\\-]+", re.ASCII)
_dependency: Check = lambda value: LibraryName.from_json(value) is not None  # noqa: E731
_embed_types = _list_of(lambda value: value in ("iframe", "div"), least=1)
_core = _maybe(_object(majorVersion=_version, minorVersion=_version))

_HEAD_NEEDED: dict[str, Check] = {
    "title": _text(255),
    "language": _like(r"[-a-zA-Z]{1,10}"),
    "preloadedDependencies": _list_of(_dependency),
    "mainLibrary": _like(r"[$a-z_][0-9a-z_.$]{1,254}", re.IGNORECASE),
    "embedTypes": _embed_types,
}
_HEAD_MORE: dict[str, Check] = {
    "contentType": _text(255),
    "dynamicDependencies": _list_of(_dependency),
    "editorDependencies": _list_of(_dependency),
    "coreApi": _core,
    "author": _text(255),
    "authors": _list_of(_object(name=_text(255), role=_like(r"\w+"))),
    "source": _like(r"https?://.+"),
    "license": _like(r"CC BY(?:-SA|-ND|-NC|-NC-SA|-NC-ND)?|CC0 1\.0|GNU GPL|PD|ODC PDDL|CC PDM|U|C"),
    "licenseVersion": _like(r"1\.0|2\.0|2\.5|3\.0|4\.0"),
    "licenseExtras": _text(5000, lines=True),
    "yearsFrom": _like(r"[0-9]{1,4}"),
    "yearsTo": _like(r"[0-9]{1,4}"),
    "changes": _list_of(
        _object(
            date=_like(r"[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}:[0-9]{2}"),
            author=_text(255),
            log=_text(5000, lines=True),
        )
    ),
    "authorComments": _text(5000, lines=True),
    "w": _like(r"[0-9]{1,4}"),
    "h": _like(r"[0-9]{1,4}"),
    "metaKeywords": _text(5000),
    "metaDescription": _text(5000),
    "a11yTitle": _text(255, lines=True, least=0),
}
_LIBRARY_NEEDED: dict[str, Check] = {
    "title": _text(255),
    "majorVersion": _version,
    "minorVersion": _version,
    "patchVersion": _version,
    "machineName": _like(r"[\w.-]{1,255}"),
    "runnable": _like(r"[01]"),
}
_LIBRARY_MORE: dict[str, Check] = {
    "author": _text(255),
    "license": _like(r"cc-by(?:-sa|-nd|-nc|-nc-sa|-nc-nd)?|pd|cr|MIT|GPL[123]|MPL2?"),
    "description": _text(5000),
    "metadataSettings": _object(disable=_maybe(_like(r"[01]")), disableExtraTitleField=_maybe(_like(r"[01]"))),
    **dict.fromkeys(_TYPES, _list_of(_dependency)),
    "preloadedJs": _list_of(_object(path=_is_asset(".js"))),
    "preloadedCss": _list_of(_object(path=_is_asset(".css"))),
    "dropLibraryCss": _list_of(_object(machineName=_like(r"[\w.-]{1,255}"))),
    "w": _like(r"[0-9]{1,4}"),
    "h": _like(r"[0-9]{1,4}"),
    "embedTypes": _list_of(lambda value: value in ("iframe", "div")),
    "fullscreen": _like(r"[01]"),
    "coreApi": _core,
}
