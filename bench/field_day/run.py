"""20,000 members come into signal within ten minutes, each with 25 visits to send.

``python -m bench.field_day.run [MEMBERS [FASTER]]``. Each pulls as soon as the push is answered. The ten minutes are
pressed into 600 / FASTER seconds, so the rate is FASTER times the real one. Then pushes as fast as they go, against a
Django view with one ORM transaction a visit, in the same run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.reporting import report
from bench.serving import ROOT, fresh_site, serving

if TYPE_CHECKING:
    from bench.field_day.place import Phone

MEMBERS = 20_000
FASTER = 1.0
WINDOW = 600.0
# Phones of the comparison; fewer where each visit is a transaction, or it would take minutes.
AS_FAST, PLAIN = 2_000, 200


def main() -> None:
    """Measure and compare."""
    members = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    faster = float(sys.argv[2]) if len(sys.argv) > 2 else FASTER
    with fresh_site(), tempfile.TemporaryDirectory(prefix="bdhvs-field-") as name:
        from bench.field_day.place import make_phones

        folder = Path(name)
        phones = make_phones(members + AS_FAST + PLAIN)
        with serving("portal.asgi:application") as port:
            told = _crowd(port, _plan(phones[:members], folder, window=WINDOW / faster, pulls=True), folder)
            _tell(told, members, faster)
            ours = _fast(port, phones[members : members + AS_FAST], folder)
        with serving("bench.field_day.plain:application") as port:
            plain = _fast(port, phones[members + AS_FAST :], folder)
    for what, figures in (("our push", ours), ("one ORM transaction a visit", plain)):
        report(
            "field_day",
            f"visits, {what}",
            figures["visits_per_second"],
            "visits/s",
            **{key: value for key, value in figures.items() if key != "visits_per_second"},
        )
    report("field_day", "ratio", ours["visits_per_second"] / plain["visits_per_second"], "times")


def _plan(phones: list[Phone], folder: Path, *, window: float, pulls: bool) -> dict[str, Any]:
    from bench.field_day.place import write_pushes
    from foundation.epoch import current_epoch

    pushes = folder / "pushes"
    places = write_pushes(phones, current_epoch(), pushes)
    return {
        "window": window,
        "pulls": pulls,
        # As fast as they go, many at once would only wait for the plain view's connections to the database.
        "connections": 256 if pulls else 16,
        "pushes": str(pushes),
        "phones": [(phone.token, *place) for phone, place in zip(phones, places, strict=True)],
    }


def _crowd(port: int, plan: dict[str, Any], folder: Path) -> dict[str, Any]:
    file = folder / "plan.json"
    file.write_text(json.dumps(plan))
    command = [sys.executable, "-m", "bench.field_day.crowd", str(port), str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _tell(told: dict[str, Any], members: int, faster: float) -> None:
    about = {"members": members, "faster": faster, "statuses": told["statuses"]}
    for what in ("push", "pull"):
        figures = told[what]
        report("field_day", f"{what}, p99", figures["p99_ms"], "ms", p50_ms=figures["p50_ms"], count=figures["count"],
               **about)  # fmt: skip
    report("field_day", "visits taken in", told["acknowledged"] / told["seconds"], "visits/s", **about)
    report("field_day", "acknowledged and lost", told["acknowledged"] - _visits(), "visits",
           acknowledged=told["acknowledged"], verdicts=told["verdicts"])  # fmt: skip


def _visits() -> int:
    from community_teams.models import Operation, Visit
    from community_teams.reach import everything

    with everything():
        applied, there = Operation.objects.filter(status="applied").count(), Visit.objects.count()
        assert applied == there, f"{applied} operations applied, {there} visits there"
        return there


def _fast(port: int, phones: list[Phone], folder: Path) -> dict[str, Any]:
    """Pushes of these phones as fast as they go; each is sent once."""
    told = _crowd(port, _plan(phones, folder, window=0, pulls=False), folder)
    return {"visits_per_second": told["acknowledged"] / told["seconds"], "visits": told["acknowledged"],
            "verdicts": told["verdicts"], **told["push"]}  # fmt: skip


if __name__ == "__main__":
    main()
