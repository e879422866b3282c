"""Every bad package that there is a rule against, by what it tries; each made here, byte by byte where it has to be."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass

from tests.courses.h5p.making import (
    CONTENT,
    HELPER,
    MAIN,
    PNG,
    QUESTION,
    Files,
    changed,
    good,
    head,
    library,
    packed_json,
    raw_good,
    raw_zip,
    zipped,
)  # fmt: skip

MB = 1024 * 1024


@dataclass(frozen=True)
class Bad:
    """A package, and the code that it has to be refused with."""

    code: str
    make: Callable[[], bytes]


def with_file(name: str, data: bytes = b"x") -> Callable[[], bytes]:
    return lambda: raw_zip(raw_good({"name": name, "data": data}))


def with_files(**files: bytes) -> Callable[[], bytes]:
    return lambda: zipped(good() | files)


def with_entry(**entry: object) -> Callable[[], bytes]:
    return lambda: raw_zip(raw_good({"name": "content/b.txt", "data": b"words " * 50, **entry}))


def with_change(name: str, **values: object) -> Callable[[], bytes]:
    return lambda: zipped(changed(good(), name, **values))


def with_mode(mode: int) -> Callable[[], bytes]:
    return lambda: zipped(good() | {"content/link.txt": b"/etc/passwd"}, mode={"content/link.txt": mode})


def without(name: str) -> Callable[[], bytes]:
    return lambda: zipped({each: data for each, data in good().items() if each != name})


def instead(name: str, data: bytes) -> Callable[[], bytes]:
    return lambda: zipped(good() | {name: data})


def loose(name: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Not packed at all, so that no rule about packing comes first."""
    return lambda: zipped(good() | {name: make()}, stored=True)


def cut_short(keep: float) -> Callable[[], bytes]:
    def make() -> bytes:
        whole = zipped(good())
        return whole[: int(len(whole) * keep)]

    return make


def flipped() -> bytes:
    """One bit of a stored picture is another."""
    made = bytearray(zipped(good(), stored=True))
    made[made.index(PNG) + 20] ^= 1
    return bytes(made)


def overlapping() -> bytes:
    """Two names for the same packed bytes, as bombs without nesting do it."""
    entries = raw_good({"name": "content/b.txt", "data": b"b" * 1000})
    whole = raw_zip(entries)
    place = whole.index(b"content/b.txt") - 30
    return raw_zip([*entries, {"name": "content/c.txt", "data": b"b" * 1000, "central": {"offset": place}}])


def cycle() -> Files:
    return good() | library("T.Helper 1.0", needs=("T.Question 1.0",))


def chain(length: int) -> Files:
    """Libraries that need one another in one long line, and the last the first."""
    files = {"h5p.json": packed_json(head("T.L0 1.0", "T.L0 1.0")), "content/content.json": b"{}"}
    for place in range(length):
        files |= library(f"T.L{place} 1.0", needs=(f"T.L{(place + 1) % length} 1.0",))
    return files


def random_text(size: int) -> bytes:
    return os.urandom(size // 2).hex().encode()


def noisy(size: int) -> bytes:
    """Bytes that deflate packs by half, so that size alone is what is wrong."""
    return random_text(size)


def mostly_nodes() -> bytes:
    return b'{"a":[' + b"[]," * 1_300_000 + b"[]]}"


def many_documents() -> Files:
    """As much JSON as the limits of one file allow, many times over."""
    one = b'{"semantics":[' + b",".join([b'{"a":1}'] * 70_000) + b"]}"
    return good() | {f"{HELPER}/language/{a}{b}.json": one for a in "abcdef" for b in "abcdefgh"}


def deep_markup() -> bytes:
    return packed_json(CONTENT | {"question": "<div><b class=a>" * 200_000})


def distinct_formats() -> bytes:
    text = "".join(f"<b class=a{place}><table>" for place in range(2_000)) + "<p>x" * 4_000
    return packed_json(CONTENT | {"answers": [{"text": text, "right": True}], "question": text})


def endless_comments() -> bytes:
    return packed_json(CONTENT | {"question": "<!--" * 9_000 + "x" * 3_000_000})


def quoted_marks() -> bytes:
    return packed_json(CONTENT | {"question": "<a title='" * 9_999 + "x" * 3_000_000})


def nested_below_the_limit() -> bytes:
    """As many open tags in each text as are let through, in many texts."""
    return packed_json(
        CONTENT | {"question": "<div>" * 9_990, "answers": [{"text": "<p><span class=a>" * 4_900, "right": True}] * 3}
    )


def nodes_below_the_limit() -> bytes:
    return packed_json({"hints": [{}] * 70_000, "more": [[]] * 1_000})


def everything_below_the_limits() -> bytes:
    """As many values, bytes and files as are let through, all at once; and content that costs as much as it can."""
    values = b'{"semantics":[' + b",".join([b'{"a":1}'] * 66_000) + b"]}"
    files = good() | {f"{HELPER}/language/{letter}.json": values for letter in "abcdefghij"}
    files |= {f"content/files/{number}.txt": b"words " * 200 for number in range(4_500)}
    files |= {f"content/films/{number}.mp4": bytes(range(256)) * 4 * 9_000 for number in range(5)}
    lines = ["<p><b class=a>x</p>" * 3] * 19_000
    files["content/content.json"] = packed_json(CONTENT | {"lines": lines, "question": "<div>" * 2_500})
    return zipped(files, stored=True)


def wide_letters() -> bytes:
    """Four bytes a letter in memory, whatever they take in the file."""
    return packed_json({"question": "x" * 2_000_000 + "\U0001f600", "title": "y" * 1_900_000 + "\U0001f600"})


def many_texts() -> bytes:
    part = {"library": "T.Question 1.0", "params": {"question": "<b>x</i>" * 40, "hints": ["<b>"] * 40}}
    value = dict(CONTENT)
    for _ in range(20):
        value = CONTENT | {"part": {"library": "T.Question 1.0", "params": value}}
    return packed_json(value | {"lines": ["<script>x</script><b>"] * 60_000, "part": part})


LINKS: dict[str, Bad] = {
    "symbolic link": Bad("link", with_mode(stat.S_IFLNK | 0o777)),
    "device": Bad("special-file", with_mode(stat.S_IFCHR | 0o644)),
    "pipe": Bad("special-file", with_mode(stat.S_IFIFO | 0o644)),
    "link in place of a folder": Bad(
        "link", lambda: zipped(good() | {"content/sub": b"/tmp"}, mode={"content/sub": stat.S_IFLNK | 0o777})
    ),
}

NAMES: dict[str, Bad] = {
    "up": Bad("name-traversal", with_file("../evil.txt")),
    "up from content": Bad("name-traversal", with_file("content/../../evil.txt")),
    "up in the middle": Bad("name-traversal", with_file("content/a/../../../evil.txt")),
    "up at the end": Bad("name-traversal", with_file("content/..")),
    "up with backslashes": Bad("name-traversal", with_file("content\\..\\..\\evil.txt")),
    "up with both": Bad("name-traversal", with_file("content/..\\../evil.txt")),
    "up in percent": Bad("name-traversal", with_file("content/%2e%2e/%2e%2e/evil.txt")),
    "up in percent twice": Bad("name-traversal", with_file("content/%252e%252e/evil.txt")),
    "up with a percent slash": Bad("name-traversal", with_file("content/..%2f..%2fevil.txt")),
    "up with a percent backslash": Bad("name-traversal", with_file("content/..%5c..%5cevil.txt")),
    "up in wide dots": Bad("name-traversal", with_file("content/．．/evil.txt")),
    "up with a wide slash": Bad("name-traversal", with_file("content/..／evil.txt")),
    "up with a two-dot letter": Bad("name-traversal", with_file("content/‥/evil.txt")),
    "up with blanks": Bad("name-traversal", with_file("content/.. /evil.txt")),
    "up with NUL": Bad("name-traversal", with_file("content/..\0/evil.txt")),
    "up in a library": Bad("name-traversal", with_file(f"{HELPER}/../../evil.js")),
    "overlong UTF-8": Bad("not-a-zip", with_entry(name=b"content/\xc0\xae\xc0\xae/evil.txt")),
    "absolute": Bad("name-absolute", with_file("/etc/cron.d/evil.txt")),
    "absolute twice": Bad("name-absolute", with_file("//server/share/evil.txt")),
    "drive": Bad("name-absolute", with_file("C:/Windows/evil.txt")),
    "drive without a slash": Bad("name-absolute", with_file("c:evil.txt")),
    "share": Bad("name-absolute", with_file("\\\\server\\share\\evil.txt")),
    "backslash": Bad("name-backslash", with_file("content\\evil.txt")),
    "NUL": Bad("name-control", with_file("content/a.txt\0.php")),
    "line end": Bad("name-control", with_file("content/a\n.txt")),
    "turned writing": Bad("name-control", with_file("content/\u202egpj.txt")),
    "zero width": Bad("name-control", with_file("content/a\u200b.txt")),
    "device name": Bad("name-windows", with_file("content/CON.txt")),
    "another device name": Bad("name-windows", with_file("content/lpt1.txt")),
    "stream": Bad("name-windows", with_file("content/a.txt:hidden.txt")),
    "dot at the end": Bad("name-windows", with_file("content/a./b.txt")),
    "blank at the end": Bad("name-windows", with_file("content/a.txt ")),
    "wildcard": Bad("name-windows", with_file("content/a*.txt")),
    "empty part": Bad("name-empty", with_file("content//a.txt")),
    "dot part": Bad("name-empty", with_file("content/./a.txt")),
    "long name": Bad("name-long", with_file(f"content/{'a' * 300}.txt")),
    "long path": Bad("name-long", with_file(f"content/{'abcdefghi/' * 60}a.txt")),
    "deep": Bad("name-deep", with_file(f"content/{'a/' * 40}a.txt")),
    "the same twice": Bad("name-twice", with_file("content/images/a.png", PNG)),
    "the same in capitals": Bad("name-case", with_file("content/images/A.png", PNG)),
    "the same folder in capitals": Bad("name-case", with_file("content/Images/b.png", PNG)),
    "content in capitals": Bad("name-case", with_file("Content/b.txt")),
    "a letter written otherwise": Bad(
        "name-case", lambda: raw_zip(raw_good({"name": "content/é.txt"}, {"name": "content/e\u0301.txt"}))
    ),
    "sharp s": Bad("name-case", lambda: raw_zip(raw_good({"name": "content/ß.txt"}, {"name": "content/ss.txt"}))),
    "a file that is a folder": Bad("name-conflict", with_file("content/images", b"x")),
    "two spellings in the headers": Bad("header-lies", with_entry(local={"name": b"content/b.php"})),
}  # fmt: skip

ARCHIVES: dict[str, Bad] = {
    "empty": Bad("not-a-zip", lambda: b""),
    "words": Bad("not-a-zip", lambda: b"These are words. " * 100),
    "nothing in it": Bad("not-a-zip", lambda: zipped({})),
    "cut at the end": Bad("not-a-zip", cut_short(0.97)),
    "cut in the middle": Bad("not-a-zip", cut_short(0.5)),
    "only an end": Bad("not-a-zip", lambda: raw_zip([])),
    "something before": Bad("not-a-zip", lambda: b"GIF89a" + zipped(good())),
    "something after": Bad("not-a-zip", lambda: zipped(good()) + b"<script>"),
    "directory elsewhere": Bad("not-a-zip", lambda: raw_zip(raw_good(), offset=3)),
    "directory longer than told": Bad("not-a-zip", lambda: raw_zip(raw_good(), length=10)),
    "larger numbers": Bad("zip64", lambda: raw_zip(raw_good(), count=0xFFFF)),
    "wrong checksum": Bad("damaged-file", flipped),
    "not deflated at all": Bad("damaged-file", with_entry(packed=b"\xff" * 100)),
    "deflated and cut": Bad("damaged-file", with_entry(packed=b"\x4b\x4a\x4e")),
    "more packed than told": Bad("header-lies", with_entry(packed=b"\x03\x00" + b"hidden", data=b"", local={},
    central={})),
    "larger than told": Bad("size-lies", with_entry(local={"size": 5}, central={"size": 5})),
    "smaller than told": Bad("size-lies", with_entry(local={"size": 9000}, central={"size": 9000})),
    "told otherwise inside": Bad("header-lies", with_entry(local={"size": 5})),
    "another method inside": Bad("header-lies", with_entry(local={"method": 0})),
    "points at nothing": Bad("damaged-file", with_entry(central={"offset": 7})),
    "locked": Bad("encrypted", with_entry(central={"flags": 0x801})),
    "locked inside": Bad("header-lies", with_entry(local={"flags": 0x801})),
    "unknown method": Bad("compression", with_entry(local={"method": 12}, central={"method": 12})),
    "files on top of each other": Bad("overlap", overlapping),
}  # fmt: skip

BOMBS: dict[str, Bad] = {
    "ratio": Bad("ratio", with_files(**{"content/a.txt": bytes(15 * MB)})),
    "ratio in a library": Bad("ratio", with_files(**{f"{MAIN}/a.js": bytes(15 * MB)})),
    "a large file": Bad("file-too-large", with_files(**{"content/a.txt": noisy(17 * MB)})),
    "a file that lies about gigabytes": Bad("size-lies", with_entry(data=bytes(30 * MB), local={"size": 9},
    central={"size": 9})),
    "many large files": Bad("total-too-large",
    lambda: zipped(good() | {f"content/{n}.txt": bytes(13 * MB) for n in range(5)})),
    "many files under the ratio": Bad(
        "total-too-large", lambda: zipped(good() | {f"content/{n}.txt": bytes(MB) for n in range(70)})
    ),
    "too many files": Bad("too-many-files",
    lambda: raw_zip(raw_good(*({"name": f"content/{n}.txt"} for n in range(6_000))))),
    "more files than told": Bad(
        "too-many-files", lambda: raw_zip([{"name": f"content/{n}.txt"} for n in range(6_000)], count=5)
    ),
    "a directory of long names": Bad(
        "too-many-files", lambda: raw_zip([{"name": f"content/{n}{'n' * 60_000}.txt"} for n in range(60)])
    ),
    "too large packed": Bad("package-too-large", lambda: zipped(good() | {"content/a.txt": os.urandom(65 * MB)},
    stored=True)),
    "JSON of brackets": Bad("json-too-large", loose("content/content.json", mostly_nodes)),
    "JSON of megabytes": Bad("json-too-large", instead("content/content.json", b'{"a":"' + noisy(5 * MB) + b'"}')),
    "JSON nested": Bad("json-too-deep", instead("content/content.json",
    b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}")),
    "JSON nested a little": Bad("json-too-deep", instead("content/content.json",
    b'{"a":' + b"[" * 100 + b"]" * 100 + b"}")),
    "a long number": Bad("json-invalid", loose("content/content.json", lambda: b'{"a":' + b"9" * 3_000_000 + b"}")),
    "JSON without end": Bad("json-total", lambda: zipped(many_documents())),
    "a long title": Bad("property-invalid", with_change("h5p.json", title="t" * 200_000)),
    "a long h5p.json": Bad("json-too-large", with_change("h5p.json", title="t" * 300_000)),
    "too many libraries": Bad("too-many-libraries", lambda: zipped(chain(320))),
    "a zip in the package": Bad("type-not-allowed", with_files(**{"content/a.zip": zipped({"a.txt": b"a"})})),
    "a package in the package": Bad("type-not-allowed", with_files(**{"content/a.h5p": zipped(good())})),
}  # fmt: skip

DOCUMENTS: dict[str, Bad] = {
    "no h5p.json": Bad("file-missing", without("h5p.json")),
    "no content": Bad("file-missing", without("content/content.json")),
    "h5p.json is no JSON": Bad("json-invalid", instead("h5p.json", b"{'title': 1}")),
    "content is no JSON": Bad("json-invalid", instead("content/content.json", b"{")),
    "content is a list": Bad("not-an-object", instead("content/content.json", b"[]")),
    "content in another encoding": Bad("json-invalid", instead("content/content.json", '{"a":"é"}'.encode("latin-1"))),
    "content with a zero character": Bad(
        "json-invalid", instead("content/content.json", b'{"a":"\\u0000"}')
    ),
    "content with half a letter": Bad("json-invalid", instead("content/content.json", b'{"a":"\\ud800"}')),
    "h5p.json with NUL": Bad("json-invalid", instead("h5p.json", packed_json(head(title="A\0question")))),
    "content with no number": Bad("json-invalid", instead("content/content.json", b'{"points":NaN}')),
    "content with endless number": Bad("json-invalid", instead("content/content.json", b'{"points":1e999}')),
    "h5p.json is a list": Bad("not-an-object", instead("h5p.json", b"[]")),
    "h5p.json is null": Bad("not-an-object", instead("h5p.json", b"null")),
    **{f"no {name}": Bad("property-missing", with_change("h5p.json", **{name: None}))
       for name in ("title", "language", "preloadedDependencies", "mainLibrary", "embedTypes")},
    **{f"h5p.json with {name} {value!r}": Bad("property-invalid", with_change("h5p.json", **{name: value}))
       for name, value in (
           ("title", 3), ("title", ""), ("title", ["a"]), ("language", "vi_VN"), ("language", "a" * 11),
           ("mainLibrary", "1Question"), ("mainLibrary", "../x"), ("mainLibrary", {}), ("embedTypes", ["script"]),
           ("embedTypes", []), ("embedTypes", "iframe"), ("embedTypes", [["iframe"]]),
           ("preloadedDependencies", {}), ("preloadedDependencies", [3]),
           ("preloadedDependencies", [{"machineName": "../x", "majorVersion": 1, "minorVersion": 0}]),
           ("preloadedDependencies", [{"machineName": "T.A", "majorVersion": True, "minorVersion": 0}]),
           ("preloadedDependencies", [{"machineName": "T.A", "majorVersion": "1\n", "minorVersion": 0}]),
           ("preloadedDependencies", [{"machineName": "T.A", "majorVersion": 100000, "minorVersion": 0}]),
           ("license", "mine"), ("source", "javascript:alert(1)"), ("authors", [{"name": "A"}]),
       )},
    "another main library": Bad("main-not-listed", with_change("h5p.json", mainLibrary="T.Other")),
    "core too new": Bad("core-too-new", with_change("h5p.json", coreApi={"majorVersion": 1, "minorVersion": 29})),
}  # fmt: skip

LIBRARIES: dict[str, Bad] = {
    "no library.json": Bad("file-missing", without(f"{HELPER}/library.json")),
    "library.json is no JSON": Bad("json-invalid", instead(f"{HELPER}/library.json", b"var a")),
    "library.json is a list": Bad("not-an-object", instead(f"{HELPER}/library.json", b"[]")),
    **{f"library without {name}": Bad("property-missing", with_change(f"{HELPER}/library.json", **{name: None}))
       for name in ("title", "majorVersion", "minorVersion", "patchVersion", "machineName", "runnable")},
    **{f"library with {name} {value!r}": Bad("property-invalid", with_change(f"{HELPER}/library.json", **{name: value}))
       for name, value in (
           ("majorVersion", -1), ("majorVersion", 1.5), ("minorVersion", "x"), ("patchVersion", True),
           ("machineName", "T Helper"), ("machineName", "a" * 256), ("runnable", 2), ("runnable", True),
           ("preloadedJs", [{"path": "../../x.js"}]), ("preloadedJs", [{"path": "a.php"}]), ("preloadedJs", ["a.js"]),
           ("preloadedJs", [{"path": "http://a.example/x.js"}]), ("preloadedCss", [{"path": "a.js"}]),
           ("preloadedJs", [{"path": "a" * 30 + "!"}]), ("coreApi", 3), ("dropLibraryCss", [{}]),
       )},
    "folder of another name": Bad("library-folder", lambda: zipped(
        {name.replace(HELPER, "T.Other-1.0"): data for name, data in good().items()})),
    "folder of another version": Bad("library-folder", with_change(f"{HELPER}/library.json", minorVersion=1)),
    "library twice": Bad("library-twice", lambda: zipped(good() | {
        name.replace(HELPER, "T.Helper"): data for name, data in good().items() if name.startswith(HELPER)})),
    "script missing": Bad("asset-missing", without(f"{HELPER}/helper.js")),
    "style missing": Bad("asset-missing", without(f"{HELPER}/helper.css")),
    "script in other letters": Bad("asset-missing", lambda: zipped(
        {name.replace("helper.js", "Helper.js"): data for name, data in good().items()})),
    "core too new": Bad("core-too-new", with_change(
        f"{HELPER}/library.json", coreApi={"majorVersion": 2, "minorVersion": 0})),
    "semantics are no JSON": Bad("json-invalid", instead(f"{MAIN}/semantics.json", b"[")),
    **{f"semantics {value!r}": Bad("semantics-invalid", instead(f"{MAIN}/semantics.json", packed_json(value)))
       for value in (
           {}, [1], [{"name": "a"}], [{"name": 1, "type": "text"}], [{"name": "a", "type": "list"}],
           [{"name": "a", "type": "group", "fields": {}}], [{"name": "a", "type": "text", "tags": "b"}],
           [{"name": "a", "type": "number", "min": "x"}], [{"name": "a", "type": "select", "options": [1]}],
           [{"name": "a", "type": "number", "max": 1e300}],
       )},
    "language is no JSON": Bad("json-invalid", instead(f"{MAIN}/language/vi.json", b"xin chao")),
    "language of no name": Bad("language-name", with_files(**{f"{MAIN}/language/v1.json": b"{}"})),
    "dependency missing": Bad("library-missing", lambda: zipped(
        good() | library("T.Question 1.0", needs=("T.Helper 1.0", "T.Gone 2.1"), semantics=QUESTION))),
    "editor dependency missing": Bad("library-missing", with_change(
        f"{HELPER}/library.json", editorDependencies=[{"machineName": "T.Ed", "majorVersion": 1, "minorVersion": 0}])),
    "dynamic dependency missing": Bad("library-missing", with_change(
        f"{HELPER}/library.json", dynamicDependencies=[{"machineName": "T.Dy", "majorVersion": 1, "minorVersion": 0}])),
    "only another minor version": Bad("library-missing", with_change("h5p.json", preloadedDependencies=[
        {"machineName": "T.Question", "majorVersion": 1, "minorVersion": 1}])),
    "library in the content missing": Bad("library-missing", lambda: zipped(good() | {
        f"{MAIN}/semantics.json": packed_json([{"name": "part", "type": "library", "options": ["T.Gone 1.0"]}]),
        "content/content.json": packed_json({"part": {"library": "T.Gone 1.0", "params": {}}})})),
    "two that need each other": Bad("dependency-cycle", lambda: zipped(cycle())),
    "one that needs itself": Bad("dependency-cycle", lambda: zipped(
        good() | library("T.Helper 1.0", needs=("T.Helper 1.0",)))),
    "a circle of 290": Bad("dependency-cycle", lambda: zipped(chain(290))),
}  # fmt: skip

TYPES: dict[str, Bad] = {
    **{f"{kind} in content": Bad("type-not-allowed", with_files(**{f"content/a.{kind}": b"x"}))
       for kind in ("svg", "html", "htm", "xml", "xhtml", "swf", "js", "css", "php", "exe", "SVG", "Html", "txt.php")},
    **{f"{kind} in a library": Bad("type-not-allowed", with_files(**{f"{HELPER}/a.{kind}": b"x"}))
       for kind in ("html", "swf", "php", "py", "sh", "map")},
    "no ending in content": Bad("type-not-allowed", with_files(**{"content/a": b"x"})),
    "svg that says png": Bad("type-lies",
    with_files(**{"content/a.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>"})),
    "html that says mp4": Bad("type-lies", with_files(**{"content/a.mp4": b"\xef\xbb\xbf \n<!doctype html><script>"})),
}  # fmt: skip

# Not refused: what is wrong in the content is taken out of it. They are here for what they cost.
COSTLY: dict[str, Bad] = {
    "deep markup": Bad("content-text-intricate", loose("content/content.json", deep_markup)),
    "marks of a thousand kinds": Bad("content-text-changed", loose("content/content.json", distinct_formats)),
    "comments without end": Bad("content-text-changed", loose("content/content.json", endless_comments)),
    "quotes without end": Bad("content-text-changed", loose("content/content.json", quoted_marks)),
    "nested below the limit": Bad("content-text-changed", loose("content/content.json", nested_below_the_limit)),
    "nodes below the limit": Bad("content-wrong-type", loose("content/content.json", nodes_below_the_limit)),
    "everything below the limits": Bad("content-text-changed", everything_below_the_limits),
    "wide letters": Bad("content-text-cut", loose("content/content.json", wide_letters)),
    "scripts without end": Bad("content-text-changed", loose("content/content.json", many_texts)),
}

REFUSED: dict[str, Bad] = {
    f"{group}: {name}": bad
    for group, cases in (
        ("link", LINKS), ("name", NAMES), ("archive", ARCHIVES), ("bomb", BOMBS), ("document", DOCUMENTS),
        ("library", LIBRARIES), ("type", TYPES),
    )
    for name, bad in cases.items()
}  # fmt: skip
