"""What is wrong with a file: where, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One reason to refuse a file; line 0 stands for the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


class RefusedError(Exception):
    """Nothing of this can be loaded."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


class Notebook:
    """Collects the problems of one file, so that all of them are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def note(self, line: int, reason: str) -> None:
        """Write down a problem."""
        self.problems.append(Problem(self.file, line, reason))

    def close(self) -> None:
        """Raise ``RefusedError`` if anything was written down."""
        if self.problems:
            raise RefusedError(*sorted(set(self.problems)))
