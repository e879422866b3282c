"""Packages that come at the same moment, or whose import is cut off: everything is there once, and whole."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection

from courses.interactive import files
from courses.interactive.files import name_of, pieces_of, storage
from courses.interactive.models import H5PFile, H5PLibrary, H5PPackage, H5PVersion
from courses.interactive.whole_files import UNFINISHED, WholeFiles
from tests.courses.h5p.making import Files, changed, good, library, named, packed_json, zipped
from tests.courses.interactive.making import imported
from tests.serving import ROOT, _database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A storage of this test's own, for its child processes too."""
    place = tmp_path / "h5p"
    settings.STORAGES = settings.STORAGES | {
        "h5p": {"BACKEND": "courses.interactive.whole_files.WholeFiles", "OPTIONS": {"location": place}}
    }
    assert isinstance(storage(), WholeFiles)
    assert Path(storage().path("")) == place
    return place


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answers, all begun at the same moment; what one raises is raised."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(run, work) for work in works]]


def many(title: str = "A question") -> Files:
    """A package with libraries and files enough for a race to be one."""
    made = changed(good(), "h5p.json", title=title)
    pictures = {f"content/images/{number}.txt": f"picture {number} ".encode() * 300 for number in range(30)}
    for number in range(12):
        made |= library(f"T.More{number} 1.0", scripts=("a.js", "b.js"))
        made[f"T.More{number}-1.0/a.js"] = f"var more = {number};".encode() * 200
    needs = [named("T.Helper 1.0"), named("T.Question 1.0"), *(named(f"T.More{n} 1.0") for n in range(12))]
    content = json.loads(made["content/content.json"]) | {"file": {"path": "images/1.txt", "mime": "text/plain"}}
    made["content/content.json"] = packed_json(content)
    return changed(made, "h5p.json", preloadedDependencies=needs) | pictures


def process(*arguments: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "BDHVS_PROFILE": "test", "DATABASE_URL": _database_url(), "H5P_ROOT": str(folder)}
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)  # fmt: skip


def assert_whole() -> None:
    """Every file of which there is a row, and which a library or a version names, is there with its bytes."""
    rows = {row.sha256: row for row in H5PFile.objects.all()}
    named_files = {
        sha256 for model in (H5PLibrary, H5PVersion) for one in model.objects.all() for sha256, _ in one.files.values()
    }
    assert named_files <= set(rows)
    for row in rows.values():
        assert hashlib.sha256(b"".join(pieces_of(row.sha256))).hexdigest() == row.sha256
        if row.packed_size is not None:
            assert storage().size(name_of(row.sha256, packed=True)) == row.packed_size


def test_the_same_new_package_at_once_is_one_activity_with_its_libraries_once() -> None:
    made = at_once(*[lambda: imported(many(), once=True)] * 6)
    assert [one.ok for one in made] == [True] * 6
    assert len({one.version.pk for one in made}) == 1
    assert [one.known for one in made].count(False) == 1
    assert H5PLibrary.objects.count() == H5PLibrary.objects.filter(current=True).count() == 14
    assert_whole()


def test_packages_that_share_new_libraries_at_once_all_go_in() -> None:
    made = at_once(*[lambda n=n: imported(many(f"Bài {n}")) for n in range(6)])
    assert sorted(one.version.package.title for one in made) == [f"Bài {n}" for n in range(6)]
    installed = [step for one in made for step in one.steps if step.does == "new"]
    assert len(installed) == 14
    assert H5PLibrary.objects.count() == 14
    assert_whole()


def test_two_patches_of_a_library_at_once_leave_the_higher_one_in_use() -> None:
    name = "T.Helper-1.0/library.json"
    for round_ in range(3):
        low, high = 2 * round_ + 1, 2 * round_ + 2
        at_once(*[lambda patch=patch: imported(changed(many(), name, patchVersion=patch)) for patch in (low, high)])
        assert H5PLibrary.objects.get(machine="T.Helper", current=True).patch == high


def test_the_same_activity_of_a_curriculum_at_once_is_one() -> None:
    made = at_once(*[lambda: imported(loaded_from="khoa/bai/a.h5p")] * 4)
    assert len({one.version.pk for one in made}) == 1
    assert H5PPackage.objects.count() == 1


def test_a_file_that_one_has_in_its_content_and_another_in_its_library_stops_neither() -> None:
    for round_ in range(5):
        same = [f"{letter} of round {round_}".encode() * 50 for letter in "abcdefgh"]
        one = many(f"one {round_}") | {f"T.Helper-1.0/{number}.txt": data for number, data in enumerate(same)}
        two = many(f"two {round_}") | {"content/images/1.txt": same[round_]}
        at_once(
            lambda one=one, n=round_: imported(changed(one, "T.Helper-1.0/library.json", patchVersion=n + 1)),
            lambda two=two: imported(two),
        )
    assert_whole()


def test_processes_at_once_on_the_same_files(folder: Path, tmp_path: Path) -> None:
    packages = []
    for number in range(3):
        packages.append(tmp_path / f"{number}.h5p")
        packages[-1].write_bytes(zipped(many(f"Bài {number}")))
    command = ("manage.py", "import_h5p", "--install-libraries", "--json", *map(str, packages))
    running = [process(*command, folder=folder) for _ in range(3)]
    told = [one.communicate() for one in running]
    assert [one.returncode for one in running] == [0, 0, 0], told
    assert (H5PPackage.objects.count(), H5PLibrary.objects.count()) == (3, 14)
    assert_whole()


@pytest.mark.parametrize("moment", ["piece", "saved", "rows", "libraries"])
def test_a_process_that_is_killed_leaves_nothing_half_and_the_next_try_goes_through(
    moment: str, folder: Path, tmp_path: Path
) -> None:
    package = tmp_path / "a.h5p"
    package.write_bytes(zipped(many()))
    killed = process("-m", "tests.concurrency.h5p_importer", str(package), moment, folder=folder)
    _, errors = killed.communicate()
    assert killed.returncode == -9, errors
    assert [model.objects.count() for model in (H5PPackage, H5PLibrary)] == [0, 0]
    assert_whole()
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert left
    for path in left:
        # Under its own name a file is there whole or not at all.
        if path.parent.name != UNFINISHED and path.suffix != ".gz":
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    again = process("manage.py", "import_h5p", "--install-libraries", str(package), folder=folder)
    _, errors = again.communicate()
    assert again.returncode == 0, errors
    assert (H5PPackage.objects.count(), H5PLibrary.objects.count()) == (1, 14)
    assert_whole()


def test_half_a_file_of_a_storage_that_writes_under_the_name_is_written_again(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "plain"
    settings.STORAGES = settings.STORAGES | {
        "h5p": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": place}}
    }
    assert type(storage()) is FileSystemStorage
    content = b"a picture" * 100
    name = name_of(hashlib.sha256(content).hexdigest())
    (place / name).parent.mkdir(parents=True)
    (place / name).write_bytes(content[:50])
    files.keep(content, kind="png")
    assert (place / name).read_bytes() == content
