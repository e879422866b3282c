"""What is wrong with a package: a code for programs, a place, and a sentence for people.

The sentences are English. A program that speaks another language translates the template, not the result:
``problem.sentence(translate=gettext)`` looks up `SENTENCES`' entry and fills it in afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MOST = 200
"""So many problems are written down; whoever mends these asks again."""

ERROR = "error"
NOTE = "note"

SENTENCES: dict[str, str] = {
    # The archive.
    "not-a-zip": "The file is damaged, or no H5P package.",
    "package-too-large": "The package is larger than %(most)s.",
    "too-many-files": "There are more than %(most)d files in the package.",
    "zip64": "The package is packed in a way that only much larger files need.",
    "total-too-large": "Unpacked, the package is larger than %(most)s.",
    "file-too-large": "The file is larger than %(most)s.",
    "size-lies": "The file is not as long as the package says.",
    "header-lies": "The package says one thing about this file in one place and another in another.",
    "overlap": "Two files of the package lie on top of each other.",
    "ratio": "The file is packed so tightly that it can only be meant to do harm.",
    "damaged-file": "The file is damaged.",
    "encrypted": "The file is locked with a password.",
    "compression": "The file is packed in a way that is not known here.",
    # Names.
    "name-traversal": "The name leads out of the package.",
    "name-absolute": "The name does not begin within the package.",
    "name-backslash": "There is a backslash in the name.",
    "name-control": "There are invisible characters in the name.",
    "name-windows": "Not every computer can keep a file of this name.",
    "name-empty": "A part of the name is empty.",
    "name-long": "The name is too long.",
    "name-deep": "The file lies in more than %(most)d folders.",
    "name-twice": "Two files of the package have this name.",
    "name-case": "Two names differ only in small and capital letters, or in how a letter is written.",
    "name-conflict": "A file and a folder have the same name.",
    "link": "This is a link, and no file.",
    "special-file": "This is neither a file nor a folder.",
    "type-not-allowed": "Files of this type are not allowed here.",
    "type-lies": "The file is not what its name says.",
    # Documents.
    "file-missing": "The file is not there.",
    "json-invalid": "The file cannot be read as JSON.",
    "json-too-large": "The file has too much in it to be read.",
    "json-too-deep": "The file is nested too deeply.",
    "json-total": "There is too much JSON in the package.",
    "not-an-object": "The file has to hold one object.",
    "property-missing": "The property “%(name)s” is missing.",
    "property-invalid": "The property “%(name)s” has a value that is not allowed.",
    "semantics-invalid": "The description of the fields is wrong at “%(at)s”.",
    "language-name": "This is not the name of a language file.",
    # Libraries.
    "too-many-libraries": "There are more than %(most)d libraries in the package.",
    "library-folder": "The folder is not named after its library, %(name)s.",
    "library-twice": "The library %(name)s is in the package twice.",
    "asset-missing": "The library names a file that is not there: %(file)s.",
    "core-too-new": "This needs version %(needs)s of H5P; here is %(here)s.",
    "library-missing": "The library %(name)s is missing; %(by)s needs it.",
    "dependency-cycle": "These libraries need each other before themselves: %(names)s.",
    "main-not-listed": "The main library %(name)s is not among the preloaded dependencies.",
    "main-not-runnable": "The main library %(name)s is not made to be shown by itself.",
    # Content, against the semantics of its library.
    "content-wrong-type": "The content has something else where %(expected)s is expected, and was left out.",
    "content-unknown": "The library knows no such field; it was left out.",
    "content-too-deep": "The content is nested too deeply; the rest was left out.",
    "content-text-changed": "The text held marks that are not allowed; they were taken out.",
    "content-text-intricate": "The text has too many marks in it and was left out.",
    "content-text-cut": "The text was longer than %(most)d characters and was cut.",
    "content-number-moved": "The number was outside its limits and was moved into them.",
    "content-not-an-option": "The value is not among the choices.",
    "content-list-cut": "There were more than %(most)d entries; the rest was left out.",
    "content-list-short": "There are fewer than %(least)d entries.",
    "content-file-path": "The address of a file is not allowed; the file was left out.",
    "content-file-missing": "The content names a file that is not in the package: %(file)s.",
    "content-file-kind": "The kind of file does not fit here; the file was left out.",
    "content-library": "The library %(name)s may not be used here; it was left out.",
    # The end of a long list.
    "more": "There is more that is wrong; only the first %(most)d are listed.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``path`` is safe to show, and no longer the name of anything."""

    code: str
    path: str
    values: dict[str, str | int] = field(default_factory=dict, hash=False)
    level: str = ERROR

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The problem in words; ``translate`` turns a template of `SENTENCES` into another language."""
        return translate(SENTENCES[self.code]) % self.values

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence()}" if self.path else self.sentence()


class Report:
    """Everything that is wrong with a package, in the order in which it was found."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._seen: set[tuple[str, str, str]] = set()
        self._full: set[str] = set()

    def add(self, code: str, path: str = "", **values: str | int) -> None:
        """Write down what the package is refused for."""
        self._add(code, path, values, ERROR)

    def note(self, code: str, path: str = "", **values: str | int) -> None:
        """Write down what does not stand in the way of anything."""
        self._add(code, path, values, NOTE)

    def take(self, found: Problem | Fault, path: str = "") -> None:
        """Write down a problem that was met elsewhere."""
        if isinstance(found, Problem):
            self._add(found.code, found.path, found.values, found.level)
        else:
            self._add(found.code, path, found.values, ERROR)

    def _add(self, code: str, path: str, values: dict[str, str | int], level: str) -> None:
        """Once each; of each level there are at most `MOST`."""
        told = {name: shown(value) if isinstance(value, str) else value for name, value in values.items()}
        problem = Problem(code, shown(path), told, level)
        key = (code, problem.path, str(told))
        if key in self._seen or level in self._full:
            return
        if sum(each.level == level for each in self.problems) >= MOST:
            self._full.add(level)
            problem = Problem("more", "", {"most": MOST}, level)
        self._seen.add(key)
        self.problems.append(problem)

    @property
    def errors(self) -> list[Problem]:
        """What the package is refused for."""
        return [problem for problem in self.problems if problem.level == ERROR]

    @property
    def notes(self) -> list[Problem]:
        """What was found, and mended or only told."""
        return [problem for problem in self.problems if problem.level == NOTE]

    @property
    def ok(self) -> bool:
        """Whether there is no reason to refuse."""
        return not self.errors

    @property
    def codes(self) -> set[str]:
        """All codes in the report."""
        return {problem.code for problem in self.problems}

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)


class PackageError(Exception):
    """Something was asked of a package that its problems do not allow."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


class Fault(Exception):
    """One problem on its way to the report."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def shown(text: str) -> str:
    """A name as it can be shown: short, and without a character that does anything."""
    cut = text if len(text) <= 160 else text[:157] + "…"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
