"""What the files say, once they have been read and found right."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from courses.curriculum_files.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from courses.curriculum_files.media import MediaFile
    from courses.curriculum_files.problems import Problem

# Changing how files become rows changes this: then every row that no official changed is loaded anew.
FORMAT = "1"
# Under which key of a content a file is named, and under which the library's number stands instead.
MEDIA_KEYS = {"picture": "image", "audio": "file"}


@dataclass(slots=True)
class QuestionEntry:
    """One question. In ``content`` pictures and sounds are names of files: ``{"file": "drawings/x.svg"}``."""

    id: uuid.UUID
    name: str
    kind: str
    competence: str
    difficulty: str
    language: str
    source: str
    source_url: str
    review_by: dt.date
    content: dict[str, Any]
    media: dict[str, MediaFile] = field(default_factory=dict)
    line: int = 0
    competence_line: int = 0

    @property
    def title(self) -> str:
        """What it is called in lists."""
        return self.name

    def said(self) -> dict[str, Any]:
        """All that it says, with files known by what is in them and not by their names."""
        content = dict(self.content)
        for key in MEDIA_KEYS.keys() & content.keys():
            content[key] = {**content[key], "file": self.media[content[key]["file"]].digest}
        names = ("name", "kind", "competence", "difficulty", "language", "source", "source_url")
        return {**{name: getattr(self, name) for name in names}, "review_by": str(self.review_by), "content": content}

    def digest(self, competence: int) -> str:
        """Fingerprint of all that makes the row; ``competence`` is the number of its own."""
        return fingerprint(FORMAT, json.dumps(self.said(), sort_keys=True), competence)


@dataclass(frozen=True, slots=True)
class Part:
    """A certain question, or a draw of ``count`` from the bank."""

    line: int
    question: uuid.UUID | None = None
    competence: str = ""
    difficulty: str = ""
    count: int = 0

    def fits(self, question: QuestionEntry) -> bool:
        """Whether the question may be asked here."""
        if self.question is not None:
            return question.id == self.question
        return (question.competence, question.difficulty) == (self.competence, self.difficulty)


@dataclass(slots=True)
class QuizEntry:
    """One quiz. ``settings`` are the fields of its row that need no looking up."""

    id: uuid.UUID
    title: str
    settings: dict[str, Any]
    course: uuid.UUID | None
    parts: list[Part]
    competence_marks: list[dict[str, Any]]
    line: int = 0
    course_line: int = 0

    def said(self) -> dict[str, Any]:
        """All that it says."""
        parts = [[str(part.question), part.competence, part.difficulty, part.count] for part in self.parts]
        settings = {name: str(value) for name, value in self.settings.items()}
        return {
            "title": self.title, "settings": settings, "course": str(self.course), "parts": parts,
            "competence_marks": self.competence_marks,
        }  # fmt: skip

    def digest(self, course: int | None, questions: Mapping[uuid.UUID, tuple[QuestionEntry, str]]) -> str:
        """Fingerprint of all that makes the quiz: a question that changed makes its next version as well."""
        asked = [
            digest for entry, digest in questions.values() if any(part.fits(entry) for part in self.parts)
        ]  # fmt: skip
        return fingerprint(FORMAT, json.dumps(self.said(), sort_keys=True), course, *sorted(asked))


@dataclass(slots=True)
class QuestionsFile:
    """`questions/<name>.yaml`."""

    file: str
    entries: list[QuestionEntry]


@dataclass(slots=True)
class QuizzesFile:
    """`quizzes.yaml`, or one of several in the folder `quizzes`."""

    file: str
    entries: list[QuizEntry]


@dataclass(slots=True)
class Found:
    """All files that are right, and all that is wrong."""

    questions: list[QuestionsFile] = field(default_factory=list)
    quizzes: list[QuizzesFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def question_entries(self) -> Iterable[QuestionEntry]:
        """The questions of all files."""
        return (entry for file in self.questions for entry in file.entries)
