"""A folder of questions and quizzes. One wrong entry keeps its whole file out, and no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from courses.curriculum_files.media import FOLDERS
from courses.curriculum_files.problems import Notebook, Problem, RefusedError
from courses.curriculum_files.sources import read_document
from quizzes.files.content import read_content
from quizzes.files.entries import Found, QuestionEntry, QuestionsFile, QuizEntry, QuizzesFile
from quizzes.files.fields import DEFAULTS, QUESTION, QUESTIONS, QUIZ, QUIZZES

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from courses.curriculum_files.fields import Kind
    from courses.curriculum_files.media import MediaFile
    from courses.curriculum_files.yaml_lines import Located

E = TypeVar("E", QuestionEntry, QuizEntry)

QUESTIONS_FOLDER = "questions"
QUIZZES_FOLDER = "quizzes"
QUIZZES_FILE = "quizzes.yaml"


def read_folder(root: Path) -> Found:
    """Read all of ``root``. Nothing is raised for what is wrong in it: that stands in ``problems``."""
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.found = Found()
        # Where each identifier was met first.
        self.owners: dict[uuid.UUID, str] = {}

    def read(self) -> Found:
        found = self.found
        self._look_around()
        for path in self._files(QUESTIONS_FOLDER):
            self._questions(path)
        if (self.root / QUIZZES_FILE).exists():
            self._quizzes(self.root / QUIZZES_FILE)
        for path in self._files(QUIZZES_FOLDER):
            self._quizzes(path)
        if not found.questions and not found.quizzes and not found.problems:
            found.problems.append(Problem(".", 0, _("There are no questions and no quizzes here.")))
        found.problems.sort()
        return found

    def _look_around(self) -> None:
        for path in _entries(self.root):
            known = path.name in {QUESTIONS_FOLDER, QUIZZES_FOLDER, *FOLDERS} and path.is_dir()
            if not known and path.name != QUIZZES_FILE:
                self._out_of_place(path)

    def _files(self, folder: str) -> Iterator[Path]:
        if not (self.root / folder).is_dir():
            return
        for path in _entries(self.root / folder):
            if path.suffix == ".yaml":
                yield path
            else:
                self._out_of_place(path)

    def _out_of_place(self, path: Path) -> None:
        reason = _("Here stand questions/*.yaml, quizzes.yaml or quizzes/*.yaml, drawings/ and media/ only.")
        self.found.problems.append(Problem(self._name(path), 0, reason))

    def _questions(self, path: Path) -> None:
        entries = self._file(path, QUESTIONS, "questions", self._question)
        if entries is not None:
            self.found.questions.append(QuestionsFile(self._name(path), entries))

    def _quizzes(self, path: Path) -> None:
        entries = self._file(path, QUIZZES, "quizzes", self._quiz)
        if entries is not None:
            self.found.quizzes.append(QuizzesFile(self._name(path), entries))

    def _file(
        self, path: Path, fields: Kind, key: str, read: Callable[[Located, Notebook], E | None]
    ) -> list[E] | None:  # fmt: skip
        """The entries of a file; None when anything in it is wrong."""
        name = self._name(path)
        notes = Notebook(name)
        try:
            _source, found = read_document(path, name)
            listed = (fields(found, "", notes) or {}).get(key) or []
            entries = [entry for one in listed if (entry := read(one, notes))]
            notes.close()
        except RefusedError as refused:
            self.found.problems += refused.problems
            return None
        return entries

    def _question(self, found: Located, notes: Notebook) -> QuestionEntry | None:
        inner = Notebook(notes.file)
        fields = QUESTION(found, "", inner) or {}
        content: dict[str, Any] = {}
        media: dict[str, MediaFile] = {}
        if fields.get("kind") and "content" in fields:
            content, media = read_content(fields["content"], fields["kind"], self.root, inner)
        self._own(fields.get("id"), found.line, inner)
        notes.problems += inner.problems
        if inner.problems:
            return None
        fields = {"language": "vi", "source_url": "", **fields, "content": content}
        return QuestionEntry(
            **fields, media=media, line=found.line, competence_line=_line_of(found, "competence")
        )  # fmt: skip

    def _quiz(self, found: Located, notes: Notebook) -> QuizEntry | None:
        inner = Notebook(notes.file)
        fields = {**DEFAULTS, **(QUIZ(found, "", inner) or {})}
        self._own(fields.get("id"), found.line, inner)
        notes.problems += inner.problems
        if inner.problems:
            return None
        named = {name: fields.pop(name) for name in ("id", "title", "course", "parts", "competence_marks")}
        fields["shuffle_questions"], fields["shuffle_answers"] = fields.pop("shuffle")
        fields["time_limit_minutes"] = fields["time_limit_minutes"] or None
        return QuizEntry(**named, settings=fields, line=found.line, course_line=_line_of(found, "course"))

    def _own(self, identifier: uuid.UUID | None, line: int, notes: Notebook) -> None:
        if identifier is None:
            return
        place = f"{notes.file}:{line}"
        first = self.owners.setdefault(identifier, place)
        if first != place:
            notes.note(line, _("%s has the same id. Make a new one for this entry.") % first)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _line_of(found: Located, name: str) -> int:
    value = found.value
    return value[name].line if isinstance(value, dict) and name in value else found.line


def _entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
