"""Files and streams are sent piece by piece, by either kind of server."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from django.test import AsyncRequestFactory, RequestFactory

from foundation.streaming import stream, stream_file

CONTENT = bytes(range(256)) * 400


@pytest.fixture
def file() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as file:
        file.write(CONTENT)
        file.seek(0)
        yield file


async def test_an_asynchronous_server_reads_a_file_only_as_far_as_it_has_sent(file: BinaryIO):
    answer = stream_file(AsyncRequestFactory().get("/"), file, name="bài.zip", content_type="application/zip")
    assert answer.is_async
    pieces = []
    async for piece in answer:
        pieces.append(piece)
        assert file.tell() == sum(map(len, pieces)), "nothing is read ahead"
    assert len(pieces) > 10
    assert b"".join(pieces) == CONTENT
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    answer.close()
    assert file.closed


def test_any_other_server_gets_the_same_file(file: BinaryIO):
    answer = stream_file(RequestFactory().get("/"), file, name="bai.zip", content_type="application/zip")
    assert not answer.is_async
    assert b"".join(answer) == CONTENT
    answer.close()
    assert file.closed


async def test_pieces_are_sent_while_they_are_made():
    made = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            made.append(number)
            yield b"%d" % number

    answer = stream(AsyncRequestFactory().get("/"), pieces(), "text/plain")
    sent = []
    async for piece in answer:
        sent.append(piece)
        assert len(made) == len(sent)
    assert b"".join(sent) == b"012"
    assert answer["Content-Type"] == "text/plain"
