"""What production must not run with, as far as only the database can tell; `portal/settings.py` refuses the rest.

As system checks they speak in ``manage.py check --database default`` and before ``migrate``; the front door asks
again at every start, because a server program runs no checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from portal.embedded.postgres import CLUSTER_NAME


@register(Tags.database)
def check_production_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Report everything that production must not run with."""
    return list(production_problems()) if settings.PRODUCTION and "default" in (databases or ()) else []


async def refuse_demo_in_production() -> None:
    """Raise ``ImproperlyConfigured`` when a production server is about to start on anything of the demo's."""
    if not settings.PRODUCTION:
        return
    problems = await sync_to_async(production_problems)()
    if problems:
        raise ImproperlyConfigured(" ".join(f"{problem.msg} {problem.hint}" for problem in problems))


def production_problems() -> list[Error]:
    """The demo's traces in this database, and a role that is too mighty."""
    problems = []
    user = get_user_model()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls, current_setting('cluster_name')"
            " FROM pg_roles WHERE rolname = current_user"
        )
        mighty, cluster = cursor.fetchone()
        # Before the first migrate there is no table and nobody in it.
        has_users = user._meta.db_table in connection.introspection.table_names(cursor)
    if cluster == CLUSTER_NAME:
        problems.append(
            Error("DATABASE_URL names the embedded database.", hint="Use a PostgreSQL of your own.", id="portal.E001")
        )
    if mighty:
        problems.append(
            Error(
                "The database role is a superuser or bypasses row-level security.",
                hint="Connect as an ordinary role that owns its database.",
                id="portal.E002",
            )
        )
    if has_users and user._default_manager.filter(is_demo=True, is_active=True).exists():
        problems.append(Error("Demo accounts are open.", hint="Close them: manage.py close_demo.", id="portal.E003"))
    return problems
