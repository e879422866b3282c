"""The bank and the quizzes of the site as files in a folder."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import groupby
from textwrap import indent
from typing import TYPE_CHECKING, Any

import yaml
from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.curriculum_files.problems import Problem
from courses.curriculum_files.sources import MOST_BYTES
from courses.curriculum_files.writing.folder import write_beside
from courses.curriculum_files.writing.pages import Written
from courses.curriculum_files.writing.shelf import CourseMedia
from courses.curriculum_files.writing.spans import CannotWriteError
from foundation.text import normalise
from quizzes.bank.models import Question
from quizzes.files.content import complete
from quizzes.files.entries import MEDIA_KEYS
from quizzes.files.fields import DEFAULTS, MOST_IN_FILE, SHUFFLES
from quizzes.files.reading import QUESTIONS_FOLDER, QUIZZES_FILE, QUIZZES_FOLDER, read_folder
from quizzes.quiz.models import Quiz

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from uuid import UUID

    from django.db.models import QuerySet

    from quizzes.files.entries import QuestionEntry, QuizEntry

_FOLDERS = {"picture": (Image, "drawings"), "audio": (Document, "media")}
_OTHER_ENDS = re.compile("[\r\x85\u2028\u2029]")
_SAME_IN_FILES = (
    "purpose", "mode", "pass_mark", "late_minutes", "max_attempts", "wait_minutes", "feedback",
    "spread_minutes",
)  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """Writes what `read_yaml` reads: no references to what stood before; entries of lists set in."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def export_folder(folder: Path) -> Written:
    """Write what is published. What cannot be written, or would be read as something else, lets nothing be kept."""

    def write(root: Path) -> Written:
        writer = _Writer(root)
        writer.write()
        writer.read_again()
        return writer.done

    return write_beside(folder, write)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Lines of text stand as lines; signs that YAML takes for the end of a line are spelt out."""
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if _OTHER_ENDS.search(text) else style)


_Dumper.add_representer(str, _represent_text)


class _Writer:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.done = Written()
        self.media = CourseMedia(self._put)
        # What each entry says, to compare with what is read.
        self.said: dict[UUID, dict[str, Any]] = {}

    def write(self) -> None:
        self._leave_out(Question.objects.exclude(live=True, retired_at=None))
        self._leave_out(Quiz.objects.filter(live=False))
        questions = Question.objects.in_use().select_related("competence").order_by("competence__code", "name", "id")
        numbers: Counter[str] = Counter()
        for code, group in groupby(questions.iterator(), key=lambda question: question.competence.code):
            stem = re.sub(r"[^A-Za-z0-9.]+", "-", code).strip(".-").lower()
            for text in _files("questions", (one for question in group if (one := self._question(question)))):
                numbers[stem] += 1
                self._put(f"{QUESTIONS_FOLDER}/{stem}-{numbers[stem]:02d}.yaml", text.encode())
        quizzes = Quiz.objects.filter(live=True).select_related("course").order_by("title", "id")
        texts = list(_files("quizzes", map(self._quiz, quizzes.iterator())))
        for number, text in enumerate(texts, 1):
            name = QUIZZES_FILE if len(texts) == 1 else f"{QUIZZES_FOLDER}/{number:02d}.yaml"
            self._put(name, text.encode())

    def read_again(self) -> None:
        """Note what the reader would refuse, and what it would read as something else."""
        if not self.said:
            return
        found = read_folder(self.root)
        self.done.problems += found.problems
        for questions in found.questions:
            for question in questions.entries:
                self._compare(questions.file, question, _said_by_question(question))
        for quizzes in found.quizzes:
            for quiz in quizzes.entries:
                self._compare(quizzes.file, quiz, _said_by_quiz(quiz))

    def _compare(self, file: str, entry: QuestionEntry | QuizEntry, said: dict[str, Any]) -> None:
        if said != self.said[entry.id]:
            reason = _("cannot be written in a file: %s") % entry.title
            self.done.problems.append(Problem(file, entry.line, reason))

    def _question(self, question: Question) -> dict[str, Any] | None:
        content = complete(question.content, question.kind)
        try:
            for key, number in MEDIA_KEYS.items():
                if key in content:
                    model, folder = _FOLDERS[key]
                    words = {name: value for name, value in content[key].items() if name != number}
                    content[key] = {"file": self.media.name(model, content[key][number], folder), **words}
        except CannotWriteError as error:
            reason = _("cannot be written in a file: %s") % error
            self.done.problems.append(Problem(str(question.pk), 0, f"{question.name}: {reason}"))
            return None
        written = {
            "id": str(question.pk),
            "name": normalise(question.name),
            "kind": question.kind,
            "competence": question.competence.code,
            "difficulty": question.difficulty,
            "language": question.language,
            "source": normalise(question.source),
            "source_url": question.source_url,
            "review_by": question.review_by,
            "content": _one_form(content),
        }
        self.said[question.pk] = written
        self._note_draft(question)
        return written

    def _quiz(self, quiz: Quiz) -> dict[str, Any]:
        written = {
            "id": str(quiz.pk),
            "title": normalise(quiz.title),
            "intro": unicodedata.normalize("NFC", quiz.intro.strip()),
            **{name: getattr(quiz, name) for name in _SAME_IN_FILES},
            "course": str(quiz.course.uuid) if quiz.course else None,
            "competence_marks": [dict(mark.value) for mark in quiz.competence_marks],
            "time_limit_minutes": quiz.time_limit_minutes or 0,
            "shuffle": _shuffle(quiz),
            "opens_at": quiz.opens_at,
            "closes_at": quiz.closes_at,
            "parts": [_part(part) for part in quiz.parts.get_prep_value()],
        }
        self.said[quiz.pk] = written
        self._note_draft(quiz)
        usual = {**DEFAULTS, "shuffle": True}
        return {name: value for name, value in written.items() if name not in usual or value != usual[name]}

    def _leave_out(self, rows: QuerySet[Any]) -> None:
        """Say what is not written because nobody is asked it."""
        for row in rows:
            self.done.notes.append(Problem(str(row.pk), 0, _("left out, not published: %s") % row))

    def _note_draft(self, row: Question | Quiz) -> None:
        if row.has_unpublished_changes:
            reason = _("written as it is published, without what was changed since: %s") % row
            self.done.notes.append(Problem(str(row.pk), 0, reason))

    def _put(self, name: str, content: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.done.files.append(name)


def _files(key: str, entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The entries as texts of files, each as large as a file may be at most."""
    texts: list[str] = []
    size = 0
    for entry in entries:
        text = yaml.dump([entry], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
        text = indent(text, "  ", lambda line: line != "\n")
        size += len(text.encode()) + 1
        if texts and (size > MOST_BYTES - 1024 or len(texts) == MOST_IN_FILE):
            yield f"{key}:\n" + "\n".join(texts)
            texts, size = [], len(text.encode()) + 1
        texts.append(text)
    if texts:
        yield f"{key}:\n" + "\n".join(texts)


def _shuffle(quiz: Quiz) -> bool | str:
    wanted = (quiz.shuffle_questions, quiz.shuffle_answers)
    return next(word for word, orders in SHUFFLES.items() if orders == wanted)


def _part(part: dict[str, Any]) -> dict[str, Any]:
    if part["type"] == "question":
        return {"question": str(part["value"]["question"])}
    return {"draw": {name: part["value"][name] for name in ("competence", "difficulty", "count")}}


def _said_by_question(entry: QuestionEntry) -> dict[str, Any]:
    """The fields of an entry that was read, as they were written."""
    names = (
        "name", "kind", "competence", "difficulty", "language", "source", "source_url", "review_by", "content",
    )  # fmt: skip
    return {"id": str(entry.id), **{name: getattr(entry, name) for name in names}}


def _said_by_quiz(entry: QuizEntry) -> dict[str, Any]:
    settings = dict(entry.settings)
    orders = (settings.pop("shuffle_questions"), settings.pop("shuffle_answers"))
    return {
        **settings,
        "id": str(entry.id),
        "title": entry.title,
        "course": str(entry.course) if entry.course else None,
        "time_limit_minutes": settings["time_limit_minutes"] or 0,
        "shuffle": next(word for word, known in SHUFFLES.items() if known == orders),
        "competence_marks": entry.competence_marks,
        "parts": [
            {"question": str(part.question)}
            if part.question
            else {"draw": {"competence": part.competence, "difficulty": part.difficulty, "count": part.count}}
            for part in entry.parts
        ],
    }


def _one_form(value: Any) -> Any:
    """Texts in one form of Unicode, as they are read."""
    if isinstance(value, dict):
        return {name: _one_form(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_one_form(child) for child in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
