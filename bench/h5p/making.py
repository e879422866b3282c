"""Packages of our own making: one near the limits, a hundred that share their libraries, and two that can be played."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path
from typing import Any

from courses.h5p import FolderShelf, LibraryName, describe, write_package

KB = 1024
# What is looked for on the screen.
QUESTION = "bench-question"
_WORDS = ["var", "function", "return", "this", "element", "content", "question", "answer", "score", "button", "null"]


def large(path: Path) -> int:
    """Some 1,700 entries and 60 MB unpacked; returns how many entries."""
    chance = random.Random(1)
    files = _libraries(chance, "Large", 70, files=18, size=8 * KB)
    pictures = 300
    content = {"pictures": [_picture(number) for number in range(pictures)]}
    size = (60 * KB * KB - sum(map(len, files.values()))) // pictures
    files |= _main("Large", content, 70)
    files |= {f"content/images/{number}.png": b"\x89PNG" + chance.randbytes(size) for number in range(pictures)}
    return _write(path, files)


def sharing(folder: Path, count: int) -> list[Path]:
    """Packages with the same thirty libraries, and words and pictures of their own."""
    shared = _libraries(random.Random(2), "Shared", 30, files=6, size=12 * KB)
    made = []
    for number in range(count):
        chance = random.Random(100 + number)
        content = {"words": f"Bài {number}", "pictures": [_picture(place) for place in range(3)]}
        own = {f"content/images/{place}.png": b"\x89PNG" + chance.randbytes(50 * KB) for place in range(3)}
        made.append(folder / f"{number}.h5p")
        _write(made[-1], shared | _main("Shared", content, 30, title=f"Bài {number}") | own)
    return made


def playable(path: Path, libraries: int) -> None:
    """A question whose libraries are each a script and a style, in one long line of needs."""
    files = _libraries(random.Random(3), "Played", libraries, files=2, size=10 * KB)
    files |= _main("Played", {"words": "Ai gửi tin này?"}, libraries, title="Ai gửi tin này?")
    _write(path, files)


def scam_or_not(path: Path) -> None:
    """The content type that comes with the site, with the content of its lesson."""
    import courses

    root = Path(courses.__file__).parent
    shelf = FolderShelf(root / "interactive" / "own")
    content = next((root / "curriculum").rglob("h5p/tap-nhan-ra-lua-dao/content/content.json"))
    main = LibraryName("BDHVS.ScamOrNot", 1, 0)
    head = describe(title="Tập nhận ra lừa đảo", language="vi", main=main, shelf=shelf)
    write_package(path, head=head, content=json.loads(content.read_text()), shelf=shelf)


def _libraries(chance: random.Random, kind: str, count: int, *, files: int, size: int) -> dict[str, bytes]:
    made = {}
    for number in range(count):
        machine = f"Bench.{kind}{number}"
        needs = [_named(f"Bench.{kind}{number - 1}")] if number else []
        made |= _library(machine, needs, {"js": "a.js", "css": "a.css"})
        made[f"{machine}-1.0/a.js"] = b"(function () {\n/*" + _text(chance, size) + b"*/\n})();"
        made[f"{machine}-1.0/a.css"] = b"/*" + _text(chance, size // 2) + b"*/"
        # Two of them are there already, and what every library has besides: its own description.
        made |= {f"{machine}-1.0/more/{place}.js": _text(chance, size) for place in range(files - 2)}
        made[f"{machine}-1.0/language/vi.json"] = b'{"semantics": []}'
        made[f"{machine}-1.0/semantics.json"] = b"[]"
    return made


def _main(kind: str, content: dict[str, Any], libraries: int, title: str = "Bài lớn") -> dict[str, bytes]:
    needs = [_named(f"Bench.{kind}{number}") for number in range(libraries)]
    script = (
        f"H5P.Bench{kind} = function (params) {{ this.attach = function ($container) {{"
        f" $container.append($('<p class=\"{QUESTION}\"></p>').text(params.words || '?')); }}; }};"
    )
    script = "var H5P = window.H5P = window.H5P || {};\n(function ($) {\n" + script + "\n})(H5P.jQuery);"
    semantics = [
        {"name": "words", "type": "text", "optional": True},
        {"name": "pictures", "type": "list", "optional": True, "field": {"name": "picture", "type": "image"}},
    ]
    head = {
        "title": title, "language": "vi", "mainLibrary": f"H5P.Bench{kind}", "embedTypes": ["iframe"],
        "preloadedDependencies": [*needs, _named(f"H5P.Bench{kind}")],
    }  # fmt: skip
    return {
        "h5p.json": json.dumps(head).encode(),
        "content/content.json": json.dumps(content).encode(),
        **_library(f"H5P.Bench{kind}", needs, {"js": "q.js"}),
        f"H5P.Bench{kind}-1.0/q.js": script.encode(),
        f"H5P.Bench{kind}-1.0/semantics.json": json.dumps(semantics).encode(),
    }


def _library(machine: str, needs: list[dict[str, Any]], assets: dict[str, str]) -> dict[str, bytes]:
    told = {
        "title": machine, **_named(machine), "patchVersion": 0, "runnable": 1, "preloadedDependencies": needs,
        "preloadedJs": [{"path": assets["js"]}],
        **({"preloadedCss": [{"path": assets["css"]}]} if "css" in assets else {}),
    }  # fmt: skip
    return {f"{machine}-1.0/library.json": json.dumps(told).encode()}


def _named(machine: str) -> dict[str, Any]:
    return {"machineName": machine, "majorVersion": 1, "minorVersion": 0}


def _picture(number: int) -> dict[str, Any]:
    return {"path": f"images/{number}.png", "mime": "image/png"}


def _text(chance: random.Random, size: int) -> bytes:
    """Packs about as well as scripts do."""
    words = " ".join(f"{chance.choice(_WORDS)}{chance.randrange(100)}" for _ in range(size // 8))
    return words.encode()[:size]


def _write(path: Path, files: dict[str, bytes]) -> int:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return len(files)
