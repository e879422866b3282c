"""Answers that are sent while they are made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from functools import partial
from typing import BinaryIO, TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, StreamingHttpResponse

Piece = TypeVar("Piece", str, bytes)


def stream(request: HttpRequest, pieces: Iterator[Piece], content_type: str | None = None) -> StreamingHttpResponse:
    """An answer that is sent while its pieces are made."""
    here = in_turn(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(here, content_type=content_type)


def stream_file(request: HttpRequest, file: BinaryIO, *, name: str, content_type: str) -> FileResponse:
    """A file to be kept under this name, never whole in memory; it is closed when the answer has been sent."""
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    if isinstance(request, ASGIRequest):
        answer.streaming_content = in_turn(iter(partial(file.read, answer.block_size), b""))
    return answer


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
