"""What every test shares."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine, Generator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

from learn.progress.outlines import forget_outlines
from quizzes.bank.kept import forget_kept as forget_questions
from quizzes.quiz.kept import forget_kept as forget_quizzes


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in an event loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(_run(pyfuncitem.obj(**arguments)))
    return True


async def _run(test: Coroutine[Any, Any, None]) -> None:
    try:
        await test
    finally:
        # The thread that ran the ORM for this loop keeps a connection that nobody else would close.
        await sync_to_async(connections.close_all)()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers, two lots: what drives browsers and server processes, and all the rest in Django's usual order."""
    for item in items:
        slow = {"e2e", "concurrency"} & set(item.path.parts)
        item.add_marker(pytest.mark.xdist_group("servers" if slow else "rest"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test printed travels from its worker as UTF-8, and some print on purpose what is none."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "replace").decode()) for name, text in report.sections]
    return report


@pytest.fixture(autouse=True)
def _no_outlines_of_another_test() -> None:
    forget_outlines()
    forget_questions()
    forget_quizzes()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit are cleaned up after by emptying all tables, which the audit and consent refuse elsewhere."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("people_auditentry", "people_consent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_never_emptied")
