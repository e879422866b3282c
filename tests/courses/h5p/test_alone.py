"""The library stands on its own: no Django, nothing of this project, and its README holds."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import courses.h5p

HERE = Path(courses.h5p.__file__).parent
MODULES = sorted(HERE.glob("*.py"))
ALLOWED = set(sys.stdlib_module_names) | {"nh3"}


def test_it_imports_nothing_but_itself_the_standard_library_and_nh3() -> None:
    found = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names.append(node.module or "")
            found |= {name: path.name for name in names if name.split(".")[0] not in ALLOWED}
    assert found == {}
    assert len(MODULES) > 10


def run_alone(tmp_path: Path, program: str) -> subprocess.CompletedProcess[str]:
    """In a folder where there is nothing but a copy of the library, under the name it would be published by."""
    folder = tmp_path / "alone"
    (folder / "h5p").mkdir(parents=True)
    for path in [*MODULES, HERE / "README.md"]:
        shutil.copy(path, folder / "h5p" / path.name)
    start = f"import sys; sys.path[:0] = [{str(folder)!r}, {sysconfig.get_path('platlib')!r}]\n"
    # -I: neither the project's folder nor the environment's settings.
    return subprocess.run(
        [sys.executable, "-I", "-c", start + program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_runs_without_django_and_without_this_project(tmp_path: Path) -> None:
    program = (
        "import h5p, sys\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'django', 'wagtail', 'courses', 'foundation'}, loaded\n"
        "print(h5p.LibraryName('A', 1, 2))"
    )
    done = run_alone(tmp_path, program)
    assert (done.returncode, done.stdout.strip()) == (0, "A 1.2"), done.stderr


def test_the_readme_does_what_it_says(tmp_path: Path) -> None:
    program = "import doctest; print(doctest.testfile('h5p/README.md', module_relative=False))"
    done = run_alone(tmp_path, program)
    assert "failed=0" in done.stdout, done.stdout + done.stderr
    assert int(done.stdout.rsplit("attempted=", 1)[1].strip(")\n ")) > 15


def test_the_readme_names_every_part_and_every_limit() -> None:
    text = (HERE / "README.md").read_text()
    limits = [name for name in courses.h5p.Limits.__dataclass_fields__ if f"`{name}`" not in text]
    parts = [name for name in courses.h5p.__all__ if f"{name}" not in text]
    codes = [code for code in courses.h5p.SENTENCES if f"`{code}`" not in text]
    assert (limits, parts, codes) == ([], [], [])
