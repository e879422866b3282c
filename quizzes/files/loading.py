"""Loading questions and quizzes: file by file, each as a whole or not at all.

What an official changed since the last loading is kept, unless it is loaded by force.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.curriculum_files.library import Shelf
from courses.curriculum_files.loading import Event, Report
from courses.curriculum_files.models import LoadedPage
from courses.curriculum_files.pages import block_messages
from courses.curriculum_files.problems import Problem, RefusedError
from courses.curriculum_files.turns import take_turn
from courses.pages.courses import CoursePage
from courses.versions.publish import one_publication
from quizzes.bank.models import Question, QuestionVersion
from quizzes.files.checking import problems_of_questions, problems_of_quizzes
from quizzes.files.entries import MEDIA_KEYS
from quizzes.files.loaded import being_loaded, compare, remember, rows_of
from quizzes.quiz.competences import competences
from quizzes.quiz.models import Quiz, QuizVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from wagtail.blocks import StreamBlock

    from courses.curriculum_files.loaded import Did
    from courses.framework.models import Competence
    from quizzes.files.entries import Found, QuestionEntry, QuestionsFile, QuizEntry, QuizzesFile


def load_folder(found: Found, *, force: bool = False) -> Report:
    """Load all that is right; what is wrong, or turns out to be, is in the report."""
    loader = _Loader(force=force)
    loader.report.problems += found.problems
    loader.load(found)
    loader.report.problems.sort()
    return loader.report


class _Loader:
    """Brings rows up to date, file by file, and keeps the report."""

    def __init__(self, *, force: bool) -> None:
        self.force = force
        self.report = Report()
        self.competences: dict[str, Competence] = {}
        # The questions that are in the bank as their files say, with their fingerprints.
        self.questions: dict[UUID, tuple[QuestionEntry, str]] = {}

    def load(self, found: Found) -> None:
        self.competences = competences()
        for questions in found.questions:
            self._load_questions(questions)
        for quizzes in found.quizzes:
            self._load_quizzes(quizzes)

    def _load_questions(self, file: QuestionsFile) -> None:
        problems = problems_of_questions(file, self.competences.keys())
        if problems:
            self.report.problems += problems
            return
        digests = {
            entry.id: entry.digest(self.competences[entry.competence].pk) for entry in file.entries
        }  # fmt: skip
        done = self._bring_up_to_date(file, Question, QuestionVersion, digests, self._put_question)
        if done:
            self.questions |= {entry.id: (entry, digests[entry.id]) for entry in file.entries}

    def _load_quizzes(self, file: QuizzesFile) -> None:
        wanted = {entry.course for entry in file.entries if entry.course}
        courses = dict(CoursePage.objects.filter(uuid__in=wanted).values_list("uuid", "pk"))
        left_out = _deleted_courses(wanted - courses.keys())
        digests = {
            entry.id: entry.digest(courses.get(entry.course) if entry.course else None, self.questions)
            for entry in file.entries
        }

        def put(entry: QuizEntry, row: Quiz | None, _shelf: Shelf) -> Quiz:
            return self._put_quiz(entry, row, courses)

        def check() -> list[Problem]:
            known = courses.keys() | left_out
            return problems_of_quizzes(file, self.competences.keys(), known, {})

        reasons = {
            entry.id: _("its course was deleted by an official") for entry in file.entries if entry.course in left_out
        }
        self._bring_up_to_date(file, Quiz, QuizVersion, digests, put, check=check, reasons=reasons)

    def _bring_up_to_date(
        self,
        file: QuestionsFile | QuizzesFile,
        model: Any,
        versions: Any,
        digests: dict[UUID, str],
        put: Callable[[Any, Any, Shelf], Any],
        *,
        check: Callable[[], list[Problem]] = list,
        reasons: dict[UUID, str] | None = None,
    ) -> bool:
        """Do for each entry of a file what is to be done; whether nothing of it was refused."""

        def plan() -> list[tuple[Any, Did, str]]:
            return self._plan(file, model, versions, digests, reasons or {})

        planned = plan()
        if all(did in {"unchanged", "kept"} for _entry, did, _reason in planned):
            self._say(file, planned)
            return True
        with self._step() as shelf:
            # As it is now that nobody else loads.
            planned = plan()
            if problems := check():
                raise RefusedError(*problems)
            for entry, did, _reason in planned:
                if did in {"created", "updated"}:
                    # Whoever publishes it at the same moment waits.
                    held = model.objects.select_for_update(of=("self",), no_key=True).filter(pk=entry.id).first()
                    with _problems_at(file.file, entry.line):
                        row = put(entry, held, shelf)
                        row.loaded_digest = being_loaded(digests[entry.id])
                        remember(_published(row), digests[entry.id])
            self._say(file, planned)
            return True
        return False

    def _plan(
        self, file: Any, model: Any, versions: Any, digests: dict[UUID, str], reasons: dict[UUID, str]
    ) -> list[tuple[Any, Did, str]]:
        """For each entry what is to be done, and why not."""
        ids = [entry.id for entry in file.entries]
        rows = rows_of(model, ids)
        missing = [one for one in ids if one not in rows]
        field = "question" if model is Question else "quiz"
        known = versions.objects.filter(**{f"{field}__in": missing}).values_list(field, flat=True) if missing else []
        deleted = set(known)
        planned: list[tuple[Any, Did, str]] = []
        for entry in file.entries:
            if reason := reasons.get(entry.id):
                planned.append((entry, "kept", reason))
                continue
            row = rows.get(entry.id)
            did, reason = compare(row, digests[entry.id], deleted=entry.id in deleted)
            if did == "kept" and self.force:
                did, reason = ("updated" if row else "created"), ""
            planned.append((entry, did, reason))
        return planned

    def _say(self, file: QuestionsFile | QuizzesFile, planned: list[tuple[Any, Did, str]]) -> None:
        self.report.events += [Event(did, file.file, entry.title, reason) for entry, did, reason in planned]

    def _put_question(self, entry: QuestionEntry, row: Question | None, shelf: Shelf) -> Question:
        question = row or Question(pk=entry.id, live=False)
        for name in ("name", "difficulty", "language", "source", "source_url", "review_by"):
            setattr(question, name, getattr(entry, name))
        question.competence = self.competences[entry.competence]
        value = {"type": entry.kind, "value": with_numbers(entry, shelf)}
        block = _blocks(Question, "body")
        question.body = block.clean(block.to_python([value]))
        return question

    def _put_quiz(self, entry: QuizEntry, row: Quiz | None, courses: dict[UUID, int]) -> Quiz:
        quiz = row or Quiz(pk=entry.id, live=False)
        for name, value in {"title": entry.title, **entry.settings}.items():
            setattr(quiz, name, value)
        quiz.course_id = courses[entry.course] if entry.course else None
        parts = [
            {"type": "question", "value": {"question": str(part.question)}}
            if part.question
            else {
                "type": "draw",
                "value": {"competence": part.competence, "difficulty": part.difficulty, "count": part.count},
            }
            for part in entry.parts
        ]
        marks = [{"type": "mark", "value": mark} for mark in entry.competence_marks]
        # Their blocks would only ask for what `checking` has asked for already, with a line.
        quiz.parts = _blocks(Quiz, "parts").to_python(parts)
        quiz.competence_marks = _blocks(Quiz, "competence_marks").to_python(marks)
        return quiz

    @contextmanager
    def _step(self) -> Iterator[Shelf]:
        """One transaction; when it is refused nothing is left of it."""
        shelf = Shelf()
        try:
            with one_publication():
                take_turn()
                yield shelf
        except RefusedError as refused:
            shelf.take_back()
            self.report.problems += refused.problems
        except BaseException:
            shelf.take_back()
            raise


def _blocks(model: type[Question] | type[Quiz], name: str) -> StreamBlock:
    field: Any = model._meta.get_field(name)
    return field.stream_block


def _published(row: Any) -> Any:
    """The row through the editor's own ways: checked, stored, published."""
    # A row of this id is the one that is being changed.
    row.full_clean(validate_unique=False)
    if row._state.adding:
        row.save(force_insert=True)
    row.save_revision(clean=False).publish()
    return row


def with_numbers(entry: QuestionEntry, shelf: Shelf) -> dict[str, Any]:
    """The content with numbers of the library instead of names of files."""
    content = dict(entry.content)
    for key, number in MEDIA_KEYS.items():
        if key in content:
            words = {name: value for name, value in content[key].items() if name != "file"}
            file = entry.media[content[key]["file"]]
            content[key] = {number: shelf.number(file, words.get("alt_text") or entry.name), **words}
    return content


@contextmanager
def _problems_at(file: str, line: int) -> Iterator[None]:
    """What the editor's screens would refuse is refused at this line."""
    try:
        yield
    except ValidationError as error:
        raise RefusedError(*(Problem(file, line, message) for message in block_messages(error))) from error


def _deleted_courses(missing: set[UUID]) -> set[UUID]:
    """Courses that were loaded from files and are no more."""
    if not missing:
        return set()
    return set(LoadedPage.objects.filter(uuid__in=missing).values_list("uuid", flat=True))
