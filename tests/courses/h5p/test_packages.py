"""Reading a package: what is in it, what it needs, what a page loads, what installing would do."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import pytest

from courses.h5p import EmptyShelf, FolderShelf, LibraryName, Limits, Package, PackageError, Problem, Shelves
from courses.h5p.problems import Report
from tests.courses.h5p.making import (
    CONTENT,
    HELPER,
    PNG,
    QUESTION,
    changed,
    good,
    head,
    installed,
    library,
    library_json,
    named,
    packed_json,
    raw_good,
    raw_zip,
    shelf,
    zipped,
)  # fmt: skip

HELPER_NAME = LibraryName("T.Helper", 1, 0)
MAIN_NAME = LibraryName("T.Question", 1, 0)


def opened(files: dict[str, bytes], limits: Limits | None = None) -> Package:
    return Package(io.BytesIO(zipped(files)), limits=limits)


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report]


def test_a_good_package_has_no_problems_from_a_path_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "good.h5p"
    path.write_bytes(zipped(good()))
    with Package(path) as package:
        assert list(package.check(may_install=True)) == []
        assert package.head.title == "A question"
        assert package.head.main == MAIN_NAME
        assert package.content() == CONTENT
        assert list(package.content_files) == ["images/a.png"]
        assert b"".join(package.content_pieces("images/a.png")) == PNG
    with tempfile.SpooledTemporaryFile() as file:
        file.write(path.read_bytes())
        package = Package(file)
        assert list(package.check(may_install=True)) == []
        package.close()
        assert not file.closed


def test_nothing_is_given_before_it_was_checked() -> None:
    package = opened(good())
    for ask in (package.content, package.filtered, lambda: package.head, lambda: package.libraries):
        with pytest.raises(PackageError):
            ask()


def test_without_the_right_to_install_libraries_are_passed_over_and_what_is_missing_named() -> None:
    files = good() | {f"{HELPER}/evil.php": b"x"}
    report = opened(files).check(may_install=False)
    assert [str(problem) for problem in report] == [
        "The library T.Helper 1.0 is missing; h5p.json needs it.",
        "The library T.Question 1.0 is missing; h5p.json needs it.",
    ]
    package = opened(files)
    assert package.check(installed=installed()).ok
    assert package.libraries == {}


def test_names_that_begin_with_a_dot_or_an_underscore_are_passed_over(tmp_path: Path) -> None:
    extra = {"content/.DS_Store": b"x", "__MACOSX/a.exe": b"x", f"{HELPER}/.git/config": b"x", "readme.exe": b"x"}
    package = opened(good() | extra)
    assert list(package.check(may_install=True)) == []
    package.unpack_content(tmp_path / "content")
    package.unpack_library(HELPER_NAME, tmp_path / "helper")
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        "a.png", "helper.css", "helper.js", "library.json", "semantics.json", "vi.json",
    ]  # fmt: skip


def test_endings_in_capitals_are_as_good() -> None:
    assert opened(good() | {"content/images/B.PNG": PNG, "content/c.WebM": b"x"}).check(may_install=True).ok


def test_a_folder_may_be_named_with_or_without_the_version() -> None:
    files = {name.replace(HELPER, "T.Helper"): data for name, data in good().items()}
    package = opened(files)
    assert package.check(may_install=True).ok
    assert set(package.library_files(HELPER_NAME)) == {
        "helper.css", "helper.js", "language/vi.json", "library.json", "semantics.json",
    }  # fmt: skip


def test_versions_may_be_written_as_text() -> None:
    needs = [{"machineName": "T.Question", "majorVersion": "1", "minorVersion": "0"}]
    assert opened(changed(good(), "h5p.json", preloadedDependencies=needs)).check(may_install=True).ok


def test_the_same_or_an_older_core_is_enough() -> None:
    for version in ({"majorVersion": 1, "minorVersion": 28}, {"majorVersion": 0, "minorVersion": 99}):
        assert opened(changed(good(), f"{HELPER}/library.json", coreApi=version)).check(may_install=True).ok


def test_a_site_may_allow_more_or_less() -> None:
    files = good() | {"content/a.swf": b"x"}
    assert "type-not-allowed" in opened(files).check(may_install=True).codes
    limits = Limits(content_types=Limits().content_types | {"swf"})
    assert opened(files, limits).check(may_install=True).ok
    assert opened(good(), Limits(core=(1, 0))).check(may_install=True).ok
    assert codes(opened(good(), Limits(total_bytes=100)).check(may_install=True)) == ["total-too-large"]


def test_editors_and_their_content_types_may_need_each_other() -> None:
    files = good() | library("T.Ed 1.0", needs=("T.Question 1.0",))
    files = changed(files, "T.Question-1.0/library.json", editorDependencies=[named("T.Ed 1.0")])
    package = opened(files)
    assert package.check(may_install=True).ok
    assert LibraryName("T.Ed", 1, 0) not in package.assets().libraries


def test_a_page_loads_each_library_once_and_after_those_it_needs() -> None:
    files = {
        "h5p.json": packed_json(head("T.Top 1.0", "T.Top 1.0", "T.Left 1.0")),
        "content/content.json": b"{}",
        **library("T.Top 1.0", needs=("T.Left 1.0", "T.Right 1.0"), scripts=("b.js", "a.js")),
        **library("T.Left 1.0", needs=("T.Base 1.0",), scripts=("left.js",), preloadedCss=[{"path": "left.css"}]),
        **library(
            "T.Right 1.0", needs=("T.Base 1.0",), scripts=("right.js",), dropLibraryCss=[{"machineName": "T.Left"}]
        ),
        **library("T.Base 1.0", scripts=("base.js",), preloadedCss=[{"path": "base.css"}]),
    }
    files = changed(files, "T.Base-1.0/library.json", preloadedCss=[{"path": "./base.css"}])
    package = opened(files)
    assert package.check(may_install=True).ok
    found = package.assets()
    assert found.scripts == (
        "T.Base-1.0/base.js", "T.Left-1.0/left.js", "T.Right-1.0/right.js", "T.Top-1.0/b.js", "T.Top-1.0/a.js",
    )  # fmt: skip
    assert found.styles == ("T.Base-1.0/base.css",)


def test_a_page_also_loads_what_only_the_content_uses() -> None:
    part = {"library": "T.Question 1.0", "params": {"title": "within"}, "subContentId": "x"}
    files = good() | library("T.Other 1.0", scripts=("other.js",))
    semantics = [{"name": "part", "type": "library", "options": ["T.Other 1.0"]}]
    files |= library("T.Question 1.0", semantics=semantics)
    files["content/content.json"] = packed_json({"part": part | {"library": "T.Other 1.0"}})
    package = opened(files)
    assert package.check(may_install=True).ok
    assert "T.Other-1.0/other.js" in package.assets().scripts


def test_installing_replaces_by_a_higher_patch_and_by_nothing_else() -> None:
    files = changed(good(), f"{HELPER}/library.json", patchVersion=5)
    package = opened(files)
    assert package.check(may_install=True).ok
    for here, does in ((4, "replaces"), (5, "same"), (6, "older")):
        steps = package.installation(shelf((library_json("T.Helper 1.0", patch=here), [])))
        assert [(str(step.name), step.does, step.patch, step.installed) for step in steps] == [
            ("T.Helper 1.0", does, 5, here),
            ("T.Question 1.0", "new", 0, None),
        ]
    other = shelf((library_json("T.Helper 1.1"), []))
    assert [step.does for step in package.installation(other)] == ["new", "new"]


def test_content_is_held_to_the_library_that_will_be_used_not_to_the_one_that_came_along() -> None:
    """A package cannot bring kinder semantics under the name of a library that is here."""
    kinder = good() | library("T.Question 1.0", semantics=[{"name": "evil", "type": "text", "tags": ["a"]}])
    kinder["content/content.json"] = packed_json({"evil": "x", "title": "t"})
    package = opened(kinder)
    assert package.check(may_install=True, installed=installed()).ok
    assert package.filtered(installed()).params == {"title": "t"}
    assert package.filtered().params == {"evil": "x"}


def test_libraries_with_the_same_files_have_the_same_digest_and_no_others() -> None:
    digests = set()
    for files in (good(), good() | {"content/b.txt": b"x"}, good() | {f"{HELPER}/helper.js": b"other"}):
        package = opened(files)
        assert package.check(may_install=True).ok
        digests.add(package.library_digest(HELPER_NAME))
    assert len(digests) == 2


def test_files_are_unpacked_whole_into_an_empty_folder_only(tmp_path: Path) -> None:
    package = opened(good())
    package.check(may_install=True)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "images").symlink_to("/tmp")
    with pytest.raises(FileExistsError):
        package.unpack_content(tmp_path / "used")
    package.unpack_library(MAIN_NAME, tmp_path / "libraries" / MAIN_NAME.folder)
    found = FolderShelf(tmp_path / "libraries")
    assert found.names() == [MAIN_NAME]
    both = Shelves(EmptyShelf(), found)
    assert both.library(MAIN_NAME) == package.library(MAIN_NAME)
    assert both.semantics(MAIN_NAME) == package.semantics(MAIN_NAME)
    assert both.library(HELPER_NAME) is None


def test_a_file_that_changes_after_the_check_is_noticed_and_nothing_stays(tmp_path: Path) -> None:
    path = tmp_path / "good.h5p"
    whole = zipped(good() | {"content/z.txt": b"words" * 100_000}, stored=True)
    path.write_bytes(whole)
    with Package(path) as package:
        assert package.check(may_install=True).ok
        path.write_bytes(whole.replace(b"words", b"WORDS"))
        with pytest.raises(PackageError):
            package.unpack_content(tmp_path / "content")
    assert list((tmp_path / "content").iterdir()) == []


def test_what_a_package_calls_out_to_is_told() -> None:
    files = good() | {
        f"{HELPER}/helper.css": b"@import '//fonts.example/a.css'; a { background: url(https://img.example/b.png) }",
        f"{HELPER}/helper.js": b"/* see http://docs.example */ var a = 'https://api.example/x', n = 'http://www.w3.org/2000/svg'",
        "content/content.json": packed_json(
            CONTENT | {"film": [{"path": "https://video.example/a.mp4", "mime": "video/mp4"}]}
        ),
    }
    package = opened(files)
    assert package.check(may_install=True).ok
    assert package.calls_out() == {
        "api.example": [f"{HELPER}/helper.js"],
        "fonts.example": [f"{HELPER}/helper.css"],
        "img.example": [f"{HELPER}/helper.css"],
        "video.example": ["content/content.json"],
    }


def test_a_main_library_that_is_not_made_to_be_shown_is_noted() -> None:
    package = opened(changed(good(), "T.Question-1.0/library.json", runnable=0))
    report = package.check(may_install=True)
    assert report.ok
    assert codes(report) == ["main-not-runnable"]


def test_what_content_holds_too_much_is_noted_and_does_not_stand_in_the_way() -> None:
    package = opened(good() | {"content/content.json": packed_json(CONTENT | {"title": "x", "other": 1})})
    report = package.check(may_install=True)
    assert report.ok
    assert [(problem.code, problem.path, problem.level) for problem in report] == [
        ("content-unknown", "other", "note"),
    ]


def test_sentences_can_speak_another_language() -> None:
    problem = Problem("core-too-new", "h5p.json", {"needs": "1.29", "here": "1.28"})
    words = {"This needs version %(needs)s of H5P; here is %(here)s.": "Cần H5P %(needs)s; ở đây là %(here)s."}
    assert problem.sentence(words.__getitem__) == "Cần H5P 1.29; ở đây là 1.28."
    assert str(problem) == "h5p.json: This needs version 1.29 of H5P; here is 1.28."


def test_names_of_libraries_are_read_in_both_spellings() -> None:
    assert LibraryName.parse("H5P.Multi-Choice 1.16") == LibraryName.parse("H5P.Multi-Choice-1.16")
    assert str(LibraryName("H5P.A", 1, 2)) == "H5P.A 1.2"
    for wrong in ("H5P.A", "H5P.A 1", "H5P.A 1.2.3.4 ", "../x 1.0", "H5P.A 1.123456", None, 3, "A 1.²"):
        assert LibraryName.parse(wrong) is None


def test_a_long_chain_of_libraries_is_no_trouble() -> None:
    libraries = [(library_json(f"T.L{n} 1.0", needs=(f"T.L{n + 1} 1.0",)), []) for n in range(3000)]
    there = shelf(*libraries, (library_json("T.L3000 1.0"), []))
    files = {"h5p.json": packed_json(head("T.L0 1.0", "T.L0 1.0")), "content/content.json": b"{}"}
    package = opened(files)
    assert package.check(installed=there).ok
    order = package.assets(there).libraries
    assert (len(order), str(order[0])) == (3001, "T.L3000 1.0")


def test_json_of_the_fixtures_is_what_it_seems() -> None:
    assert json.loads(good()["content/content.json"]) == CONTENT
    assert [each["name"] for each in QUESTION][:2] == ["question", "title"]


def test_headers_may_leave_open_what_was_not_known_when_they_were_written() -> None:
    """Programs that write as they go set a flag and put the sizes behind the file; macOS fills in one of the three."""
    entries = raw_good()
    for zeros in ({"crc": 0, "packed": 0, "size": 0}, {"crc": 0, "packed": 0}):
        told = [each | {"local": {"flags": 0x808, **zeros}, "central": {"flags": 0x808}} for each in entries]
        assert Package(io.BytesIO(raw_zip(told))).check(may_install=True).ok
        lying = [each | {"local": {"flags": 0x800, **zeros}} for each in entries]
        assert set(codes(Package(io.BytesIO(raw_zip(lying))).check(may_install=True))) >= {"header-lies"}


def test_what_is_optional_may_be_null() -> None:
    nothing = dict.fromkeys(
        ("embedTypes", "dropLibraryCss", "preloadedCss", "coreApi", "license", "editorDependencies")
    )
    told = json.loads(good()[f"{HELPER}/library.json"]) | nothing
    assert opened(good() | {f"{HELPER}/library.json": packed_json(told)}).check(may_install=True).ok


def test_a_shelf_says_what_is_wrong_with_a_library_of_its_own(tmp_path: Path) -> None:
    for file, data in (
        ("library.json", b"{"),
        ("library.json", b"{}"),
        ("semantics.json", b"{}"),
        ("semantics.json", b"["),
    ):
        folder = tmp_path / HELPER
        folder.mkdir(exist_ok=True)
        for name, each in library("T.Helper 1.0").items():
            if name.count("/") == 1:
                (tmp_path / name).write_bytes(each)
        (folder / file).write_bytes(data)
        with pytest.raises(PackageError) as raised:
            FolderShelf(tmp_path).semantics(HELPER_NAME)
        assert all(problem.path.endswith(file) for problem in raised.value.problems)
    with pytest.raises(PackageError):
        shelf((library_json("T.Helper 1.0"), [{"name": "a"}]))
