"""``python -m portal.run``: everything that the site needs on one machine, in the foreground."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping

import psycopg
import redis

from portal.embedded.home import publish_address, withdraw_addresses
from portal.embedded.postgres import Cluster
from portal.embedded.processes import EmbeddedServerError
from portal.embedded.redis import AT_ONCE, RedisServer
from portal.run.console import CannotRun, complain, say
from portal.run.loading import logins
from portal.run.options import Options, from_environment
from portal.run.preflight import check_space, held_home, listening_socket, os_sentence
from portal.run.services import Background, Program, Web
from portal.run.supervisor import StepFailed, StopRequested, Supervisor


def main() -> int:
    """Run until somebody stops it; returns the exit code: 0 when it was asked to stop, 1 when it had to."""
    supervisor = Supervisor()
    supervisor.listen_to_signals()
    try:
        options = from_environment()
        with held_home(options.home, options.address), listening_socket(options.host, options.port) as listener:
            check_space(options.home)
            _run(options, listener, supervisor)
    except (CannotRun, EmbeddedServerError) as error:
        complain(str(error))
    except StepFailed:
        pass
    except OSError as error:
        complain(os_sentence(error))
    else:
        return 0
    return 1


def _run(options: Options, listener: socket.socket, supervisor: Supervisor) -> None:
    # Addresses of an earlier run that was killed lead nowhere.
    withdraw_addresses(options.home)
    try:
        environment = {**os.environ, "BDHVS_HOME": str(options.home), "PORT": str(options.port)}
        environment |= {"DATABASE_URL": _database(options, supervisor), "REDIS_URL": _redis(options, supervisor)}
        _serve(options, listener, supervisor, environment)
    except StopRequested as asked:
        say("all", f"stopping ({asked})")
    finally:
        supervisor.stop_all()
        withdraw_addresses(options.home)


def _database(options: Options, supervisor: Supervisor) -> str:
    """Address of the database: the one that is given, else our own, brought up."""
    if options.database_url:
        try:
            psycopg.connect(options.database_url, connect_timeout=5).close()
        except psycopg.Error as error:
            raise CannotRun(
                f"The database that DATABASE_URL names does not answer ({' '.join(str(error).split())}): "
                "start it, or unset DATABASE_URL to use an embedded one."
            ) from error
        return options.database_url
    cluster = Cluster(options.home / "postgres")
    cluster.create()
    if cluster.end_orphan():
        say("postgres", "ended the one that an earlier run left behind")
    supervisor.start("postgres", cluster)
    supervisor.wait_ready("postgres")
    url = cluster.ensure_database()
    publish_address(options.home, "postgres", url)
    return url


def _redis(options: Options, supervisor: Supervisor) -> str:
    """Address of Redis: the one that is given, else our own, brought up."""
    if options.redis_url:
        try:
            redis.Redis.from_url(options.redis_url, socket_connect_timeout=5, retry=AT_ONCE).ping()
        except (redis.RedisError, ValueError) as error:
            raise CannotRun(
                f"The Redis that REDIS_URL names does not answer ({error}): "
                "start it, or unset REDIS_URL to use an embedded one."
            ) from error
        return options.redis_url
    server = RedisServer(options.home / "redis")
    if server.end_orphan():
        say("redis", "ended the one that an earlier run left behind")
    supervisor.start("redis", server)
    supervisor.wait_ready("redis")
    publish_address(options.home, "redis", server.url)
    return server.url


def _serve(options: Options, listener: socket.socket, supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    supervisor.start("prepare", Program("portal.run.prepare", environment=environment))
    supervisor.finish("prepare")
    names = ["web"] if options.processes == 1 else [f"web-{number + 1}" for number in range(options.processes)]
    for name in names:
        supervisor.start(name, Web(listener, environment=environment))
    supervisor.start("jobs", Background(environment=environment))
    supervisor.wait_ready(*names, "jobs")
    say("ready", options.address)
    say("activities", f"{options.content_address} (in lessons)")
    for login in logins(options.home):
        say("sign in", f"{options.address}{login}")
    say("", "Ctrl-C ends everything.")
    supervisor.watch()


if __name__ == "__main__":
    sys.exit(main())
