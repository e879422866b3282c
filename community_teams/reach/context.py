"""Tells PostgreSQL, for one transaction, whose eyes are looking. Without it the protected tables are empty.

The settings are local to the transaction, because a pooled connection goes on to somebody else; so the context opens
one. `docs/decisions/0034` says why there are two walls.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from community_teams.reach.scope import EVERYTHING, Scope

NAMES = ("bdhvs.everything", "bdhvs.hamlets", "bdhvs.teams", "bdhvs.person", "bdhvs.household")
# Also for plain connections: the values in the order of NAMES.
SET = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in NAMES)
_READ = "SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in NAMES)


def values_of(scope: Scope) -> list[str]:
    """The settings of a scope, in the order of ``NAMES``."""
    return [
        "on" if scope.everything else "",
        ",".join(map(str, sorted(scope.hamlets))),
        ",".join(map(str, sorted(scope.teams))),
        "" if scope.person is None else str(scope.person),
        "" if scope.household is None else str(scope.household),
    ]


@contextmanager
def reaching(scope: Scope) -> Iterator[Scope]:
    """A transaction in which PostgreSQL shows and takes the rows of this scope only."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            before = list(cursor.fetchone())
            cursor.execute(SET, values_of(scope))
        yield scope
        # Inside another transaction the wider or narrower eyes of before look on; an error rolls back to them anyway.
        with connection.cursor() as cursor:
            cursor.execute(SET, before)


@contextmanager
def everything() -> Iterator[Scope]:
    """For the machine's own work: sync, jobs, counting. Never for a request that shows something to a person."""
    with reaching(EVERYTHING) as scope:
        yield scope
