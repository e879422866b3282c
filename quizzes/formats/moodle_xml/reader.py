"""Moodle's XML into records."""

from __future__ import annotations

import io
from typing import BinaryIO

from django.utils.translation import gettext as _

from quizzes.formats.checking import checked
from quizzes.formats.moodle_xml.kinds import read_kind
from quizzes.formats.moodle_xml.parsing import questions
from quizzes.formats.moodle_xml.texts import Question
from quizzes.formats.naming import name_of
from quizzes.formats.records import MOST_QUESTIONS, REFUSED, Notes, Read, Record, Refused, Trouble
from quizzes.formats.tags import apply_tags, sorted_tags

# What Moodle itself puts into every question says nothing that could be lost.
_USUAL = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
    "Câu trả lời của bạn đúng",
    "Câu trả lời của bạn đúng một phần",
    "Câu trả lời của bạn sai.",
}
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(data: bytes | BinaryIO) -> Read:
    """Every question of the file and what is wrong; a wrong question keeps no other out, broken XML all that follow."""
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    category, count = "", 0
    try:
        for line, element in questions(file):
            notes = Notes()
            question = Question(element, line, notes)
            if element.get("type") == "category":
                category = question.child("category", "plain")
                continue
            count += 1
            if count > MOST_QUESTIONS:
                message = _("There are more than %d questions. Those from this line on are left out.") % MOST_QUESTIONS
                yield Trouble(line, "too_many", message, REFUSED)
                return
            yield from _read(question, category)
    except Refused as refused:
        yield refused.trouble


def _read(question: Question, category: str) -> Read:
    try:
        record = _record(question, category)
    except Refused as refused:
        yield refused.trouble
        return
    yield from checked(record, question.notes)


def _record(question: Question, category: str) -> Record:
    notes = question.notes
    kind, content = read_kind(question)
    content["explanation"] = question.child("generalfeedback")
    _tell_lost(question)
    values = [(tag.findtext("text") or "").strip() for tag in question.element.findall("tags/tag")]
    identity, tags = sorted_tags(question.value("idnumber"), filter(None, values), question.line, notes)
    title = question.child("name", "plain")
    record = Record(
        id=identity,
        name=name_of(title, content["prompt"], question.line, notes),
        kind=kind,
        content=content,
        line=question.line,
        category=category,
    )
    apply_tags(record, tags, notes)
    return record


def _tell_lost(question: Question) -> None:
    for name in _COMBINED:
        said = question.child(name)
        if said and said not in _USUAL:
            message = _("What is said to the answer as a whole does not come along: “%s”.") % said[:100]
            question.notes.changed(question.line, "combined_feedback_lost", message)
    if any((hint.findtext("text") or "").strip() for hint in question.element.findall("hint")):
        question.notes.changed(question.line, "hints_lost", _("Hints for another try do not come along."))
    if question.element.find("image_base64") is not None:
        question.notes.changed(question.line, "picture_lost", _("A picture in the text does not come along."))
