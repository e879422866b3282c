"""What stands between ::: and :::, each kind read into the value of its block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.blocks.checks import FEWEST_CHOICES, MOST_CHOICES, ChoiceBlock
from courses.blocks.h5p import COMPLETES, FINISHED
from courses.blocks.links import check_secure
from courses.blocks.lists import MOST_ENTRIES
from courses.curriculum_files.limits import limit
from courses.curriculum_files.prose import inline, letters, paragraphs, plain
from foundation.identifiers import parse_uuid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from courses.curriculum_files.problems import Notebook

_STEP = re.compile(r"\d{1,3}\.\s+")
_DO = re.compile(r"\+\s+")
_DONT = re.compile(r"-\s+")
_QUESTION = re.compile(r"\?\s+")
_CHOICE = re.compile(r"-\s+\[(?P<mark>[ xX])\]\s+")
_LINK = re.compile(
    r"\[(?P<title>(?:\\.|[^\]\\])+)\]\((?P<url>(?:\\[^\s]|[^)\\\s])+)\)\s*=>\s*(?P<description>.+)", re.DOTALL
)
_FIELD = re.compile(r"(?P<name>[a-z]+):\s*(?P<value>.*)")


def _entries(lines: list[str], first_line: int) -> Iterator[tuple[str, int]]:
    """Entries with their lines; a line that begins with a space goes on with the entry before it."""
    entry, begun = "", first_line
    for number, line in enumerate(lines, first_line):
        if line[:1].isspace() and line.strip() and entry:
            # After a backslash the line ends in the text as well.
            entry += ("\n" if entry.endswith("\\") else " ") + line.strip()
        else:
            if entry:
                yield entry, begun
            entry, begun = line.strip(), number
    if entry:
        yield entry, begun


def _steps(lines: list[str], first_line: int, notes: Notebook) -> dict[str, Any]:
    steps = []
    for entry, line in _entries(lines, first_line):
        match = _STEP.match(entry)
        if match is None:
            notes.note(line, _("A step begins with its number: 1. …"))
        steps.append(inline(entry[match.end() if match else 0 :], line, notes))
    _count(steps, 1, first_line, notes)
    return {"steps": steps}


def _do_dont(lines: list[str], first_line: int, notes: Notebook) -> dict[str, Any]:
    value: dict[str, list[str]] = {"do": [], "dont": []}
    for entry, line in _entries(lines, first_line):
        do, dont = _DO.match(entry), _DONT.match(entry)
        match = do or dont
        if match is None:
            notes.note(line, _("Here each line begins with + (do) or - (don't)."))
            continue
        value["do" if do else "dont"].append(inline(entry[match.end() :], line, notes))
    _count([*value["do"], *value["dont"]], 1, first_line, notes)
    return value


def _count(entries: list[str], least: int, line: int, notes: Notebook) -> None:
    if not least <= len(entries) <= MOST_ENTRIES:
        notes.note(line - 1, _("Here stand %(least)d to %(most)d lines.") % {"least": least, "most": MOST_ENTRIES})


def _text(lines: list[str], first_line: int, notes: Notebook) -> str:
    html = paragraphs("\n".join(lines), first_line, notes)
    if not html:
        notes.note(first_line - 1, _("Here something is missing: %s.") % _("text"))
    return html


def _warning(lines: list[str], first_line: int, notes: Notebook) -> str:
    html = paragraphs("\n".join(lines), first_line, notes, lists=False)
    if not html:
        notes.note(first_line - 1, _("Here something is missing: %s.") % _("warning"))
    return html


def _check(lines: list[str], first_line: int, notes: Notebook) -> dict[str, Any]:
    question = ""
    choices: list[dict[str, Any]] = []
    for entry, line in _entries(lines, first_line):
        asked, choice = _QUESTION.match(entry), _CHOICE.match(entry)
        if asked and not question and not choices:
            question = limit("check", "question", plain(entry[asked.end() :], line, notes), line, notes)
        elif choice:
            text, arrow, explanation = entry[choice.end() :].partition("=>")
            if not arrow:
                notes.note(line, _("After an answer stands what is said to it: - [x] answer => explanation"))
            words = {
                "text": limit(ChoiceBlock, "text", plain(text, line, notes), line, notes),
                "explanation": limit(ChoiceBlock, "explanation", plain(explanation, line, notes), line, notes),
            }
            choices.append({**words, "correct": choice["mark"] != " "})
        else:
            notes.note(line, _("A check has one line “? question”, then lines “- [x] answer => explanation”."))
    place = first_line - 1
    if not question:
        notes.note(place, _("The check has no question."))
    if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
        counts = {"least": FEWEST_CHOICES, "most": MOST_CHOICES}
        notes.note(place, _("A check has %(least)d to %(most)d answers.") % counts)
    elif not any(choice["correct"] for choice in choices):
        notes.note(place, _("Mark at least one answer as correct."))
    if len({choice["text"].casefold() for choice in choices}) < len(choices):
        notes.note(place, _("Two answers have the same words."))
    return {"question": question, "choices": choices}


def _official_link(lines: list[str], first_line: int, notes: Notebook) -> dict[str, Any]:
    entries = list(_entries(lines, first_line))
    match = _LINK.fullmatch(entries[0][0]) if len(entries) == 1 else None
    if match is None:
        notes.note(first_line, _("Here stands one line: [name of the site](https://…) => what one finds there"))
        return {"title": "", "url": "", "description": ""}
    line = entries[0][1]
    url = letters(match["url"])
    try:
        check_secure(url)
    except ValidationError as error:
        notes.note(line, error.messages[0])
    words = {
        name: limit("official_link", name, plain(match[name], line, notes), line, notes)
        for name in ("title", "description")
    }
    return {**words, "url": url}


def _quiz(lines: list[str], first_line: int, notes: Notebook) -> dict[str, Any]:
    fields = [match for line in lines if line.strip() and (match := _FIELD.fullmatch(line.strip()))]
    quiz = parse_uuid(fields[0]["value"]) if len(fields) == 1 and fields[0]["name"] == "id" else None
    if quiz is None:
        notes.note(first_line, _("Here stands one line with the quiz's identifier: id: 0193…"))
    return {"quiz": str(quiz) if quiz else None}


def _h5p(lines: list[str], first_line: int, notes: Notebook) -> dict[str, Any]:
    value = {"completes": FINISHED}
    for place, line in enumerate(lines):
        match = _FIELD.fullmatch(line.strip())
        if not match or match["name"] not in ("file", "completes") or match["name"] in value.keys() - {"completes"}:
            known = _("Here stand these fields, each once: %s") % "file:, completes:"
            notes.note(first_line + place, known)
        else:
            value[match["name"]] = match["value"]
    if not value.get("file"):
        notes.note(first_line - 1, _("The field “%s” is missing.") % "file")
    if value["completes"] not in COMPLETES:
        reason = _("“%(name)s” must be one of these: %(known)s.")
        notes.note(first_line, reason % {"name": "completes", "known": ", ".join(COMPLETES)})
    return value


def _recording(kind: str, fields: tuple[str, ...]) -> Callable[[list[str], int, Notebook], dict[str, Any]]:
    def read(lines: list[str], first_line: int, notes: Notebook) -> dict[str, Any]:
        value: dict[str, Any] = {}
        spoken = len(lines)
        for place, line in enumerate(lines):
            match = _FIELD.fullmatch(line.strip())
            name = match["name"] if match else ""
            if match and name == "transcript" and not match["value"]:
                spoken = place + 1
                break
            if not match or name not in fields or name in value:
                known = ", ".join(f"{field}:" for field in (*fields, "transcript"))
                notes.note(first_line + place, _("Here stand these fields, each once: %s") % known)
            else:
                value[name] = match["value"]
        for name in fields:
            if not value.get(name):
                notes.note(first_line - 1, _("The field “%s” is missing.") % name)
                value[name] = ""
        value["title"] = limit(kind, "title", letters(value["title"]), first_line, notes)
        value["transcript"] = paragraphs("\n".join(lines[spoken:]), first_line + spoken, notes, lists=False)
        if not value["transcript"]:
            notes.note(first_line - 1, _("The field “%s” is missing.") % "transcript")
        return value

    return read


FENCES: dict[str, Callable[[list[str], int, Notebook], Any]] = {
    "text": _text,
    "steps": _steps,
    "do-dont": _do_dont,
    "warning": _warning,
    "check": _check,
    "quiz": _quiz,
    "h5p": _h5p,
    "official-link": _official_link,
    "audio": _recording("audio", ("file", "title")),
    "video": _recording("video", ("file", "title", "captions")),
}
