"""One question of a GIFT file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.gift.answers import Body, read_answers
from quizzes.formats.gift.blocks import Block
from quizzes.formats.gift.escapes import show
from quizzes.formats.gift.tags import read_tags
from quizzes.formats.gift.texts import Texts
from quizzes.formats.naming import name_of
from quizzes.formats.records import Notes, Record, Refused
from quizzes.formats.tags import GAP, apply_tags

MOST_LETTERS = 60_000


def read_question(block: Block, category: str, notes: Notes) -> Record:
    """The question of this block. Raises ``Refused`` with the line that is wrong."""
    if len(block.text) > MOST_LETTERS:
        raise Refused(block.line(), "too_long", _("This question is too long. Is an empty line missing after it?"))
    title, start = _title(block, notes)
    opening, closing = _braces(block, start)
    identity, tags = read_tags(block, notes)
    texts = Texts(notes)
    before, after = block.text[start:opening], block.text[closing + 1 :]
    gap = GAP if after.strip() or "sentence" in tags else ""
    prompt = texts.prompt(f"{before}{gap}{after}", block.line(start))
    body, explanation = _body(block, opening, closing, texts)
    kind, answers = read_answers(body)
    content: dict[str, Any] = {"prompt": prompt, "explanation": explanation, **answers}
    record = Record(
        id=identity,
        name=name_of(title, prompt, block.line(), notes),
        kind=kind,
        content=content,
        line=block.line(),
        category=category,
    )
    apply_tags(record, tags, notes)
    return record


def _title(block: Block, notes: Notes) -> tuple[str, int]:
    text = block.text
    start = len(text) - len(text.lstrip())
    if not text.startswith("::", start):
        return "", start
    end = text.find("::", start + 2)
    if end < 0:
        notes.changed(block.line(), "title_not_closed", _("The title after :: has no :: at its end."))
        return "", start + 2
    return show(text[start + 2 : end]), end + 2


def _braces(block: Block, start: int) -> tuple[int, int]:
    text = block.text
    opening, closing = text.find("{", start), text.find("}", start)
    if opening < 0 and closing < 0:
        raise Refused(
            block.line(),
            "description",
            _("There are no answers in braces: text that is no question does not come along."),
        )
    if closing >= 0 and (opening < 0 or closing < opening):
        message = _("A brace } closes what no { has opened. Does an empty line cut the question in two?")
        raise Refused(block.line(closing), "brace_not_opened", message)
    if closing < 0:
        message = _("The brace { is never closed. Does an empty line cut the question in two?")
        raise Refused(block.line(opening), "brace_not_closed", message)
    _no_more_braces(block, opening, closing)
    return opening, closing


def _no_more_braces(block: Block, opening: int, closing: int) -> None:
    others = [place for sign in "{}" if (place := block.text.find(sign, opening + 1)) >= 0 and place != closing]
    others += [place for place in [block.text.find("}", closing + 1)] if place >= 0]
    if not others:
        return
    first = min(others)
    if first < closing:
        message = _("A brace { stands within the answers. As a sign of the text it is written \\{.")
        raise Refused(block.line(first), "brace_within", message)
    message = _("A question has its answers in one place. Is an empty line missing before the next question?")
    raise Refused(block.line(first), "second_answers", message)


def _body(block: Block, opening: int, closing: int, texts: Texts) -> tuple[Body, str]:
    text = block.text[opening + 1 : closing]
    place = text.rfind("####")
    if place < 0:
        return Body(block, text, opening + 1, texts), ""
    line = block.line(opening + 1 + place)
    return Body(block, text[:place], opening + 1, texts), texts.text(text[place + 4 :], line, lines=True)
