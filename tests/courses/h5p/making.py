"""Small packages of our own making, good and bad."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
import zlib
from typing import Any

from courses.h5p import MemoryShelf

Files = dict[str, bytes]

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def packed_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def named(text: str) -> dict[str, Any]:
    machine, version = text.split(" ")
    major, minor = version.split(".")
    return {"machineName": machine, "majorVersion": int(major), "minorVersion": int(minor)}


def library_json(name: str, *, patch: int = 0, needs: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "title": name, **named(name), "patchVersion": patch, "runnable": 1,
        "preloadedDependencies": [named(each) for each in needs], **more,
    }  # fmt: skip


QUESTION = [
    {"name": "question", "type": "text", "tags": ["strong", "a", "table"], "font": {"color": True}},
    {"name": "title", "type": "text", "maxLength": 20},
    {"name": "points", "type": "number", "min": 0, "max": 10, "optional": True},
    {"name": "shuffle", "type": "boolean", "optional": True},
    {"name": "mode", "type": "select", "options": [{"value": "easy"}, {"value": "hard"}]},
    {
        "name": "answers", "type": "list", "min": 1, "max": 3,
        "field": {
            "name": "answer", "type": "group",
            "fields": [{"name": "text", "type": "text", "tags": []}, {"name": "right", "type": "boolean"}],
        },
    },
    {"name": "hints", "type": "list", "field": {"type": "group", "fields": [{"name": "hint", "type": "text"}]}},
    {"name": "lines", "type": "list", "field": {"type": "text", "tags": ["b"]}},
    {"name": "picture", "type": "image", "optional": True},
    {"name": "film", "type": "video", "optional": True},
    {"name": "file", "type": "file", "optional": True},
    {"name": "part", "type": "library", "options": ["T.Question 1.0", "T.Helper 1.0"], "optional": True},
]  # fmt: skip

CONTENT = {
    "question": "<p>Who sent <strong>this</strong>?</p>", "title": "A question", "points": 3, "shuffle": True,
    "mode": "easy", "answers": [{"text": "<p>The bank</p>", "right": False}, {"text": "A thief", "right": True}],
    "hints": ["Look at the number."], "picture": {"path": "images/a.png", "mime": "image/png", "width": 3},
}  # fmt: skip

HELPER = "T.Helper-1.0"
MAIN = "T.Question-1.0"


def good() -> Files:
    """A package with two libraries of its own, a picture, and nothing wrong."""
    return {
        "h5p.json": packed_json(head()),
        "content/content.json": packed_json(CONTENT),
        "content/images/a.png": PNG,
        **library("T.Helper 1.0", preloadedCss=[{"path": "helper.css"}], scripts=("helper.js",)),
        **library(
            "T.Question 1.0", needs=("T.Helper 1.0",), semantics=QUESTION, preloadedCss=[{"path": "css/q.css"}],
            scripts=("js/q.js",),
        ),
    }  # fmt: skip


def head(main: str = "T.Question 1.0", *needs: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "A question", "language": "vi", "mainLibrary": main.split(" ")[0], "embedTypes": ["iframe"],
        "preloadedDependencies": [named(each) for each in needs or ("T.Helper 1.0", main)], **more,
    }  # fmt: skip


def library(
    name: str, *, semantics: Any = None, needs: tuple[str, ...] = (), scripts: tuple[str, ...] = (), **more: Any
) -> Files:
    """The files of one library; every script and style that it names is there."""
    folder = name.replace(" ", "-")
    told = library_json(name, needs=needs, preloadedJs=[{"path": path} for path in scripts], **more)
    styles = [each["path"] for each in more.get("preloadedCss", ())]
    return {
        f"{folder}/library.json": packed_json(told),
        f"{folder}/semantics.json": packed_json(semantics or []),
        f"{folder}/language/vi.json": packed_json({"semantics": []}),
        **{f"{folder}/{path}": b"/* ours */" for path in (*scripts, *styles)},
    }


def shelf(*libraries: tuple[dict[str, Any], list[Any]]) -> MemoryShelf:
    made = MemoryShelf()
    for told, semantics in libraries:
        made.put(told, semantics)
    return made


def installed() -> MemoryShelf:
    """A site that has what the good package needs."""
    return shelf(
        (library_json("T.Helper 1.0"), []), (library_json("T.Question 1.0", needs=("T.Helper 1.0",)), QUESTION)
    )


def changed(files: Files, name: str, **values: Any) -> Files:
    """With other values in one of the JSON files; ``None`` takes a key out."""
    value = json.loads(files[name]) | values
    return files | {name: packed_json({key: each for key, each in value.items() if each is not None})}


def zipped(files: Files, *, mode: dict[str, int] | None = None, stored: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = ((mode or {}).get(name, stat.S_IFREG | 0o644)) << 16
            archive.writestr(entry, content)
    return made.getvalue()


def raw_zip(entries: list[dict[str, Any]], **end: int) -> bytes:
    """A zip in which every header says what it is told to, whether that is true or not.

    Of an entry: ``name``, ``data``; and what the ``local`` or the ``central`` header says instead of the truth.
    """
    body, directory = b"", b""
    for entry in entries:
        data = entry.get("data", b"")
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = entry.get("packed") or packer.compress(data) + packer.flush()
        truth = {
            "flags": 0x800, "method": 8, "crc": zlib.crc32(data), "packed": len(packed), "size": len(data),
            "name": entry["name"] if isinstance(entry["name"], bytes) else entry["name"].encode(),
            "offset": len(body), "attributes": (stat.S_IFREG | 0o644) << 16,
        }  # fmt: skip
        one, two = truth | entry.get("local", {}), truth | entry.get("central", {})
        body += struct.pack(
            "<4s5H3L2H", b"PK\3\4", 20, one["flags"], one["method"], 0, 33, one["crc"], one["packed"], one["size"],
            len(one["name"]), 0,
        ) + one["name"] + packed  # fmt: skip
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, two["flags"], two["method"], 0, 33, two["crc"], two["packed"],
            two["size"], len(two["name"]), 0, 0, 0, 0, two["attributes"], two["offset"],
        ) + two["name"]  # fmt: skip
    count = end.get("count", len(entries))
    ending = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, count, count, end.get("length", len(directory)), end.get("offset", len(body)), 0
    )
    return body + directory + ending


def raw_good(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """The good package as entries for `raw_zip`, and some more."""
    return [*({"name": name, "data": data} for name, data in good().items()), *more]
