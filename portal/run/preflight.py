"""What must hold before anything starts: a folder of our own, its lock, space on its disk, and the port."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.run.console import CannotRun

MEGABYTE = 1024 * 1024
# Measured: a first start writes 100 MB; the database's log grows to several times that before it is recycled.
FIRST_START_MEGABYTES = 500
LATER_START_MEGABYTES = 100


@contextmanager
def held_home(home: Path, address: str) -> Iterator[None]:
    """Make ``home`` and hold it for this run alone. The lock goes with the process, however it ends."""
    try:
        (home / "run").mkdir(parents=True, exist_ok=True)
        lock = os.open(home / "run" / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotRun(os_sentence(error, home)) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = os.pread(lock, 200, 0).decode(errors="replace").strip()
            raise CannotRun(
                f"`make run` already runs in {home} ({running}): open that address, stop it with Ctrl-C, "
                "or start a second one with another BDHVS_HOME and PORT."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"process {os.getpid()}, {address}".encode(), 0)
        yield
    finally:
        os.close(lock)


def os_sentence(error: OSError, home: Path | None = None) -> str:
    """What to do about an error of the operating system."""
    where = error.filename or home or "the data"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {where} is full: free some space and start again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return f"{where} cannot be written ({error.strerror}): set BDHVS_HOME to a folder of your own."
    return f"The operating system refused ({error}): see to that and start again."


def check_space(home: Path) -> None:
    """Refuse to begin what a full disk would break half-way."""
    first = not (home / "postgres" / "data").exists()
    needed = FIRST_START_MEGABYTES if first else LATER_START_MEGABYTES
    free = shutil.disk_usage(home).free // MEGABYTE
    if free < needed:
        raise CannotRun(
            f"The disk of {home} has {free} MB left and at least {needed} MB are needed: "
            "free some space, or set BDHVS_HOME to a folder on another disk."
        )


def listening_socket(host: str, port: int) -> socket.socket:
    """The socket that the web processes will serve, taken before anything else is started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotRun(
                f"Port {port} is in use by another program: stop that one, "
                f"or choose another port, for example PORT={port + 1 if port < 65535 else 8000} make run."
            ) from error
        if error.errno == errno.EACCES:
            raise CannotRun(f"Port {port} needs more rights: choose one above 1023, for example PORT=8000.") from error
        raise CannotRun(f"HOST={host} is no address of this machine ({error.strerror}): try HOST=127.0.0.1.") from error
    return listener
