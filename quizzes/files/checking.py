"""What can be wrong with a file besides its own words: what it refers to is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.curriculum_files.problems import Problem
from courses.pages.courses import CoursePage
from quizzes.bank.models import Question
from quizzes.quiz.competences import competences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from uuid import UUID

    from quizzes.files.entries import Found, Part, QuestionEntry, QuestionsFile, QuizEntry, QuizzesFile


def check_folder(found: Found) -> list[Problem]:
    """Every reason to refuse something that can be found without loading."""
    known = competences().keys()
    questions = {entry.id: entry for entry in found.question_entries()}
    problems = [*found.problems]
    for questions_file in found.questions:
        problems += problems_of_questions(questions_file, known)
    for file in found.quizzes:
        wanted = {entry.course for entry in file.entries if entry.course}
        courses = set(CoursePage.objects.filter(uuid__in=wanted).values_list("uuid", flat=True))
        problems += problems_of_quizzes(file, known, courses, questions)
    return sorted(problems)


def problems_of_questions(file: QuestionsFile, known: Collection[str]) -> list[Problem]:
    """Competences that the framework has not."""
    return [
        Problem(file.file, entry.competence_line, _("The framework has no competence “%s”.") % entry.competence)
        for entry in file.entries
        if entry.competence not in known
    ]


def problems_of_quizzes(
    file: QuizzesFile, known: Collection[str], courses: Collection[UUID], questions: Mapping[UUID, QuestionEntry]
) -> list[Problem]:
    """Courses, competences and questions that are not there; ``questions`` will be, besides those of the bank."""
    named = {part.question for entry in file.entries for part in entry.parts if part.question}
    there = {*questions, *Question.objects.filter(pk__in=named).values_list("pk", flat=True)}
    problems = []
    for entry in file.entries:
        if entry.course and entry.course not in courses:
            problems.append(Problem(file.file, entry.course_line, _("There is no course %s.") % entry.course))
        for mark in entry.competence_marks:
            if mark["competence"] not in known:
                reason = _("The framework has no competence “%s”.") % mark["competence"]
                problems.append(Problem(file.file, entry.line, reason))
        problems += [
            Problem(file.file, part.line, reason) for part, reason in _wrong_parts(entry, known, there, questions)
        ]
    return problems


def _wrong_parts(
    entry: QuizEntry, known: Collection[str], there: Collection[UUID], questions: Mapping[UUID, QuestionEntry]
) -> Iterator[tuple[Part, str]]:
    fixed: set[UUID] = set()
    for part in entry.parts:
        if part.question is None:
            continue
        if part.question not in there:
            yield part, _("There is no question %s.") % part.question
        if part.question in fixed:
            yield part, _("This question stands in the quiz twice.")
        fixed.add(part.question)
    taken: dict[tuple[str, str], int] = {}
    for part in entry.parts:
        if part.question is not None:
            continue
        if part.competence not in known:
            yield part, _("The framework has no competence “%s”.") % part.competence
            continue
        kind = (part.competence, part.difficulty)
        taken[kind] = taken.get(kind, 0) + part.count
        count = len(_drawable(part, questions.values()) - fixed)
        if count < taken[kind]:
            told = {"count": taken[kind], "there": count, "competence": part.competence}
            yield (
                part,
                _("%(count)d questions are to be drawn for %(competence)s, but the bank has only %(there)d that fit.")
                % told,
            )


def _drawable(part: Part, questions: Iterable[QuestionEntry]) -> set[UUID]:
    """The questions of the bank that fit, as it is or will be."""
    fitting = Question.objects.in_use().filter(competence__code=part.competence, difficulty=part.difficulty)
    files = list(questions)
    # What a file says of a question is what will be.
    bank = set(fitting.values_list("pk", flat=True)) - {entry.id for entry in files}
    return bank | {entry.id for entry in files if part.fits(entry)}
