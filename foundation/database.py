"""Connections of our own to Django's database, for what does not go through Django: hot endpoints and listening."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

# What belongs to Django's own way of connecting.
_NOT_OURS = ("pool", "cursor_factory", "context", "server_side_binding")
CONNECT_SECONDS = 3
STATEMENT_MILLISECONDS = 10_000


def connection_parameters() -> dict[str, Any]:
    """How Django connects, less what only Django understands."""
    parameters = dict(connections["default"].get_connection_params())
    for name in _NOT_OURS:
        parameters.pop(name, None)
    parameters["connect_timeout"] = CONNECT_SECONDS
    # Behind a pooler in transaction mode a prepared statement may be asked of another connection.
    pooled = settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]
    parameters["prepare_threshold"] = None if pooled else 2
    return parameters


async def connect(application_name: str) -> psycopg.AsyncConnection[Any]:
    """An autocommitting connection that gives up on a statement after ten seconds."""
    connection = await psycopg.AsyncConnection.connect(
        **connection_parameters(), application_name=application_name, autocommit=True
    )
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
