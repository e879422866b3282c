"""A pytest plugin: throw-away PostgreSQL and Redis, brought up before Django reads its settings.

``TEST_DATABASE_URL`` and ``TEST_REDIS_URL`` name servers to use instead. Each worker of a run in two has its own: a
database of its own name on a server that is given, and there a Redis database of its own number.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from foundation.catalogues.compiling import compile_all
from portal.embedded.postgres import Cluster
from portal.embedded.redis import RedisServer

_home = Path(tempfile.mkdtemp(prefix="bdhvs-test-"))
(_home / "static").mkdir()
_running: list[Cluster | RedisServer] = []


def _bring_up() -> None:
    # Django reads them once, so they are made before it begins.
    root = Path(__file__).parent.parent
    compile_all(root, root / "portal" / "locale_others")
    # The demo's addresses and data are never those of the tests, whatever the shell holds.
    os.environ.update(BDHVS_PROFILE="test", BDHVS_HOME=str(_home))
    if "TEST_DATABASE_URL" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    else:
        cluster = Cluster(_home / "postgres", durable=False)
        cluster.create()
        cluster.start()
        _running.append(cluster)
        os.environ["DATABASE_URL"] = cluster.ensure_database()
    if "TEST_REDIS_URL" in os.environ:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        base, _slash, number = os.environ["TEST_REDIS_URL"].rpartition("/")
        os.environ["REDIS_URL"] = f"{base}/{int(number) + int(worker)}"
    else:
        server = RedisServer(_home / "redis")
        server.start()
        _running.append(server)
        os.environ["REDIS_URL"] = server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was brought up and throw its data away."""
    while _running:
        _running.pop().stop()
    shutil.rmtree(_home, ignore_errors=True)


_bring_up()
