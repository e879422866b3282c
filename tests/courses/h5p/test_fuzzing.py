"""The reader meets packages that nobody thought of: whatever the bytes, the answer is a report.

Some hundreds of examples a run; `H5P_FUZZ=20000` in the environment makes it as many as one has time for.
"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.h5p import Package, PackageError
from courses.h5p.problems import SENTENCES
from tests.courses.h5p.making import CONTENT, good, packed_json, raw_good, raw_zip, zipped

EXAMPLES = int(os.environ.get("H5P_FUZZ", "200"))
WHOLE = zipped(good())
LOOSE = zipped(good(), stored=True)
often = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def answered(data: bytes) -> None:
    """Whatever it is: a report with sentences, nothing else raised, nothing beside the folder."""
    package = Package(io.BytesIO(data))
    for may_install in (False, True):
        report = package.check(may_install=may_install)
        assert all(problem.code in SENTENCES and problem.sentence() for problem in report)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "a" / "b"
        try:
            package.filtered()
            package.assets()
            package.calls_out()
            package.unpack_content(folder)
            for library in package.libraries:
                package.unpack_library(library, folder.parent / library.folder)
        except PackageError:
            assert not report.ok
        written = {path.relative_to(name).parts[0] for path in Path(name).rglob("*")}
        assert written <= {"a"}


@given(st.binary(max_size=400))
@often
def test_any_bytes(data: bytes) -> None:
    answered(data)
    answered(b"PK\x03\x04" + data + b"PK\x05\x06" + data[:18].ljust(18, b"\0"))


@given(
    st.sampled_from([WHOLE, LOOSE]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=6), st.integers(0, 6)),
    max_size=6),
    st.floats(0.5, 1),
)  # fmt: skip
@often
def test_a_package_with_bytes_changed_put_in_and_taken_out(
    whole: bytes, changes: list[tuple[float, bytes, int]], keep: float
) -> None:
    data = whole
    for place, put, take in changes:
        start = int(place * len(data))
        data = data[:start] + put + data[start + take :]
    answered(data)
    answered(data[: int(len(data) * keep)])


_told = st.fixed_dictionaries(
    {},
    optional={
        "flags": st.integers(0, 0xFFFF), "method": st.sampled_from([0, 8, 9, 12, 14, 95]),
        "crc": st.integers(0, 0xFFFFFFFF), "packed": st.integers(0, 300) | st.just(0xFFFFFFFF),
        "size": st.integers(0, 300) | st.just(0xFFFFFFFF), "name": st.binary(min_size=1, max_size=12),
        "offset": st.integers(0, 5000), "attributes": st.integers(0, 0xFFFFFFFF),
    },
)  # fmt: skip
_name = st.sampled_from([
    "h5p.json", "content/content.json", "content/", "content", "T.Helper-1.0/library.json", "T.New-1.0/library.json",
    "T.Helper-1.0/language/en.json", "T.Helper-1.0/semantics.json", "..", "/", "", "content/a.txt", "a/b/c.js",
]) | st.text(max_size=12).map(lambda text: text.encode(errors="replace").decode())  # fmt: skip


@given(
    st.lists(st.fixed_dictionaries({"name": _name, "data": st.binary(max_size=80), "local": _told,
    "central": _told}), max_size=4),
    st.fixed_dictionaries({}, optional={
        "count": st.integers(0, 0xFFFF), "length": st.integers(0, 4000), "offset": st.integers(0, 9000)}),
    st.booleans(),
)  # fmt: skip
@often
def test_headers_that_say_anything(entries: list[dict[str, Any]], end: dict[str, int], rest: bool) -> None:
    answered(raw_zip(raw_good(*entries) if rest else entries, **end))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["T.Helper", "T.Question", "iframe", "1.0", "text", "group", "list", "library", "T.Helper 1.0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([
            "title", "language", "mainLibrary", "embedTypes", "preloadedDependencies", "machineName", "majorVersion",
            "minorVersion", "patchVersion", "runnable", "preloadedJs", "preloadedCss", "path", "coreApi", "name",
            "type",
            "fields", "field", "options", "tags", "semantics", "dropLibraryCss", "metadataSettings", "authors", "font",
        ]), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(
    st.sampled_from([name for name in good() if name.endswith(".json")]),
    _json,
    st.booleans(),
)
@often
def test_documents_that_hold_anything(name: str, value: Any, beside: bool) -> None:
    files = good()
    if beside and isinstance(value, dict) and not name.endswith(("semantics.json", "content.json")):
        import json

        value = json.loads(files[name]) | value
    answered(zipped(files | {name: packed_json(value)}))


@given(_json, _json)
@often
def test_content_and_semantics_that_hold_anything(content: Any, semantics: Any) -> None:
    fields = semantics if isinstance(semantics, list) else [semantics]
    held = CONTENT | (content if isinstance(content, dict) else {"title": content})
    answered(zipped(good() | {
        "content/content.json": packed_json(held), "T.Question-1.0/semantics.json": packed_json(fields)}))  # fmt: skip
