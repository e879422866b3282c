"""Records into a GIFT file that Moodle reads, and that brings everything back here."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.formats.gift.blocks import CATEGORY
from quizzes.formats.gift.bodies import BODIES
from quizzes.formats.gift.escapes import escaped
from quizzes.formats.gift.tags import written_tags
from quizzes.formats.gift.texts import written
from quizzes.formats.records import REFUSED, Record, Records, Refused, Trouble

# Where Moodle keeps what has no category.
NOWHERE = "top"


def write(records: Records) -> tuple[str, list[Trouble]]:
    """The file, and which questions (by their place) are not in it."""
    troubles: list[Trouble] = []
    return "\n".join(_written(records, troubles)), troubles


def pieces(records: Records) -> Iterator[bytes]:
    """The file question by question; those that are not in it are named at its end, in comments."""
    troubles: list[Trouble] = []
    for text in _written(records, troubles):
        yield f"{text}\n".encode()
    if troubles:
        yield "// {}\n".format(_("Not in this file:")).encode()
    for trouble in troubles:
        yield f"// {' '.join(trouble.message.split())}\n".encode()


def _written(records: Records, troubles: list[Trouble]) -> Iterator[str]:
    category = ""
    for place, record in enumerate(records, start=1):
        try:
            question = _question(record)
        except Refused as refused:
            found = refused.trouble
            troubles.append(Trouble(place, found.code, f"{record.name}: {found.message}", REFUSED))
            continue
        if record.competence != category:
            category = record.competence
            yield f"{CATEGORY} {' '.join(category.split()) or NOWHERE}\n"
        yield question


def _question(record: Record) -> str:
    content = record.content
    if content.get("picture") or content.get("audio"):
        raise Refused(0, "media", _("GIFT carries no picture and no sound."))
    body = BODIES.get(record.kind)
    if body is None:
        raise Refused(0, "kind", _("GIFT has no questions of this kind."))
    text = body(content)
    lines = list(text.lines)
    if content.get("explanation"):
        lines.append(f"####{written(content['explanation'])}")
    answers = "".join(f"\n\t{line}" for line in lines) if len(lines) > 1 else lines[0]
    comment = written_tags(record, text.tags)
    return f"{comment}\n::{escaped(record.name)}::[plain]{text.before}{{{answers}}}{text.after}\n"
