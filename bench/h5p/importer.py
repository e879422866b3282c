"""A process that imports packages when told: ``python -m bench.h5p.importer FILE…``, then a line on its input."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django


def peak_megabytes() -> float:
    """The most memory that this process had, on Linux."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


def main() -> None:
    """Import, and say how long each took and what memory it came to."""
    django.setup()
    from django.db import connection

    from courses.interactive.importing import import_package

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    before, seconds = peak_megabytes(), []
    for file in sys.argv[1:]:
        begun = time.perf_counter()
        done = import_package(file=Path(file), source=Path(file).name, user=None, install=True)
        seconds.append(time.perf_counter() - begun)
        if not done.ok:
            sys.exit(f"{file}: {', '.join(map(str, done.problems))}")
    print(json.dumps({"seconds": seconds, "before": before, "peak": peak_megabytes()}), flush=True)


if __name__ == "__main__":
    main()
