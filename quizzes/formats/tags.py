"""What other systems have no place for travels in tags such as ``competence:1.2``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from foundation.identifiers import parse_uuid
from quizzes.formats.records import DIFFICULTIES, Notes, Record

Tags = dict[str, str]

GAP = "_____"

# Codes of the framework, as categories are named after them.
_CODE = re.compile(r"[A-Z]?\d{1,3}(?:\.\d{1,3}){1,3}")
_RUN = re.compile("_{3,}")
_OWN = frozenset(
    {"competence", "difficulty", "language", "source", "source_url", "review_by", "fold", "sentence", "unit"}
)


def sorted_tags(identity: str, values: Iterable[str], line: int, notes: Notes) -> tuple[UUID | None, Tags]:
    """The id and our own tags; what others mean by theirs is not known here."""
    own, others = {}, []
    for value in values:
        name, colon, rest = value.partition(":")
        if colon and name in _OWN:
            own[name] = rest
        else:
            others.append(value)
    found = parse_uuid(identity.lower())
    if identity and not found:
        others.append(identity)
    if others:
        notes.changed(line, "tag_lost", _("These marks do not come along: %s.") % ", ".join(others)[:300])
    return found, own


def apply_tags(record: Record, tags: Tags, notes: Notes) -> None:
    """Put what stands in the tags, or in the category, into the record."""
    last = record.category.rsplit("/", 1)[-1].split(" ", 1)[0]
    record.competence = tags.get("competence", last if _CODE.fullmatch(last) else "")
    record.language = tags.get("language", record.language)
    record.source, record.source_url = tags.get("source", ""), tags.get("source_url", "")
    if tags.get("difficulty") in DIFFICULTIES:
        record.difficulty = tags["difficulty"]
    elif "difficulty" in tags:
        notes.changed(record.line, "unknown_difficulty", _("The difficulty “%s” is not known.") % tags["difficulty"])
    if "review_by" in tags:
        try:
            record.review_by = dt.date.fromisoformat(tags["review_by"])
        except ValueError:
            notes.changed(record.line, "unknown_date", _("“%s” is not a date.") % tags["review_by"])
    _refine(record.kind, record.content, tags)


def _refine(kind: str, content: dict[str, Any], tags: Tags) -> None:
    """What our own writer says of an answer, which the format cannot."""
    if kind == "number" and "unit" in tags:
        content["unit"] = tags["unit"]
    if kind != "fill_in":
        return
    if "fold" in tags:
        content["fold_case"], content["fold_marks"] = "case" in tags["fold"], "marks" in tags["fold"]
    lines = content["prompt"].split("\n")
    count = min(int(tags["sentence"]), len(lines) - 1) if re.fullmatch(r"\d{1,3}", tags.get("sentence", "")) else 0
    if count > 0:
        sentence = "\n".join(lines[-count:])
        content["prompt"] = "\n".join(lines[:-count]).strip()
        # Moodle takes the gap away where nothing follows it.
        content["sentence"] = sentence if _RUN.search(sentence) else f"{sentence} {GAP}"
