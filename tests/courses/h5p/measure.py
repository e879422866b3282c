"""Run as a program of its own: check one package and say what was found and what it cost, as JSON.

    python -m tests.courses.h5p.measure PACKAGE FOLDER

The memory is what the process came to hold beyond what it held before (Linux tells the peak of a program since it was
started; what `resource` tells has the parent's in it); a second run under `tracemalloc`, whose watching takes time of
its own, gives Python's share.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

from courses.h5p import Package, PackageError


def check(path: Path, folder: Path) -> dict[str, Any]:
    before = _peak()
    codes, seconds = _tried(path, folder)
    held = _peak() - before
    tracemalloc.start()
    _tried(path, folder / "again")
    return {
        "codes": sorted(codes),
        "seconds": seconds,
        "megabytes": held / 1024,
        "python_megabytes": tracemalloc.get_traced_memory()[1] / 1024**2,
    }


def _peak() -> int:
    """In KB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def _tried(path: Path, folder: Path) -> tuple[set[str], float]:
    """Check, filter, and try to unpack whatever the answer was; how long that last takes is the disk's affair."""
    start = time.process_time()
    with Package(path) as package:
        report = package.check(may_install=True)
        for sentence in map(str, report):
            assert sentence
        seconds = 0.0
        try:
            package.filtered()
            seconds = time.process_time() - start
            package.unpack_content(folder / "content")
            for name in package.libraries:
                package.unpack_library(name, folder / "libraries" / name.folder)
        except PackageError:
            assert not report.ok
        return report.codes, seconds or time.process_time() - start


if __name__ == "__main__":
    sys.stdout.write(json.dumps(check(Path(sys.argv[1]), Path(sys.argv[2]))))
