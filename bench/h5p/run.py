"""``python -m bench.h5p.run [FOLDER]``: import, size on disk, and the first question on a slow phone.

FOLDER (or ``H5P_PACKAGES`` in the environment) may hold packages of others; each is imported as well, and its import
and size reported. Every figure stands beside its like in the same run: unpacking with `zipfile`, a folder for each
package, `h5p-standalone` that loads by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.h5p.first_paint import CPU, NETWORK, first_paints, put_plain
from bench.h5p.making import QUESTION, large, playable, scam_or_not, sharing
from bench.reporting import report
from bench.serving import ROOT, fresh_site, serving
from portal.embedded.postgres import free_port

PACKAGES = 100
PROCESSES = 4
LIBRARIES = 20
ROUNDS = 3
MB = 1024 * 1024


def main() -> None:
    """Measure all of it."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("H5P_PACKAGES", "")
    port = free_port()
    os.environ["H5P_CONTENT_HOST"] = f"h5p.bdhvs.localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="bdhvs-bench-h5p-") as name, fresh_site():
        home = Path(name)
        _one(home, "largest", home / "large.h5p", entries=large(home / "large.h5p"))
        _many(home)
        if folder:
            for package in sorted(Path(folder).rglob("*.h5p")):
                _one(home, package.name, package)
        _paints(home, port)


def _one(home: Path, name: str, package: Path, **about: Any) -> None:
    told, _ = _imported([package], 1)
    if told is None:
        report("h5p", f"import of {name} refused", 0, "packages")
        return
    seconds = told[0]["seconds"][0]
    plain = _unpacked([package], home / "once")
    _compare(f"import of {name}", seconds, plain, package_mb=round(package.stat().st_size / MB, 2),
             peak_mb=round(told[0]["peak"]), before_mb=round(told[0]["before"]), **about)  # fmt: skip
    again, _ = _imported([package], 1)
    if again:
        report("h5p", f"import of {name}, again", again[0]["seconds"][0], "s")


def _many(home: Path) -> None:
    (home / "many").mkdir()
    packages = sharing(home / "many", PACKAGES)
    before = _kept_bytes()
    told, seconds = _imported(packages, PROCESSES)
    assert told, "an import was refused"
    plain = _unpacked(packages, home / "each")
    peak, slowest = max(each["peak"] for each in told), max(max(each["seconds"]) for each in told)
    _compare(f"import of {PACKAGES} at once", seconds, plain, processes=PROCESSES, peak_mb=round(peak),
             slowest=round(slowest, 3))  # fmt: skip
    ours, folders = _kept_bytes() - before, _bytes(home / "each")
    report("h5p", f"size of {PACKAGES}, kept once", ours / MB, "MB", packed_copies=True)
    report("h5p", f"size of {PACKAGES}, a folder each", folders / MB, "MB")
    report("h5p", "ratio of size", folders / ours, "times")
    _check_many()


def _check_many() -> None:
    """A figure says nothing of packages that were lost."""
    from courses.interactive.models import H5PLibrary, H5PPackage

    assert H5PPackage.objects.filter(kind="H5P.BenchShared").count() == PACKAGES
    assert H5PLibrary.objects.filter(machine__contains="Shared").count() == 31


def _compare(figure: str, ours: float, plain: float, **about: Any) -> None:
    report("h5p", figure, ours, "s", **about)
    report("h5p", f"{figure}, by zipfile alone", plain, "s")
    report("h5p", f"{figure}, ratio", ours / plain, "times")


def _imported(packages: list[Path], processes: int) -> tuple[list[dict[str, Any]] | None, float]:
    """What the processes tell, and the seconds from the first that began to the last that ended; None: refused."""
    running = [
        subprocess.Popen([sys.executable, "-m", "bench.h5p.importer", *map(str, packages[place::processes])], cwd=ROOT,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for place in range(processes)
    ]  # fmt: skip
    for one in running:
        assert one.stdout
        one.stdout.readline()
    begun = time.perf_counter()
    for one in running:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    answers = [one.communicate()[0] for one in running]
    seconds = time.perf_counter() - begun
    if any(one.returncode for one in running):
        return None, seconds
    return [json.loads(answer) for answer in answers], seconds


def _unpacked(packages: Iterable[Path], folder: Path) -> float:
    begun = time.perf_counter()
    for package in packages:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder / package.stem)
    return time.perf_counter() - begun


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _kept_bytes() -> int:
    from django.conf import settings

    return _bytes(Path(settings.H5P_ROOT))


def _paints(home: Path, port: int) -> None:
    from courses.interactive.addresses import player_path
    from courses.interactive.importing import import_package

    root = home / "plain"
    root.mkdir()
    os.environ["BENCH_PLAIN"] = str(root)
    scam_or_not(home / "scam.h5p")
    playable(home / "play.h5p", LIBRARIES)
    kinds = {
        "scam or not": ("scam.h5p", ".scam-or-not"),
        f"{LIBRARIES} libraries": ("play.h5p", f".{QUESTION}"),
    }
    paths = {}
    for name, (file, _) in kinds.items():
        done = import_package(file=home / file, source=file, user=None, install=True)
        assert done.version, list(map(str, done.problems))
        paths[name] = player_path(done.version.package_id, done.version.number)
        put_plain(root, ROOT / "node_modules" / "h5p-standalone" / "dist", home / file, Path(file).stem)
    about = {"cpu": f"1/{CPU}", "latency_ms": NETWORK["latency"], "kbit_s": 400, "phones": ROUNDS}
    with serving("bench.h5p.plain:application", port=port):
        for name, (file, selector) in kinds.items():
            ours = first_paints(f"http://h5p.bdhvs.localhost:{port}{paths[name]}", selector, ROUNDS)
            plain = first_paints(f"http://bdhvs.localhost:{port}/plain/{Path(file).stem}.html", selector, ROUNDS)
            for who, figures in (("our page", ours), ("h5p-standalone by itself", plain)):
                report("h5p", f"first question, {name}, {who}", figures["seconds"], "s",
                       requests=round(figures["requests"]), kilobytes=round(figures["kilobytes"]), **about)  # fmt: skip
            report("h5p", f"first question, {name}, ratio", plain["seconds"] / ours["seconds"], "times")


if __name__ == "__main__":
    main()
