"""A lesson's cards as the lines below its fields. Pictures and recordings are already names of files."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.blocks.h5p import FINISHED
from courses.curriculum_files.writing.inline import inline_markdown
from courses.curriculum_files.writing.spans import Block, CannotWriteError, Span, blocks_of
from foundation.text import normalise

_PLAIN = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)|\*(?=\*)|(?<=\*)\*|\](?=\()|(?<==)>")


def cards_text(cards: list[dict[str, Any]]) -> str:
    """All cards, each after an empty line. Raises ``CannotWriteError``, which names the card."""
    lines: list[str] = []
    for card in cards:
        try:
            lines += ["", f"## {plain(card['value']['title'])} {{#{card['id']}}}"]
            before = ""
            for piece in card["value"]["body"]:
                kind = piece["type"]
                written = _WRITERS[kind](piece["value"])
                if kind == "text" and before == "text":
                    written = ["::: text", *written, ":::"]
                lines += ["", *written]
                before = kind
        except CannotWriteError as error:
            raise CannotWriteError(_("card “%(card)s”: %(what)s") % {"card": card["id"], "what": error}) from error
    return "\n".join([*lines, ""])


def plain(text: str) -> str:
    """Words without marks, in the one spelling that files have."""
    return _PLAIN.sub(r"\\\g<0>", normalise(text))


def _bracketed(text: str) -> str:
    """Words between brackets or quotation marks."""
    return re.sub(r'[\\\[\]"]', r"\\\g<0>", normalise(text))


def _text(html: str) -> list[str]:
    lines: list[str] = []
    previous, other = "", False
    for block in blocks_of(html):
        if lines:
            lines.append("")
        if block.kind == "p":
            lines += inline_markdown(block.entries[0]).split("\n")
        else:
            other = not other if block.kind == previous else False
            for number, entry in enumerate(block.entries, 1):
                mark = f"{number}{')' if other else '.'}" if block.kind == "ol" else "*" if other else "-"
                lines += f"{mark} {inline_markdown(entry, indent=' ' * (len(mark) + 1))}".split("\n")
        previous = block.kind
    return lines


def _warning(html: str) -> list[str]:
    return ["::: warning", *_text(html), ":::"]


def _one(html: str) -> str:
    """A text of one paragraph, its further lines set in."""
    blocks = blocks_of(html)
    if len(blocks) > 1 or any(block.kind != "p" for block in blocks):
        raise CannotWriteError(_("several paragraphs where one stands"))
    return inline_markdown(blocks[0].entries[0] if blocks else [Span("")], indent="   ")


def _steps(value: dict[str, Any]) -> list[str]:
    lines = [f"{number}. {_one(step)}" for number, step in enumerate(value["steps"], 1)]
    return ["::: steps", *lines, ":::"]


def _do_dont(value: dict[str, Any]) -> list[str]:
    do, dont = ([f"{mark} {_one(entry)}" for entry in value[side]] for mark, side in (("+", "do"), ("-", "dont")))
    return ["::: do-dont", *do, *dont, ":::"]


def _check(value: dict[str, Any]) -> list[str]:
    choices = [
        f"- [{'x' if choice['correct'] else ' '}] {plain(choice['text'])} => {plain(choice['explanation'])}"
        for choice in value["choices"]
    ]
    return ["::: check", f"? {plain(value['question'])}", *choices, ":::"]


def _quiz(value: dict[str, Any]) -> list[str]:
    return ["::: quiz", f"id: {value['quiz']}", ":::"]


def _h5p(value: dict[str, Any]) -> list[str]:
    completes = [f"completes: {value['completes']}"] if value["completes"] != FINISHED else []
    return ["::: h5p", f"file: {value['file']}", *completes, ":::"]


def _picture(value: dict[str, Any]) -> list[str]:
    caption = f' "{_bracketed(value["caption"])}"' if value["caption"] else ""
    return [f"![{_bracketed(value['alt_text'])}]({value['file']}{caption})"]


def _official_link(value: dict[str, Any]) -> list[str]:
    address = re.sub(r"[\\()]", r"\\\g<0>", value["url"])
    # A name in plain words: what would make it bold is letters.
    title, description = _bracketed(value["title"]).replace("*", r"\*"), plain(value["description"])
    return ["::: official-link", f"[{title}]({address}) => {description}", ":::"]


def _recording(kind: str, names: tuple[str, ...]) -> Any:
    def written(value: dict[str, Any]) -> list[str]:
        fields = [f"{name}: {value[name]}" for name in names]
        title = re.sub(r"\\(?=[!-/:-@\[-`{-~])", r"\\\\", normalise(value["title"]))
        return [
            f"::: {kind}",
            fields[0],
            f"title: {title}",
            *fields[1:],
            "transcript:",
            *_text(value["transcript"]),
            ":::",
        ]

    return written


_WRITERS: dict[str, Any] = {
    "text": _text,
    "warning": _warning,
    "steps": _steps,
    "do_dont": _do_dont,
    "check": _check,
    "quiz": _quiz,
    "h5p": _h5p,
    "picture": _picture,
    "official_link": _official_link,
    "audio": _recording("audio", ("file",)),
    "video": _recording("video", ("file", "captions")),
}

_RICH = {"text", "warning"}


def meaning(cards: list[dict[str, Any]]) -> list[Any]:
    """What the cards say and show, to compare what was read with what was written."""
    return [
        (card["id"], normalise(card["value"]["title"]), [_said(piece) for piece in card["value"]["body"]])
        for card in cards
    ]  # fmt: skip


def _said(piece: dict[str, Any]) -> tuple[str, Any]:
    value = piece["value"]
    if piece["type"] in _RICH:
        return piece["type"], blocks_of(value)
    said: dict[str, Any] = {}
    for name, one in value.items():
        if name == "transcript":
            said[name] = blocks_of(one)
        elif isinstance(one, list) and name == "choices":
            said[name] = [{key: normalise(v) if isinstance(v, str) else v for key, v in c.items()} for c in one]
        elif isinstance(one, list):
            said[name] = [blocks_of(entry) or [Block("p", [[]])] for entry in one]
        else:
            said[name] = one if name in {"file", "captions", "url", "quiz"} else normalise(one)
    return piece["type"], said
