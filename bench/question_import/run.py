"""A spreadsheet of questions through check and loading, against saving one question after the other.

In one process, with a durable PostgreSQL on the same cores: ``python -m bench.question_import.run [ROWS] [csv|xlsx]``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.reporting import report
from bench.serving import fresh_site

ROWS = 20_000
BAD = 17
PLAIN = 1_000


def main() -> None:
    """Measure both and compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    kind = sys.argv[2] if len(sys.argv) > 2 else "csv"
    with fresh_site():
        from quizzes.imports.services import put_in
        from tests.quizzes.imports.making import Office, through

        office = Office()
        plain = PLAIN / _seconds(lambda: _one_by_one(PLAIN))
        bad = [2 + place * (rows // BAD) for place in range(BAD)]
        run = office.upload(_file(rows, bad, kind), kind)
        before = _peak_megabytes(anew=True)
        checked = rows / _seconds(lambda: through(run))
        put_in(by=office.reviewer, run=run)
        loaded = (rows - BAD) / _seconds(lambda: through(run))
        peak = _peak_megabytes()
        _check(run, bad)
    about = {"rows": rows, "kind": kind, "bytes": run.size}
    report("question_import", "checked", checked, "rows/s", **about)
    report("question_import", "loaded", loaded, "rows/s", memory_before_mb=before, memory_peak_mb=peak, **about)
    report("question_import", "saved one by one", plain, "rows/s", rows=PLAIN)
    report("question_import", "ratio of checking", checked / plain, "times", at_least=3)
    report("question_import", "ratio of loading", loaded / plain, "times", at_least=3)


def _file(rows: int, bad: list[int], kind: str) -> bytes:
    from tests.quizzes.imports.making import HEADERS, csv_of, many_rows

    made = many_rows(rows, bad)
    if kind == "csv":
        return csv_of(made)
    import io

    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Câu hỏi")
    sheet.append(HEADERS)
    for row in made:
        sheet.append([row.get(name) for name in HEADERS])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _one_by_one(count: int) -> None:
    """What the same questions cost without versions in bulk: a row, its version, each in its transaction."""
    from tests.quizzes.making import make_question

    for _number in range(count):
        make_question()


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def _peak_megabytes(*, anew: bool = False) -> int:
    """The most memory that this process had, on Linux; ``anew``: from now on."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) // 1024


def _check(run: Any, bad: list[int]) -> None:
    """A figure says nothing of rows that were lost."""
    from quizzes.models import Question, QuestionVersion
    from tests.quizzes.imports.making import refused_lines

    assert refused_lines(run) == bad, refused_lines(run)
    assert (run.state, run.loaded, run.bad) == ("done", run.read - BAD, BAD)
    assert Question.objects.count() == QuestionVersion.objects.count() == run.loaded + PLAIN


if __name__ == "__main__":
    main()
