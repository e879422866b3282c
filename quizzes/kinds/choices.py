"""What kinds share whose answer is chosen from things that are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quizzes.kinds.base import Fields, Reply


def options(things: Iterable[dict[str, Any]], fields: Fields, name: str) -> list[dict[str, Any]]:
    """What the template shows of each: id, text and whether it is chosen. Nothing that tells which are right."""
    given = fields.get(name, [])
    return [
        {"id": thing["id"], "text": thing.get("text", thing.get("label", "")), "chosen": thing["id"] in given}
        for thing in things
    ]


def share_found(right: Iterable[str], wrong: Iterable[str], given: Iterable[str]) -> float:
    """Share of the right ones that were found, less the share of the wrong ones that were taken; not below 0."""
    right, wrong, given = set(right), set(wrong), set(given)
    found = len(right & given) / len(right)
    return max(0.0, found - (len(wrong & given) / len(wrong) if wrong else 0.0))


def reply_to_one(given: str, credit: float, said: str, expected: Iterable[str], *, show_key: bool) -> list[Reply]:
    """The reply where one thing is chosen or typed; several may have been right."""
    if not show_key:
        return [Reply(given, None, said)]
    return [Reply(given, credit == 1, said, "; ".join(expected))]


def replies_to_several(
    things: Iterable[dict[str, Any]], right: str, said: str, given: Iterable[str], *, show_key: bool
) -> list[Reply]:
    """A reply to each that was taken and, where the key is shown, to each right one that was not."""
    taken, replies = set(given), []
    for thing in things:
        expected = thing["text"] if thing[right] and show_key else ""
        if thing["id"] in taken:
            replies.append(Reply(thing["text"], thing[right] if show_key else None, thing[said], expected))
        elif expected:
            replies.append(Reply("", False, thing[said], expected))
    return replies
