"""The parts of a file for members: each begins with a heading that says the same in every file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from courses.curriculum_files.problems import Notebook

# Headings are Vietnamese, as the files are written by those who teach.
HEADINGS_OF_TOPICS = {
    "why": "Vì sao",
    "check": "Xem trước",
    "steps": "Các bước",
    "mistakes": "Lỗi hay gặp",
    "levels": "Tự làm được chưa",
    "leave": "Để lại cho gia đình",
}
HEADINGS_OF_SCAMS = {
    "how": "Chúng làm thế nào",
    "say": "Ba câu để nói",
    "do": "Cần làm gì",
    "card": "Thẻ dạy",
}

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Section:
    """What stands below a heading; ``line`` is the heading's own."""

    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        """How many words it has, numbers not counted."""
        return sum(1 for line in self.lines for part in line.split() if _WORD.search(part))

    def filled(self) -> list[tuple[int, str]]:
        """The lines that say something, each with its number."""
        return [(number, line) for number, line in enumerate(self.lines, self.line + 1) if line]


def read_sections(lines: list[str], first_line: int, headings: dict[str, str], notes: Notebook) -> dict[str, Section]:
    """The sections by name; a heading that is unknown, missing, empty or there twice is noted."""
    names = {heading: name for name, heading in headings.items()}
    sections: dict[str, Section] = {}
    current: Section | None = None
    for number, line in enumerate(lines, first_line):
        if line.startswith("## "):
            current = Section(number)
            name = names.get(line[3:].strip())
            if name is None or name in sections:
                reason = _("Headings are these, each once: %s.")
                notes.note(number, reason % ", ".join(f"“{heading}”" for heading in headings.values()))
            else:
                sections[name] = current
        elif current is not None:
            current.lines.append(line)
        elif line:
            notes.note(number, _("Text stands below a heading."))
    for name, heading in headings.items():
        if name not in sections:
            notes.note(0, _("The part “%s” is missing.") % heading)
        elif not sections[name].filled():
            notes.note(sections[name].line, _("The part “%s” is empty.") % heading)
    return sections
