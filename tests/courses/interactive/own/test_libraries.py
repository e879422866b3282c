"""Content types of our own: sound by our own rules, in two languages, installed once."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from courses.h5p import LibraryName, Package, describe, write_package
from courses.interactive.files import name_of, pieces_of, storage
from courses.interactive.models import H5PLibrary
from courses.interactive.own.installing import FOLDER, install_own_libraries, own_shelf

LIBRARIES = [path for path in sorted(FOLDER.iterdir()) if (path / "library.json").exists()]
SCAM = FOLDER / "BDHVS.ScamOrNot-1.0"
MOST_BYTES = 40 * 1024

each_library = pytest.mark.parametrize("folder", LIBRARIES, ids=lambda folder: folder.name)


def document(path: Path) -> Any:
    return json.loads(path.read_text())


def translatable(told: dict[str, Any]) -> dict[str, Any]:
    """Of a field of semantics, what a language file says anew."""
    kept: dict[str, Any] = {key: None for key in ("label", "description", "entity") if key in told}
    if told["type"] == "text" and "default" in told:
        kept["default"] = None
    if "options" in told:
        kept["options"] = [["label"]] * len(told["options"])
    if "fields" in told:
        kept["fields"] = [translatable(each) for each in told["fields"]]
    if "field" in told:
        kept["field"] = translatable(told["field"])
    return kept


def shape(said: dict[str, Any]) -> dict[str, Any]:
    """Which things a language file says of a field."""
    kept: dict[str, Any] = {key: None for key in ("label", "description", "entity", "default") if key in said}
    if "options" in said:
        kept["options"] = [list(each) for each in said["options"]]
    if "fields" in said:
        kept["fields"] = [shape(each) for each in said["fields"]]
    if "field" in said:
        kept["field"] = shape(said["field"])
    return kept


def said(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a language file with its place."""
    if isinstance(value, str):
        yield at, value
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from said(each, f"{at}/{key}")


@each_library
def test_it_passes_the_check_of_strangers_packages_and_calls_nobody(folder: Path, tmp_path: Path) -> None:
    name = LibraryName.parse(folder.name)
    assert name is not None
    head = describe(title="x", language="vi", main=name, shelf=own_shelf())
    write_package(tmp_path / "x.h5p", head=head, content={}, shelf=own_shelf())
    with Package(tmp_path / "x.h5p") as package:
        assert list(package.check(may_install=True)) == []
        assert list(package.library_files(name)) == sorted(
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        )
        assert package.calls_out() == {}


@each_library
def test_it_is_small_and_has_an_icon(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < MOST_BYTES
    assert (folder / "icon.svg").read_text().startswith("<svg")


@each_library
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_language_says_everything_that_the_semantics_say(folder: Path, language: str) -> None:
    semantics = document(folder / "semantics.json")
    found = document(folder / "language" / f"{language}.json")["semantics"]
    assert [shape(each) for each in found] == [translatable(each) for each in semantics]
    assert all(words.strip() for _place, words in said(found))


@each_library
def test_vietnamese_and_english_share_no_sentence_and_all_placeholders(folder: Path) -> None:
    vi, en = (dict(said(document(folder / "language" / f"{code}.json"))) for code in ("vi", "en"))
    for place, words in en.items():
        assert words != vi[place]
        assert sorted(re.findall(r":\w+", words)) == sorted(re.findall(r":\w+", vi[place]))


def test_english_is_what_the_semantics_say_themselves() -> None:
    semantics = document(SCAM / "semantics.json")

    def kept(told: dict[str, Any]) -> dict[str, Any]:
        found = {key: told[key] for key in translatable(told) if key not in ("options", "fields", "field")}
        if "options" in told:
            found["options"] = [{"label": each["label"]} for each in told["options"]]
        if "fields" in told:
            found["fields"] = [kept(each) for each in told["fields"]]
        if "field" in told:
            found["field"] = kept(told["field"])
        return found

    assert [kept(each) for each in semantics] == document(SCAM / "language" / "en.json")["semantics"]


def test_the_script_falls_back_to_the_words_of_the_semantics() -> None:
    script = (SCAM / "scripts" / "scam-or-not.js").read_text()
    words = script.split("var WORDS = {")[1].split("};")[0]
    written = dict(re.findall(r"(\w+): '([^']+)'", words))
    fields = next(each for each in document(SCAM / "semantics.json") if each["name"] == "l10n")["fields"]
    assert written == {each["name"]: each["default"] for each in fields}


def test_the_script_makes_nothing_out_of_markup_and_calls_nothing() -> None:
    script = (SCAM / "scripts" / "scam-or-not.js").read_text()
    for forbidden in (
        "innerHTML",
        "insertAdjacentHTML",
        ".html(",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttp",
        "import(",
    ):
        assert forbidden not in script
    style = (SCAM / "styles" / "scam-or-not.css").read_text()
    assert "url(" not in style
    assert "@import" not in style
    assert "animation" not in style
    assert "transition" not in style


@pytest.mark.django_db
def test_they_are_installed_once_and_as_they_stand_in_the_code() -> None:
    steps = install_own_libraries()
    assert {step.does for step in steps} == {"new"}
    assert {str(step.name) for step in steps} == {str(LibraryName.parse(folder.name)) for folder in LIBRARIES}
    assert install_own_libraries() == []
    row = H5PLibrary.objects.get(machine="BDHVS.ScamOrNot")
    assert row.languages["vi"] == document(SCAM / "language" / "vi.json")
    for path, (sha256, _size) in row.files.items():
        assert b"".join(pieces_of(sha256)) == (SCAM / path).read_bytes()


@pytest.mark.django_db
def test_a_higher_patch_replaces_and_a_newer_one_that_is_here_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install_own_libraries()
    for patch, does in ((2, ["replaces"]), (1, [])):
        folder = shutil.copytree(SCAM, tmp_path / str(patch) / SCAM.name)
        (folder / "library.json").write_text(json.dumps(document(SCAM / "library.json") | {"patchVersion": patch}))
        monkeypatch.setattr("courses.interactive.own.installing.FOLDER", folder.parent)
        assert [step.does for step in install_own_libraries()] == does
    assert H5PLibrary.objects.get(machine="BDHVS.ScamOrNot", current=True).patch == 2
    assert H5PLibrary.objects.filter(machine="BDHVS.ScamOrNot").count() == 2


@pytest.mark.django_db
def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("load_h5p_libraries", json=True, stdout=out)
    call_command("load_h5p_libraries", json=True, stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines[0] == {"did": "created", "name": "BDHVS.ScamOrNot 1.0", "patch": 1}
    assert [line["created"] for line in lines[1:]] == [1, 0]


@pytest.mark.django_db
def test_files_that_were_lost_come_back_and_it_is_no_news() -> None:
    install_own_libraries()
    scam = H5PLibrary.objects.get(machine="BDHVS.ScamOrNot")
    for sha256, _size in scam.files.values():
        storage().delete(name_of(sha256))
    assert install_own_libraries() == []
    for sha256, size in scam.files.values():
        assert len(b"".join(pieces_of(sha256))) == size
