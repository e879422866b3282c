"""What is said of a file, or of a row in it, that does not come along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

REFUSED: Literal["refused"] = "refused"
CHANGED: Literal["changed"] = "changed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something of a file that does not come along: ``refused`` the row (or file), ``changed`` only a part.

    ``line`` is the line of a text or the row of a spreadsheet; 0 stands for the file as a whole. When writing it is the
    place of the record among those that were given.
    """

    line: int
    code: str
    message: str
    severity: Literal["refused", "changed"]


class Refused(Exception):
    """This row (or file) cannot be carried; the others go on."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(message)
        self.trouble = Trouble(line, code, message, REFUSED)
