"""Packages that are written are packages that are read, and the same bytes every time."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.h5p import FolderShelf, LibraryName, Package, PackageError, describe, write_package, write_zip
from tests.courses.h5p.making import CONTENT, PNG, changed, good, library, named, packed_json, zipped

MAIN = LibraryName("T.Question", 1, 0)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> FolderShelf:
    folder = tmp_path_factory.mktemp("libraries")
    files = (
        good() | library("T.Ed 1.0", needs=("T.Helper 1.0",), scripts=("ed.js",)) | {"T.Question-1.0/LICENSE": b"ours"}
    )
    files = changed(files, "T.Question-1.0/library.json", editorDependencies=[named("T.Ed 1.0")], embedTypes=["div"])
    for name, data in files.items():
        if name.startswith("T."):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return FolderShelf(folder)


def made(libraries: FolderShelf, **more: Any) -> bytes:
    file = io.BytesIO()
    head = describe(title="Câu hỏi", language="vi", main=MAIN, shelf=libraries, license="CC BY")
    told: dict[str, Any] = {"head": head, "content": CONTENT, "files": {"images/a.png": PNG}, **more}
    write_package(file, shelf=libraries, **told)
    return file.getvalue()


def test_what_was_written_is_read_back(libraries: FolderShelf) -> None:
    package = Package(io.BytesIO(made(libraries)))
    assert list(package.check(may_install=True)) == []
    assert package.content() == CONTENT
    assert package.head.raw == {
        "title": "Câu hỏi", "language": "vi", "mainLibrary": "T.Question", "embedTypes": ["div"], "license": "CC BY",
        "preloadedDependencies": [named("T.Helper 1.0"), named("T.Question 1.0")],
    }  # fmt: skip
    assert b"".join(package.content_pieces("images/a.png")) == PNG
    assert [str(name) for name in package.libraries] == ["T.Ed 1.0", "T.Helper 1.0", "T.Question 1.0"]


def test_only_preloaded_dependencies_are_named_and_the_editor_comes_along_when_wanted(libraries: FolderShelf) -> None:
    with zipfile.ZipFile(io.BytesIO(made(libraries))) as archive:
        assert "T.Ed" not in archive.read("h5p.json").decode()
        assert "T.Ed-1.0/ed.js" in archive.namelist()
        assert "T.Question-1.0/LICENSE" not in archive.namelist()
    with zipfile.ZipFile(io.BytesIO(made(libraries, with_editor=False))) as archive:
        assert not [name for name in archive.namelist() if name.startswith("T.Ed")]


def test_the_same_content_is_the_same_bytes(libraries: FolderShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(libraries, files={"a.txt": b"1", "b.txt": b"2"})
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(os, "umask", lambda mask: 0)
    assert made(libraries, files={"b.txt": b"2", "a.txt": b"1"}) == first


def test_any_files_are_packed_as_they_come_and_are_the_same_bytes_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    def packed() -> bytes:
        file = io.BytesIO()
        write_zip(file, [("b.yaml", [b"one", b"two"]), ("thư mục/a.bin", iter([b"\0" * 100_000])), ("c", [])])
        return file.getvalue()

    first = packed()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert packed() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["b.yaml", "thư mục/a.bin", "c"]
        assert [archive.read(name) for name in archive.namelist()] == [b"onetwo", b"\0" * 100_000, b""]


def test_a_package_can_be_written_out_of_a_package(libraries: FolderShelf) -> None:
    package = Package(io.BytesIO(made(libraries)))
    assert package.check(may_install=True).ok
    again = io.BytesIO()
    write_package(again, head=package.head.raw, content=package.content(), shelf=package, files={"images/a.png": PNG})
    assert again.getvalue() == made(libraries)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"files": {"../a.png": PNG}}, "name-traversal"),
        ({"files": {"a.svg": b"<svg/>"}}, "type-not-allowed"),
        ({"files": {"content.json": b"{}"}}, "type-not-allowed"),
        ({"files": {"a.png": PNG, "A.png": PNG}}, "name-case"),
        ({"head": {}}, "property-missing"),
        ({"head": json.loads(changed(good(), "h5p.json", preloadedDependencies=[named("T.Question 1.0"),
         named("T.No 1.0")])["h5p.json"])},
         "library-missing"),
    ],
)  # fmt: skip
def test_nothing_is_written_that_would_not_be_read(
    libraries: FolderShelf, more: dict[str, Any], code: str, tmp_path: Path
) -> None:
    with pytest.raises(PackageError) as raised:
        made(libraries, **more)
    assert code in {problem.code for problem in raised.value.problems}
    head = describe(title="", language="vi", main=MAIN, shelf=libraries)
    with pytest.raises(PackageError):
        write_package(tmp_path / "a.h5p", head=head, content={}, shelf=libraries)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_there_when_it_is_complete_and_not_before(libraries: FolderShelf, tmp_path: Path) -> None:
    head = describe(title="t", language="vi", main=MAIN, shelf=libraries)
    gone = {"a.txt": tmp_path / "not there"}
    with pytest.raises(FileNotFoundError):
        write_package(tmp_path / "a.h5p", head=head, content={}, shelf=libraries, files=gone)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there").write_bytes(b"words")
    write_package(tmp_path / "a.h5p", head=head, content={}, shelf=libraries, files={"a.txt": tmp_path / "there"})
    with Package(tmp_path / "a.h5p") as package:
        assert package.check(may_install=True).ok
        assert b"".join(package.content_pieces("a.txt")) == b"words"


_names = st.from_regex(r"[a-z][a-z0-9]{0,8}(/[a-z][a-z0-9]{0,8}){0,2}\.(txt|png|json)", fullmatch=True)
_letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_contents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(_letters),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(_letters, max_size=5), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@given(
    st.dictionaries(_names, st.binary(max_size=300).filter(lambda data: not data.lstrip().startswith((b"<",
    b"\xef"))), max_size=5),
    st.dictionaries(st.text(_letters, max_size=5), _contents, max_size=4),
    st.text(_letters, min_size=1, max_size=255).filter(lambda text: "\n" not in text),
)  # fmt: skip
def test_anything_goes_there_and_back(files: dict[str, bytes], content: dict[str, Any], title: str) -> None:
    package = Package(io.BytesIO(zipped(good())))
    package.check(may_install=True)
    head = describe(title=title, language="vi", main=MAIN, shelf=package)
    files.pop("content.json", None)
    target = io.BytesIO()
    try:
        write_package(target, head=head, content=content, shelf=package, files=files)
    except PackageError as refused:
        codes = {problem.code for problem in refused.problems}
        assume(codes != {"name-windows"})
        raise
    back = Package(target)
    report = back.check(may_install=True)
    if "name-conflict" not in report.codes:
        assert report.ok, list(map(str, report))
        assert back.content() == content
        assert back.head.title == title
        assert {name: b"".join(back.content_pieces(name)) for name in files} == files


def test_content_that_is_packed_is_kept_in_its_order() -> None:
    assert packed_json({"b": 1, "a": 2}) == b'{"b": 1, "a": 2}'


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 5 * 1024 * 1024])
def test_what_nobody_could_read_again_is_not_written(text: str) -> None:
    package = Package(io.BytesIO(zipped(good())))
    package.check(may_install=True)
    head = describe(title="A", language="vi", main=MAIN, shelf=package)
    target = io.BytesIO()
    with pytest.raises(PackageError) as refused:
        write_package(target, head=head, content={"question": text}, shelf=package)
    assert {problem.code for problem in refused.value.problems} <= {"json-invalid", "json-too-large"}
    assert target.getvalue() == b""
