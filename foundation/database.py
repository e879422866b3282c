"""Connections of our own to Django's database, for what does not go through Django: hot endpoints and listening."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

# What belongs to Django's own way of connecting.
_NOT_OURS = ("pool", "cursor_factory", "context", "server_side_binding")
CONNECT_SECONDS = 3
STATEMENT_MILLISECONDS = 5_000
# A little more than the server grants itself: past this the server does not answer at all.
SILENCE_SECONDS = 7.0
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}


def connection_parameters() -> dict[str, Any]:
    """How Django connects, less what only Django understands."""
    parameters = dict(connections["default"].get_connection_params())
    for name in _NOT_OURS:
        parameters.pop(name, None)
    parameters["connect_timeout"] = CONNECT_SECONDS
    parameters.update(_KEEPALIVE)
    # Behind a pooler in transaction mode a prepared statement may be asked of another connection.
    pooled = settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]
    parameters["prepare_threshold"] = None if pooled else 2
    return parameters


async def connect(application_name: str) -> psycopg.AsyncConnection[Any]:
    """An autocommitting connection that gives up on a statement after five seconds."""
    connection = await psycopg.AsyncConnection.connect(
        **connection_parameters(), application_name=application_name, autocommit=True
    )
    with deadline(connection, CONNECT_SECONDS):
        await connection.execute(f"SET statement_timeout = {STATEMENT_MILLISECONDS}")
    return connection


async def connect_direct(application_name: str) -> psycopg.AsyncConnection[Any]:
    """A connection that is never pooled, for LISTEN."""
    if settings.DATABASE_DIRECT_URL != settings.DATABASE_URL:
        return await psycopg.AsyncConnection.connect(
            settings.DATABASE_DIRECT_URL,
            connect_timeout=CONNECT_SECONDS,
            application_name=application_name,
            autocommit=True,
        )
    return await psycopg.AsyncConnection.connect(
        **connection_parameters(), application_name=application_name, autocommit=True
    )


@contextmanager
def deadline(connection: psycopg.AsyncConnection[Any], seconds: float = SILENCE_SECONDS) -> Iterator[None]:
    """Break the connection if what happens inside takes longer; it then fails as with any database that is gone.

    A server that froze, or a network that swallows packets, would otherwise be waited for without end: the statement
    time-out is the server's own. Cancelling is no way out either, because psycopg then waits for the server's word.
    """
    handle = asyncio.get_running_loop().call_later(seconds, _hang_up, connection)
    try:
        yield
    finally:
        handle.cancel()


def _hang_up(connection: psycopg.AsyncConnection[Any]) -> None:
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)
