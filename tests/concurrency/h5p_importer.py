"""Run as a program of its own: import a package, and die at a certain moment as a power cut would have it.

    python -m tests.concurrency.h5p_importer PACKAGE MOMENT

``piece``: while the third file is written; ``saved``: when three files are on the disk; ``rows``: when the rows of the
files are there and nothing else; ``libraries``: when the libraries are in, before the end of the transaction.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

THIRD = 3


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def third_time(work: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    """``work`` as it is, twice; the third time this process ends before it or after."""
    calls: list[None] = []

    def counted(*args: Any, **given: Any) -> Any:
        calls.append(None)
        if before and len(calls) == THIRD:
            die()
        done = work(*args, **given)
        if len(calls) == THIRD:
            die()
        return done

    return counted


def main(file: str, moment: str) -> None:
    django.setup()
    from courses.interactive import importing, whole_files

    if moment == "piece":
        # Written, and not yet under its name.
        whole_files.Path.replace = third_time(Path.replace, before=True)  # type: ignore[method-assign]
    elif moment == "saved":
        whole_files.WholeFiles._save = third_time(whole_files.WholeFiles._save, before=False)  # type: ignore[method-assign]
    elif moment == "rows":
        importing.install_libraries = lambda **_given: die()  # type: ignore[assignment]
    elif moment == "libraries":
        importing._keep = lambda *_args, **_given: die()  # type: ignore[assignment]
    importing.import_package(file=Path(file), source="x.h5p", user=None, install=True, once=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
