"""A file read on from where the last piece ended, by this process or by another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from quizzes.formats.gift import reader as gift
from quizzes.formats.moodle_xml import reader as moodle_xml
from quizzes.formats.records import REFUSED, Read, Record, Trouble
from quizzes.formats.spreadsheet import reader as spreadsheet
from quizzes.imports.models import Format, ImportFile, ImportRun

READERS: dict[str, Callable[[bytes], Read]] = {
    Format.XLSX: spreadsheet.read,
    Format.CSV: spreadsheet.read,
    Format.GIFT: gift.read,
    Format.MOODLE_XML: moodle_xml.read,
}
# Troubles after which nothing more of a file can be read; those of a row keep no other row out.
ENDS = frozenset(
    {
        "broken_csv", "broken_xlsx", "broken_xml", "column_missing", "column_twice", "dangerous_xml", "encoding",
        "not_moodle", "not_text", "old_spreadsheet", "too_large", "too_many",
    }
)  # fmt: skip
# Items that are looked at before a file is kept, and troubles that are told of one in which nothing is right.
_MOST_PEEKED, _MOST_SAID = 500, 10

Item = Record | Trouble


def ends(item: Item) -> bool:
    """Whether this trouble is the file's, not a question's."""
    return isinstance(item, Trouble) and item.severity == REFUSED and item.code in ENDS


@dataclass(slots=True)
class Beginning:
    """Whether a question was found in the beginning of a file, and what was found before it."""

    has_question: bool = False
    troubles: list[Trouble] = field(default_factory=list)


def peek(kind: str, data: bytes) -> Beginning:
    """Look for the first question of a file. What is all wrong for so long is left to the job, which has time."""
    found = Beginning()
    for count, item in enumerate(READERS[kind](data)):
        if isinstance(item, Record) or count >= _MOST_PEEKED:
            found.has_question = True
            break
        if len(found.troubles) < _MOST_SAID:
            found.troubles.append(item)
    return found


class _Reading:
    """A reader that stands at a place of its file."""

    def __init__(self, run: ImportRun) -> None:
        content = bytes(ImportFile.objects.get(run=run).content)
        self.items: Iterator[Item] = READERS[run.format](content)
        self.position = 0

    def take(self, count: int) -> list[Item]:
        found = list(islice(self.items, count))
        self.position += len(found)
        return found


# At most one: a file of 100,000 rows is read through once, not from its beginning for each piece.
_kept: dict[int, _Reading] = {}


def next_items(run: ImportRun, most: int) -> list[Item]:
    """What follows the run's cursor; fewer than ``most`` at the end of the file."""
    reading = _kept.pop(run.pk, None)
    if reading is None or reading.position > run.cursor:
        # Another process was at it before, or what was taken last was not written down.
        reading = _Reading(run)
    while reading.position < run.cursor:
        if not reading.take(min(most, run.cursor - reading.position)):
            break
    found = reading.take(most)
    _kept.clear()
    if len(found) == most:
        _kept[run.pk] = reading
    return found


def forget_kept() -> None:
    """Stand nowhere; as in a process that has just begun."""
    _kept.clear()
