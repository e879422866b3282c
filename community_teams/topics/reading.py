"""From files to what they say. Whatever is wrong is told at once, each with its file and its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from community_teams.topics.sections import HEADINGS_OF_SCAMS, HEADINGS_OF_TOPICS, Section, read_sections
from community_teams.topics.shapes import ScamKind, Shelf, Source, Step, Topic, Track
from community_teams.words import SkillLevel
from courses.curriculum_files.fields import address, choice, day, entries, identifier, mapping, number, text
from courses.curriculum_files.files import split_source
from courses.curriculum_files.problems import Notebook, Problem, RefusedError
from courses.curriculum_files.prose import inline, paragraphs, plain
from courses.curriculum_files.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What is read beside somebody in ten minutes, and what fits on a card; in Vietnamese a word is a syllable.
MOST_WORDS = 450
MOST_WORDS_OF_A_CARD = 90
MOST_STEPS = 10
SENTENCES_TO_SAY = 3

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBERED = re.compile(r"(?P<place>\d+)\.\s+(?P<words>.+)")
_ENTRY = re.compile(r"-\s+(?P<words>.+)")
# Steps that the member does begin with this word, all others are done by the person.
_MEMBER = "Mình:"
_SAY = re.compile(r"\s+Nói:\s*“(?P<words>[^“”]+)”")

_SOURCE = mapping({"title": text(200), "url": address, "date": day})
_COMMON = {
    "code": text(60),
    "title": text(80),
    "order": number(1, 9999),
    "review_by": day,
    "sources": entries(_SOURCE, 1, 6),
}
TOPIC = mapping(
    {
        **_COMMON,
        "track": choice(*Track.values),
        "competence": text(30),
        "course": identifier,
        "minutes": number(5, 20),
        "need": entries(text(80), 1, 6),
    },
    frozenset({"course", "sources"}),
)
SCAM = mapping(_COMMON, frozenset({"sources"}))


def read_shelf(root: Path) -> Shelf:
    """Read `scripts/` and `scams/` below ``root``; raises ``RefusedError`` with all that is wrong."""
    problems: list[Problem] = []
    topics = _read_folder(root / "scripts", read_topic, problems)
    scams = _read_folder(root / "scams", read_scam, problems)
    if problems:
        raise RefusedError(*sorted(problems))
    places = list(Track)
    return Shelf(
        topics=tuple(sorted(topics, key=lambda topic: (places.index(topic.track), topic.order, topic.code))),
        scams=tuple(sorted(scams, key=lambda scam: (scam.order, scam.code))),
    )


def read_topic(path: Path) -> Topic:
    """Read one script; raises ``RefusedError``."""
    notes = Notebook(f"{path.parent.name}/{path.name}")
    fields, sections = _read(path, TOPIC, HEADINGS_OF_TOPICS, notes)
    words = sum(section.words for section in sections.values())
    if words > MOST_WORDS:
        reason = _("This has %(words)d words, more than %(most)d.")
        notes.note(0, reason % {"words": words, "most": MOST_WORDS})
    task, levels = _levels(sections["levels"], notes)
    topic: dict[str, Any] = {
        "why": _sentence(sections["why"], notes),
        "check_html": _prose(sections["check"], notes),
        "steps": _steps(sections["steps"], notes),
        "mistakes_html": _prose(sections["mistakes"], notes),
        "task_html": task,
        "levels": levels,
        "leave_html": _prose(sections["leave"], notes),
    }
    notes.close()
    track = Track(fields.pop("track"))
    return Topic(track=track, course=fields.pop("course", None), need=tuple(fields.pop("need")), **fields, **topic)


def read_scam(path: Path) -> ScamKind:
    """Read one way of cheating; raises ``RefusedError``."""
    notes = Notebook(f"{path.parent.name}/{path.name}")
    fields, sections = _read(path, SCAM, HEADINGS_OF_SCAMS, notes)
    card = sections["card"]
    if card.words > MOST_WORDS_OF_A_CARD:
        reason = _("This has %(words)d words, more than %(most)d.")
        notes.note(card.line, reason % {"words": card.words, "most": MOST_WORDS_OF_A_CARD})
    scam: dict[str, Any] = {
        "how_html": _prose(sections["how"], notes),
        "say": _to_say(sections["say"], notes),
        "do_html": _prose(sections["do"], notes),
        "card_html": _prose(card, notes),
    }
    notes.close()
    return ScamKind(**fields, **scam)


def _read_folder(folder: Path, read: Callable[[Path], Any], problems: list[Problem]) -> list[Any]:
    found = []
    for path in sorted(folder.iterdir()):
        file = f"{folder.name}/{path.name}"
        if path.suffix != ".md" or not _CODE.fullmatch(path.stem):
            reason = _("Files here are named by their code: small letters without marks, digits and hyphens, then .md.")
            problems.append(Problem(file, 0, reason))
            continue
        try:
            found.append(read(path))
        except RefusedError as refused:
            problems += refused.problems
    return found


def _read(
    path: Path, kind: Any, headings: dict[str, str], notes: Notebook
) -> tuple[dict[str, Any], dict[str, Section]]:
    front, lines, first_line = split_source(read_source(path, notes.file), notes)
    fields = kind(front, "", notes) or {}
    if fields.get("code") not in {None, path.stem}:
        notes.note(2, _("The code must be the name of the file."))
    fields["sources"] = tuple(Source(**source) for source in fields.get("sources") or () if source and len(source) == 3)
    sections = read_sections(lines, first_line, headings, notes)
    # Without its parts the file cannot be judged further.
    if len(sections) < len(headings):
        notes.close()
    return fields, sections


def _prose(section: Section, notes: Notebook) -> str:
    return paragraphs("\n".join(section.lines), section.line + 1, notes)


def _sentence(section: Section, notes: Notebook) -> str:
    said = section.filled()
    if len(said) != 1 or not (said[0][1].startswith("“") and said[0][1].endswith("”")):
        notes.note(section.line, _("Here stands one line between “ and ”: what is said."))
        return ""
    place, words = said[0]
    return plain(words[1:-1], place, notes)


def _steps(section: Section, notes: Notebook) -> tuple[Step, ...]:
    steps: list[Step] = []
    for place, line in section.filled():
        step, say = _NUMBERED.fullmatch(line), _SAY.fullmatch(line)
        if step and int(step["place"]) == len(steps) + 1:
            words = step["words"]
            by_member = words.startswith(_MEMBER)
            words = words.removeprefix(_MEMBER).strip()
            html = _one_line(words[:1].upper() + words[1:], place, notes)
            steps.append(Step("member" if by_member else "person", html, ""))
        elif say and steps and not steps[-1].say:
            steps[-1] = Step(steps[-1].who, steps[-1].html, plain(say["words"], place, notes))
        else:
            notes.note(place, _("A step is “1. what is tapped”, and below it, indented, “Nói: “…””."))
    if not 3 <= len(steps) <= MOST_STEPS:
        notes.note(section.line, _("There are 3 to %d steps.") % MOST_STEPS)
    return tuple(steps)


def _levels(section: Section, notes: Notebook) -> tuple[str, tuple[str, ...]]:
    """The task in words, and what shows each level."""
    task: list[str] = []
    levels: list[str] = []
    for place, line in section.filled():
        level = _NUMBERED.fullmatch(line)
        if level and int(level["place"]) == len(levels):
            levels.append(_one_line(level["words"], place, notes))
        elif level or levels:
            notes.note(place, _("The levels stand in their order, each on one line: 0. 1. 2. 3."))
        else:
            task.append(line)
    if len(levels) != len(SkillLevel) or not task:
        notes.note(section.line, _("Here stands what the person is asked to do alone, then the levels 0. 1. 2. 3."))
    return paragraphs("\n".join(task), section.line + 1, notes), tuple(levels)


def _to_say(section: Section, notes: Notebook) -> tuple[str, ...]:
    said = []
    for place, line in section.filled():
        entry = _ENTRY.fullmatch(line)
        words = entry["words"] if entry else ""
        if not (words.startswith("“") and words.endswith("”")):
            notes.note(place, _("What is said is written “- “…””."))
        said.append(plain(words[1:-1], place, notes))
    if len(said) != SENTENCES_TO_SAY:
        notes.note(section.line, _("There are %d things to say.") % SENTENCES_TO_SAY)
    return tuple(said)


def _one_line(words: str, line: int, notes: Notebook) -> str:
    return inline(words, line, notes).removeprefix("<p>").removesuffix("</p>")
