"""`import_h5p` takes in what it can, says what became of each file, and its exit code tells a program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.interactive.models import H5PFile, H5PLibrary, H5PPackage
from tests.courses.h5p.making import changed, good, zipped
from tests.serving import ROOT, _database_url

GONE = {"machineName": "T.Gone", "majorVersion": 2, "minorVersion": 1}


@pytest.fixture
def packages(tmp_path: Path) -> dict[str, Path]:
    """A good package, one with another title, and bad ones."""
    files = good()
    made = {
        "good": zipped(files),
        "other": zipped(changed(files, "h5p.json", title="Bài khác")),
        "calling": zipped(files | {"T.Helper-1.0/helper.js": b"fetch('https://fonts.example.org/a')"}),
        "patched": zipped(changed(files, "T.Helper-1.0/library.json", patchVersion=3)),
        "noted": zipped(changed(files, "content/content.json", points=99)),
        "missing": zipped(changed(files, "T.Helper-1.0/library.json", preloadedDependencies=[GONE])),
        "words": b"no package",
        "empty": b"",
    }
    for name, content in made.items():
        (tmp_path / f"{name}.h5p").write_bytes(content)
    (tmp_path / "folder.h5p").mkdir()
    return {name: tmp_path / f"{name}.h5p" for name in (*made, "folder", "gone")}


def run(*files: Path, install: bool = True, **options: Any) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and JSON lines."""
    out, code = StringIO(), 0
    given = {"json": True, "install_libraries": install, "stdout": out, "stderr": StringIO()}
    try:
        call_command("import_h5p", *map(str, files), **given, **options)
    except CommandError as error:
        code = error.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def words(*files: Path, **options: Any) -> tuple[str, str]:
    """What a person reads, on both channels."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("import_h5p", *map(str, files), stdout=out, stderr=errors, **options)
    except CommandError as error:
        errors.write(str(error))
    return out.getvalue(), errors.getvalue()


@pytest.mark.django_db
def test_it_says_what_was_installed_and_what_the_activity_is(packages):
    code, lines = run(packages["good"])
    made = H5PPackage.objects.get()
    assert code == 0
    assert [(line["library"], line["did"]) for line in lines if "library" in line] == [
        ("T.Helper 1.0", "new"), ("T.Question 1.0", "new")]  # fmt: skip
    told = next(line for line in lines if "activity" in line)
    assert told == {
        "file": str(packages["good"]), "did": "created", "activity": str(made.pk), "version": 1, "title": made.title,
        "bytes": made.newest.size, "calls_out": {},
    }  # fmt: skip
    assert made.newest.source == "good.h5p"
    assert lines[-1] == {"checked": False, "good": 1, "refused": 0}


@pytest.mark.django_db
def test_the_same_again_is_known_and_not_doubled(packages):
    first = run(packages["good"])[1]
    code, lines = run(packages["good"], packages["good"])
    again = [line for line in lines if "activity" in line]
    assert code == 0
    assert [line["did"] for line in again] == ["unchanged", "unchanged"]
    assert {line["activity"] for line in again} == {line["activity"] for line in first if "activity" in line}
    assert {line["did"] for line in lines if "library" in line} == {"same"}
    assert H5PPackage.objects.count() == 1


@pytest.mark.django_db
def test_another_content_is_another_activity(packages):
    assert run(packages["good"], packages["other"])[0] == 0
    assert H5PPackage.objects.count() == 2


@pytest.mark.django_db
def test_a_refusal_harms_no_other_and_each_is_told_with_its_reason(packages):
    bad = [packages[name] for name in ("missing", "words", "empty", "folder", "gone")]
    code, lines = run(*bad[:3], packages["good"], *bad[3:], packages["other"])
    refused = [line["refused"] for line in lines if "refused" in line and isinstance(line["refused"], dict)]
    assert code == 1
    assert {(Path(each["file"]).stem, each["code"]) for each in refused} == {
        ("missing", "library-missing"), ("words", "not-a-zip"), ("empty", "not-a-zip"), ("folder", "no-file"),
        ("gone", "not-there"),
    }  # fmt: skip
    assert all(each["reason"] for each in refused)
    assert H5PPackage.objects.count() == 2
    assert lines[-1] == {"checked": False, "good": 2, "refused": 5}


@pytest.mark.django_db
def test_without_the_word_no_library_is_installed(packages):
    code, lines = run(packages["good"], install=False)
    assert code == 1
    assert {line["refused"]["code"] for line in lines[:-1]} == {"library-missing"}
    assert not H5PLibrary.objects.exists()
    run(packages["good"])
    assert run(packages["other"], install=False)[0] == 0


@pytest.mark.django_db
def test_a_check_says_what_would_be_and_keeps_nothing(packages):
    code, lines = run(packages["good"], packages["words"], check=True)
    assert code == 1
    assert {"file": str(packages["good"]), "did": "checked"} in lines
    assert [line["did"] for line in lines if "library" in line] == ["new", "new"]
    assert lines[-1] == {"checked": True, "good": 1, "refused": 1}
    assert [model.objects.count() for model in (H5PLibrary, H5PPackage, H5PFile)] == [0, 0, 0]


@pytest.mark.django_db
def test_notes_patches_and_other_sites_are_told(packages):
    run(packages["good"])
    code, lines = run(packages["patched"], packages["noted"], packages["calling"])
    assert code == 0
    replaced = {"file": str(packages["patched"]), "library": "T.Helper 1.0", "patch": 3, "installed": 0}
    assert [line for line in lines if line.get("did") == "replaces"] == [replaced | {"did": "replaces"}]
    assert {line["note"]["code"] for line in lines if "note" in line} == {"content-number-moved"}
    # The script that calls out is an older patch, which was not installed: what is told is what the package holds.
    assert {"older", "same"} <= {line["did"] for line in lines if "library" in line}


@pytest.mark.django_db
def test_a_person_reads_vietnamese(packages):
    out, errors = words(packages["calling"], packages["words"], packages["gone"], install_libraries=True)
    assert "thư viện mới: T.Helper 1.0.0" in out
    assert "đã nhận: " in out
    assert "fonts.example.org" in out
    assert "Đã nhận: 1. Không nhận: 2." in out
    assert "không phải gói H5P" in errors
    assert "Không có tệp" in errors
    assert "thư viện" not in words(packages["calling"], install_libraries=True)[0]


@pytest.mark.django_db
def test_who_reads_that_libraries_are_missing_is_told_how_to_install_them(packages):
    out, errors = words(packages["good"], check=True)
    assert "--install-libraries" in out
    assert "Những gì nêu ở trên không nhận được." in errors
    assert "đã nhận" not in errors, "nothing was taken in by trying"
    assert "--install-libraries" not in words(packages["missing"], install_libraries=True)[0]
    assert "--install-libraries" not in words(packages["words"])[0]
    assert "phần còn lại" not in words(packages["words"])[1], "there was no rest"


@pytest.mark.django_db
def test_a_file_that_may_not_be_read_is_refused(packages, monkeypatch):
    def closed(*args: Any, **given: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("courses.interactive.importing.Package", closed)
    code, lines = run(packages["good"])
    assert (code, lines[0]["refused"]["code"]) == (1, "unreadable")


@pytest.mark.django_db
def test_a_title_that_grows_when_it_is_folded_goes_in(tmp_path):
    file = tmp_path / "a.h5p"
    file.write_bytes(zipped(changed(good(), "h5p.json", title="ß" * 255)))
    assert run(file)[0] == 0


@pytest.mark.django_db
def test_a_name_of_bytes_that_are_no_letters_is_told_all_the_same(tmp_path):
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe0i.h5p"))
    file.write_bytes(zipped(good()))
    assert run(file)[0] == 0
    assert H5PPackage.objects.get().newest.source == "b\ufffdi.h5p"


@pytest.mark.django_db(transaction=True)
def test_exit_codes_of_the_real_command(packages):
    def process(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "BDHVS_PROFILE": "test", "DATABASE_URL": _database_url()}
        command = [sys.executable, "manage.py", "import_h5p", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    good_one, bad = str(packages["good"]), str(packages["words"])
    fine = process(good_one, "--install-libraries", "--json")
    assert (fine.returncode, fine.stderr) == (0, "")
    assert json.loads(fine.stdout.splitlines()[-1]) == {"checked": False, "good": 1, "refused": 0}
    refused = process(bad, good_one, "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout.splitlines()[0])["refused"]["code"] == "not-a-zip"
    assert [process().returncode, process("--colour", good_one).returncode] == [2, 2]
    assert process(bad, "--check").returncode == 1
    assert H5PPackage.objects.count() == 1
