"""A bad package is refused for what it is, leaves nothing behind, and costs next to nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from courses.h5p import Package, PackageError
from courses.h5p.problems import MOST, SENTENCES
from tests.courses.h5p.bad import BOMBS, COSTLY, REFUSED
from tests.courses.h5p.making import good, raw_good, raw_zip, zipped

ROOT = Path(__file__).parents[3]
MOST_SECONDS = 2
MOST_MEGABYTES = 100


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_what_it_is_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    bad = REFUSED[name]
    package = Package(io.BytesIO(bad.make()))
    report = package.check(may_install=True)
    assert bad.code in {problem.code for problem in report.errors}
    assert all(problem.sentence() and problem.path.isprintable() for problem in report)
    with pytest.raises(PackageError):
        package.unpack_content(tmp_path / "inside" / "content")
    with pytest.raises(PackageError):
        package.content()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", [*BOMBS, *COSTLY])
def test_it_takes_neither_time_nor_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.h5p"
    path.write_bytes((BOMBS | COSTLY)[name].make())
    cost = measured(path, tmp_path / "folder")
    assert cost["seconds"] < MOST_SECONDS
    assert cost["megabytes"] < MOST_MEGABYTES
    assert cost["python_megabytes"] < MOST_MEGABYTES
    assert (BOMBS | COSTLY)[name].code in cost["codes"]


def test_measuring_measures(tmp_path: Path) -> None:
    program = (
        "import tests.courses.h5p.measure as m, sys; b = m._peak(); x = bytearray(200 * 1024**2); "
        "sys.stdout.write(str((m._peak() - b) // 1024))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 190 < int(done.stdout) < 230


def measured(path: Path, folder: Path) -> dict:
    program = [sys.executable, "-m", "tests.courses.h5p.measure", str(path), str(folder)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_is_written_beside_the_folder(tmp_path: Path) -> None:
    for number, bad in enumerate(REFUSED.values()):
        package = Package(io.BytesIO(bad.make()))
        package.check(may_install=True)
        with pytest.raises(PackageError):
            package.unpack_content(tmp_path / "deep" / "er" / str(number))
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
    assert not Path("/tmp/evil.txt").exists()


def test_everything_that_is_wrong_is_told_at_once() -> None:
    files = good() | {"content/a.svg": b"<svg/>", "content/b.html": b"x", "T.Helper-1.0/library.json": b"{"}
    report = Package(io.BytesIO(zipped(files))).check(may_install=True)
    assert {(problem.code, problem.path) for problem in report.errors} == {
        ("type-not-allowed", "content/a.svg"),
        ("type-not-allowed", "content/b.html"),
        ("json-invalid", "T.Helper-1.0/library.json"),
    }


def test_a_name_can_do_no_harm_where_it_is_shown() -> None:
    report = Package(io.BytesIO(raw_zip(raw_good({"name": f"content/\n\x1b[31m{'a' * 5000}"})))).check()
    assert all(problem.path.isprintable() and len(problem.path) < 300 for problem in report)


def test_the_list_of_problems_has_an_end() -> None:
    files = good() | {f"content/{number}.svg": b"" for number in range(900)}
    report = Package(io.BytesIO(zipped(files))).check(may_install=True)
    assert len(report.problems) == MOST + 1
    assert report.problems[-1].code == "more"


def test_every_code_has_a_package_or_a_text_that_shows_it() -> None:
    shown = {bad.code for bad in (REFUSED | COSTLY).values()}
    told = Path(__file__).parent
    texts = "".join(path.read_text() for path in told.glob("test_*.py"))
    assert [code for code in SENTENCES if code not in shown and f'"{code}"' not in texts] == []
