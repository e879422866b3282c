"""Answers that are sent while they are made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TypeVar

from asgiref.sync import sync_to_async

Piece = TypeVar("Piece", str, bytes)


async def in_turn(pieces: Iterator[Piece]) -> AsyncIterator[Piece]:
    """For an asynchronous server, which would otherwise collect them all before it sends the first."""
    step = sync_to_async(lambda: next(pieces, None))
    while (piece := await step()) is not None:
        yield piece


def in_lumps(pieces: Iterable[bytes], least: int = 1 << 16) -> Iterator[bytes]:
    """The same in fewer pieces, each of which costs the server as much as a large one."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= least:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
