"""Kinds of activities, problems and sizes in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from courses.h5p import Problem
from courses.interactive.models import H5PLibrary
from courses.interactive.sentences import told

# Kinds by the machine names of their libraries; others are called as their library calls itself.
KINDS = {
    "BDHVS.ScamOrNot": _("Scam or not"),
    "H5P.Accordion": _("Accordion"),
    "H5P.AdvancedText": _("Text"),
    "H5P.ArithmeticQuiz": _("Arithmetic quiz"),
    "H5P.Audio": _("Sound"),
    "H5P.Blanks": _("Fill in the blanks"),
    "H5P.BranchingScenario": _("Branching scenario"),
    "H5P.Column": _("Column of activities"),
    "H5P.CoursePresentation": _("Presentation"),
    "H5P.Crossword": _("Crossword"),
    "H5P.Dialogcards": _("Dialog cards"),
    "H5P.DragQuestion": _("Drag and drop"),
    "H5P.DragText": _("Drag the words"),
    "H5P.Essay": _("Essay"),
    "H5P.FindTheWords": _("Find the words"),
    "H5P.Flashcards": _("Flashcards"),
    "H5P.GuessTheAnswer": _("Guess the answer"),
    "H5P.ImageHotspotQuestion": _("Tap the place in a picture"),
    "H5P.ImageHotspots": _("Picture with places to tap"),
    "H5P.ImageSequencing": _("Put pictures in order"),
    "H5P.InteractiveBook": _("Interactive book"),
    "H5P.InteractiveVideo": _("Interactive video"),
    "H5P.MarkTheWords": _("Mark the words"),
    "H5P.MemoryGame": _("Memory game"),
    "H5P.MultiChoice": _("Multiple choice"),
    "H5P.QuestionSet": _("Question set"),
    "H5P.SingleChoiceSet": _("Single choice set"),
    "H5P.SortParagraphs": _("Sort the paragraphs"),
    "H5P.Summary": _("Summary"),
    "H5P.Timeline": _("Events in time"),
    "H5P.TrueFalse": _("True or false"),
    "H5P.Video": _("Video"),
}
DOES = {
    "new": _("new"),
    "replaces": _("replaces an older one"),
    "same": _("is here already"),
    "older": _("is older than what is here, and is passed over"),
}
# Of one host, and of hosts: a hostile file may name thousands.
MOST_PLACES = 5
MOST_HOSTS = 50


def kind_names(kinds: Iterable[str]) -> dict[str, str]:
    """What kinds are called; one query for those that we have no name for."""
    wanted = set(kinds)
    unknown = [kind for kind in wanted if kind not in KINDS]
    titles = dict(
        H5PLibrary.objects.filter(machine__in=unknown, current=True)
        .order_by("major", "minor")
        .values_list("machine", "title")
    ) if unknown else {}  # fmt: skip
    return {kind: str(KINDS.get(kind) or titles.get(kind) or kind) for kind in wanted}


def kind_name(kind: str) -> str:
    """What one kind is called."""
    return kind_names([kind])[kind]


def program_name(machine: str, title: str) -> str:
    """What a library is called: by our name for what it shows, else by its own title."""
    return str(KINDS.get(machine) or title)


def sentences(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Where, and what, of each problem."""
    return [(problem.path, told(problem)) for problem in problems]


def notes_of(kept: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """The same of notes as they are kept."""
    return sentences(Problem(note["code"], note["path"], note["values"], "note") for note in kept)


def calls_of(calls: dict[str, list[str]]) -> list[tuple[str, list[str], int]]:
    """Hosts, the first places in which each is named, and how many more there are."""
    return [
        (host, places[:MOST_PLACES], len(places[MOST_PLACES:])) for host, places in list(calls.items())[:MOST_HOSTS]
    ]


def size(count: int) -> str:
    """A number of bytes."""
    return str(filesizeformat(count))
