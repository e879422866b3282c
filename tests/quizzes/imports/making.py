"""Files of questions for tests."""

from __future__ import annotations

import csv
import io
from typing import Any

from people.models import User
from people.roles.names import Role
from quizzes.imports.models import Format, ImportRun, ImportTrouble
from quizzes.imports.services import Defaults, put_in, upload
from quizzes.imports.working import work_piece
from tests.people.staff import make_staff
from tests.quizzes.making import make_competence

HEADERS = [
    "id", "name", "kind", "prompt", "competence", "difficulty", "source", "source_url", "review_by", "choice_1",
    "credit_1", "choice_2", "credit_2", "picture", "alt_text",
]  # fmt: skip


def good_row(number: int, **cells: Any) -> dict[str, Any]:
    """A single choice."""
    return {
        "name": f"Câu nhập {number:06}", "kind": "Một lựa chọn", "prompt": f"Câu hỏi nhập số {number}?",
        "competence": "1.1", "source": "Sổ tay", "review_by": "01/01/2030", "choice_1": "Gác máy", "credit_1": "100",
        "choice_2": f"Đọc mã {number}", "credit_2": "0", **cells,
    }  # fmt: skip


# What can be wrong with a row, for the reader and for the bank.
BAD: list[dict[str, Any]] = [
    {"kind": "Một câu"}, {"prompt": ""}, {"competence": "9.9"}, {"competence": ""}, {"source": ""}, {"review_by": ""},
    {"review_by": "32/01/2030"}, {"credit_1": "99"}, {"credit_1": "rất đúng"}, {"choice_2": "Gác máy"},
    {"source_url": "không phải địa chỉ"}, {"source": "a" * 201}, {"id": "không phải mã"}, {"difficulty": "khó lắm"},
    {"picture": "123456", "alt_text": "Không có"}, {"prompt": "#REF!"}, {"prompt": "dài " * 200},
]  # fmt: skip


def csv_of(rows: list[dict[str, Any]], headers: list[str] = HEADERS) -> bytes:
    """A CSV file; the first row of questions is row 2."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headers)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def many_rows(count: int, bad: list[int]) -> list[dict[str, Any]]:
    """Rows of which these, by their number in the file, are bad, each in its way."""
    rows = [good_row(number) for number in range(2, count + 2)]
    for place, number in enumerate(bad):
        rows[number - 2] |= BAD[place % len(BAD)]
    return rows


class Office:
    """An editor who brings a file, a reviewer who puts it in."""

    def __init__(self) -> None:
        self.competence = make_competence("1.1")
        self.editor = make_staff("0905000001", Role.EDITOR)
        self.reviewer = make_staff("0905000002", Role.REVIEWER)

    def upload(self, data: bytes, kind: str = Format.CSV, *, by: User | None = None, **defaults: Any) -> ImportRun:
        chosen = Defaults(**{"difficulty": "medium", **defaults})
        return upload(by=by or self.editor, name="cau-hoi.csv", kind=kind, data=data, defaults=chosen)

    def checked(self, data: bytes, kind: str = Format.CSV, **options: Any) -> ImportRun:
        run = self.upload(data, kind, **options)
        return through(run)

    def loaded(self, data: bytes, kind: str = Format.CSV, **options: Any) -> ImportRun:
        run = self.checked(data, kind, **options)
        put_in(by=self.reviewer, run=run)
        return through(run)


def through(run: ImportRun) -> ImportRun:
    """Let the job work until there is nothing to do."""
    while work_piece():
        pass
    run.refresh_from_db()
    return run


def refused_lines(run: ImportRun) -> list[int]:
    return list(ImportTrouble.objects.filter(run=run, severity="refused").values_list("line", flat=True))
