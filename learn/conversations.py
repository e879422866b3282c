"""One rule for plain ASGI and for Django: a conversation yields queries and is given their rows.

A query that fails raises its error where it was yielded, so a conversation may go back to a savepoint of its own.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from django.db import Error, connection
from psycopg.types.json import JsonbLoader

Query = tuple[str, list[Any]]
Rows = list[tuple[Any, ...]]
Result = TypeVar("Result")
Conversation = Generator[Query, Rows, Result]


def hold(conversation: Conversation[Result]) -> Result:
    """Answer a conversation over Django's connection, in the transaction that is open."""
    with connection.cursor() as cursor:
        # Django leaves JSON as text; the one rule of reading expects what psycopg gives everywhere else.
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        try:
            query = next(conversation)
            while True:
                try:
                    cursor.execute(*query)
                    rows = cursor.fetchall() if cursor.description else []
                except Error as error:
                    query = conversation.throw(error)
                else:
                    query = conversation.send(rows)
        except StopIteration as end:
            result: Result = end.value
            return result


async def hold_async(connection: psycopg.AsyncConnection[Any], conversation: Conversation[Result]) -> Result:
    """Answer a conversation over a connection of psycopg's, in the transaction that is open."""
    try:
        query = next(conversation)
        while True:
            try:
                cursor = await connection.execute(*query)
                rows = await cursor.fetchall() if cursor.description else []
            except psycopg.Error as error:
                query = conversation.throw(error)
            else:
                query = conversation.send(rows)
    except StopIteration as end:
        result: Result = end.value
        return result
