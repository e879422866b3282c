"""Reads a list of areas from CSV and refuses, line by line, what is wrong with it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from foundation.text import normalise
from people.areas.models import Area

SHIPPED_LIST = Path(__file__).parent / "data" / "areas.csv"
COLUMNS = ["code", "name", "full_name", "level", "kind", "parent", "valid_from", "valid_to"]
# Codes of what a unit became that has ended; a list may do without the column.
SUCCESSORS = "successors"
# The whole country takes 0.2 MB and 3,356 lines.
MOST_BYTES = 5_000_000
MOST_LINES = 20_000

_CODES = {Area.Level.PROVINCE: re.compile(r"[0-9]{2}"), Area.Level.COMMUNE: re.compile(r"[0-9]{5}")}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """One unit as the list has it, and the line where it stands."""

    line: int
    code: str
    name: str
    full_name: str
    level: str
    kind: str
    parent: str
    valid_from: dt.date
    valid_to: dt.date | None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was refused; line 0 is the file as a whole."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(reason)s") % {"line": self.line, "reason": self.reason} if self.line else self.reason


class ListRefused(Exception):
    """Nothing of the list was taken."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def read_list(path: Path) -> list[Row]:
    """The rows of a file; raises ``ListRefused`` with every problem found, or ``OSError``."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ListRefused([Problem(0, _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ListRefused([Problem(line, _("this is not UTF-8 text."))]) from None
    return _rows(text)


def _rows(text: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    values: dict[int, dict[str, str]] = {}
    problems: list[Problem] = []
    try:
        header = next(reader, [])
        if wrong := _wrong_columns(header):
            raise ListRefused([Problem(1, reason) for reason in wrong])
        for cells in reader:
            line = reader.line_num
            if line > MOST_LINES:
                raise ListRefused([Problem(line, _("there are more than %(most)s lines.") % {"most": MOST_LINES})])
            if len(cells) == len(header):
                values[line] = {name: normalise(cell) for name, cell in zip(header, cells, strict=True)}
            elif cells:
                counts = {"are": len(cells), "must": len(header)}
                problems.append(Problem(line, _("%(are)s values stand where %(must)s must be.") % counts))
    except csv.Error as error:
        reason = _("this is not CSV (%(error)s).") % {"error": error}
        raise ListRefused([*problems, Problem(reader.line_num, reason)]) from None
    for line, value in values.items():
        problems += [Problem(line, reason) for reason in _wrong_values(value)]
    problems += _wrong_references(values)
    if not values and not problems:
        problems.append(Problem(0, _("The list is empty.")))
    if problems:
        raise ListRefused(sorted(problems, key=lambda problem: problem.line))
    return [_row(line, value) for line, value in values.items()]


def _row(line: int, value: dict[str, str]) -> Row:
    dates = {name: _date(value[name]) for name in ("valid_from", "valid_to")}
    fields: dict[str, Any] = {**value, **dates, SUCCESSORS: tuple(dict.fromkeys(value.get(SUCCESSORS, "").split()))}
    return Row(line, **fields)


def _wrong_columns(header: list[str]) -> list[str]:
    known = [*COLUMNS, SUCCESSORS]
    return [
        *(_("the column “%(name)s” is not known.") % {"name": name} for name in header if name not in known),
        *(_("the column “%(name)s” is missing.") % {"name": name} for name in COLUMNS if name not in header),
        *(_("the column “%(name)s” stands there twice.") % {"name": name} for name in known if header.count(name) > 1),
    ]


def _wrong_values(value: dict[str, str]) -> list[str]:
    """What is wrong with one unit by itself."""
    wrong = []
    level, kind = value["level"], value["kind"]
    if level not in Area.Level:
        wrong.append(_("the level “%(level)s” is not known.") % {"level": level})
    elif not _CODES[Area.Level(level)].fullmatch(value["code"]):
        wrong.append(_("the code “%(code)s” does not have the right number of digits.") % {"code": value["code"]})
    if kind not in Area.Kind:
        wrong.append(_("the kind “%(kind)s” is not known.") % {"kind": kind})
    elif level in Area.Level and Area.Kind(kind).area_level != level:
        wrong.append(
            _("the kind “%(kind)s” does not belong to the level “%(level)s”.") % {"kind": kind, "level": level}
        )
    for name in ("name", "full_name"):
        most = getattr(Area._meta.get_field(name), "max_length", 0)
        if not value[name]:
            wrong.append(_("%(column)s is empty.") % {"column": name})
        elif len(value[name]) > most:
            wrong.append(_("%(column)s is longer than %(most)s letters.") % {"column": name, "most": most})
    dates = [name for name in ("valid_from", "valid_to") if value[name] or name == "valid_from"]
    bad = [name for name in dates if _date(value[name]) is None]
    wrong += [_("%(column)s is not a date such as 2025-07-01.") % {"column": name} for name in bad]
    if not bad and value["valid_to"] and value["valid_to"] <= value["valid_from"]:
        wrong.append(_("valid_to is not after valid_from."))
    return wrong


def _wrong_references(values: dict[int, dict[str, str]]) -> list[Problem]:
    """What is wrong between units: a code twice, a parent that is not there."""
    problems = []
    provinces = {value["code"] for value in values.values() if value["level"] == Area.Level.PROVINCE}
    lines: dict[str, int] = {}
    for line, value in values.items():
        first = lines.setdefault(value["code"], line)
        if first != line:
            reason = _("the code “%(code)s” stands in line %(line)s already.") % {"code": value["code"], "line": first}
            problems.append(Problem(line, reason))
        if value["level"] == Area.Level.PROVINCE and value["parent"]:
            problems.append(Problem(line, _("a province has no parent.")))
        elif value["level"] == Area.Level.COMMUNE and value["parent"] not in provinces:
            reason = _("the parent “%(parent)s” is no province of this list.") % {"parent": value["parent"]}
            problems.append(Problem(line, reason))
    return problems + _wrong_successors(values)


def _wrong_successors(values: dict[int, dict[str, str]]) -> list[Problem]:
    """Only what has ended has successors: other units of the list, of its level, that outlast it.

    So no unit can come after itself, by whatever way.
    """
    problems = []
    by_code = {value["code"]: value for value in values.values()}
    for line, value in values.items():
        codes = value.get(SUCCESSORS, "").split()
        if codes and not value["valid_to"]:
            problems.append(Problem(line, _("a unit without valid_to is in force and has no successors.")))
            continue
        for code in codes:
            names, other = {"code": code}, by_code.get(code)
            if other is None:
                problems.append(Problem(line, _("the successor “%(code)s” is not in this list.") % names))
            elif other["level"] != value["level"]:
                problems.append(Problem(line, _("the successor “%(code)s” is of another level.") % names))
            elif other["valid_to"] and other["valid_to"] <= value["valid_to"]:
                problems.append(Problem(line, _("the successor “%(code)s” has ended by then.") % names))
    return problems


def _date(text: str) -> dt.date | None:
    # fromisoformat takes other forms of ISO 8601 besides, such as 20250701.
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
