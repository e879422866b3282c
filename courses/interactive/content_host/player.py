"""The page that plays one version of an activity: everything that it loads stands in it, in the order of loading."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
import uuid
from collections import OrderedDict
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from courses.h5p import LibraryName
from courses.interactive.addresses import content_origin, content_path, library_path, player_path
from courses.interactive.content_host.core import CORE_SCRIPT, SCRIPT, STYLES, core
from courses.interactive.content_host.filling import fill
from courses.interactive.content_host.shelves import versions
from courses.interactive.content_host.words import core_words, player_words
from courses.interactive.models import H5PLibrary, H5PPackage, H5PVersion
from courses.interactive.selectors import Asset, Loading, loading_of

# A newly installed patch is played this many seconds later, without asking the database for every learner.
LOOK_SECONDS = 5.0
# Bytes of pages kept in one process.
MOST_BYTES = 32 * 1024 * 1024
# A browser saves the state so often while somebody plays, and besides whenever something was answered.
SAVE_SECONDS = 10
_METADATA = ("title", "a11yTitle", "authors", "source", "license", "licenseVersion", "licenseExtras", "yearFrom",
             "yearTo", "changes", "authorComments", "contentType", "defaultLanguage")  # fmt: skip
# What would end the element or begin another one is written otherwise, which JSON reads as the same.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class PlayerPage(NamedTuple):
    """The page's bytes, as they are and packed, its tag, and whether its libraries make programs of texts."""

    body: bytes
    packed: bytes
    etag: str
    evaluates: bool

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.body) + len(self.packed) + 1024


class Pages:
    """Pages made in this process, as long as no library was installed or taken away since, nor the activity deleted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: Any = None
        self._looked = 0.0
        self.forget()

    def forget(self) -> None:
        """Make every page anew."""
        with self._lock:
            self._pages: OrderedDict[tuple[uuid.UUID, int], PlayerPage] = OrderedDict()
            self._bytes = 0
            self._looked = -LOOK_SECONDS

    def page(self, package: uuid.UUID, number: int) -> PlayerPage | None:
        """The page of a version; None if there is no such version."""
        self._look()
        with self._lock:
            stamp, found = self._stamp, self._pages.get((package, number))
            if found:
                self._pages.move_to_end((package, number))
                return found
        version = H5PVersion.objects.select_related("package").filter(package=package, number=number).first()
        if version is None:
            return None
        made = make_page(version)
        with self._lock:
            if stamp == self._stamp and (package, number) not in self._pages:
                self._pages[package, number] = made
                self._bytes += made.size
                while self._bytes > MOST_BYTES:
                    self._bytes -= self._pages.popitem(last=False)[1].size
        return made

    def _look(self) -> None:
        """Forget the pages if the libraries are others than before."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        stamp = H5PLibrary.objects.filter(current=True).aggregate(last=Max("installed_at"), number=Count("digest"))
        with self._lock:
            changed = stamp != self._stamp
        if changed:
            self.forget()
        self._drop_deleted()
        with self._lock:
            self._stamp, self._looked = stamp, time.monotonic()

    def _drop_deleted(self) -> None:
        """What was deleted is not played out of memory for as long as the process lives."""
        with self._lock:
            kept = {package for package, _number in self._pages}
        gone = kept - set(H5PPackage.objects.filter(pk__in=kept).values_list("pk", flat=True)) if kept else kept
        if not gone:
            return
        with self._lock:
            for key in [key for key in self._pages if key[0] in gone]:
                self._bytes -= self._pages.pop(key).size
        versions.forget()


def make_page(version: H5PVersion) -> PlayerPage:
    """The page as the libraries are installed now."""
    loading = loading_of(version)
    here = core()
    body = render_to_string(
        "courses/interactive/player.html",
        {
            "version": version,
            "language": version.head.get("language") or "vi",
            "styles": [*map(here.address, STYLES), *map(_address, loading.styles)],
            "scripts": [here.address(SCRIPT), *([] if loading.missing else _scripts(loading))],
            "content": _content_id(version),
            "told": mark_safe(escaped(_told(version, loading))),  # noqa: S308
        },
    ).encode()
    return PlayerPage(
        body, gzip.compress(body, 6, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:32]}"', loading.evaluates
    )


def escaped(value: Any) -> str:
    """JSON that cannot leave the script element that it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _scripts(loading: Loading) -> list[str]:
    return [core().address(CORE_SCRIPT), *map(_address, loading.scripts)]


def _address(asset: Asset) -> str:
    return library_path(asset.library.digest, asset.path)


def _content_id(version: H5PVersion) -> int:
    """A number for the activity, because libraries expect one; no larger than scripts count exactly."""
    return version.package_id.int % 2**50 + 1


def _told(version: H5PVersion, loading: Loading) -> dict[str, Any]:
    return {
        "site": settings.SITE_URL,
        "content": _content_id(version),
        "missing": [str(name) for name in loading.missing],
        "words": player_words(),
        "integration": _integration(version, loading),
    }


def _integration(version: H5PVersion, loading: Loading) -> dict[str, Any]:
    """What the H5P core reads as ``H5PIntegration``; of addresses to send something to there are none."""
    rows = {row.name.folder: row for row in loading.libraries}
    main = version.main
    return {
        "baseUrl": content_origin(),
        "siteUrl": content_origin(),
        "url": content_origin(),
        # The core puts the two together: `/l/<digest>`.
        "urlLibraries": f"{content_origin()}/l",
        "libraryDirectories": {folder: row.digest for folder, row in rows.items()},
        "postUserStatistics": False,
        # Books and presentations have their button that ends them only where somebody takes what they report.
        "reportingIsEnabled": True,
        "saveFreq": SAVE_SECONDS,
        # Nobody: who it is, only the server says.
        "user": {"name": "learner", "mail": ""},
        "ajax": {},
        "hubIsEnabled": False,
        "l10n": {"H5P": core_words()},
        "contents": {
            f"cid-{_content_id(version)}": {
                "library": str(main),
                "jsonContent": json.dumps(fill(version.content, str(main), rows), ensure_ascii=False),
                "fullScreen": _fills_screen(main, rows),
                "contentUrl": content_origin() + content_path(version.package_id, version.number).rstrip("/"),
                "url": content_origin() + player_path(version.package_id, version.number),
                "title": version.head.get("title", ""),
                "metadata": {key: version.head[key] for key in _METADATA if key in version.head},
                "displayOptions": {"frame": False, "export": False, "embed": False, "copyright": False, "icon": False},
                "contentUserData": {},
            }
        },
    }


def _fills_screen(main: LibraryName, rows: dict[str, H5PLibrary]) -> int:
    row = rows.get(main.folder)
    return int(bool(row and row.document.get("fullscreen")))


pages = Pages()
