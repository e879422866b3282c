"""What starting servers has in common: a free port, ending together with whoever started them, naming a process."""

from __future__ import annotations

import functools
import shutil
import signal
import socket
import subprocess
from pathlib import Path


class EmbeddedServerError(Exception):
    """The embedded server cannot do its work; the message is one sentence that says what to do."""


def free_port() -> int:
    """A TCP port on loopback that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@functools.cache
def _setpriv() -> str:
    """Path of a ``setpriv`` that knows ``--pdeathsig`` (util-linux), or an empty string."""
    program = shutil.which("setpriv") or ""
    if not program:
        return ""
    probe = subprocess.run([program, "--pdeathsig", "TERM", "true"], capture_output=True, check=False)  # noqa: S603
    return program if probe.returncode == 0 else ""


def tied_to_starter(command: list[str], stop_signal: signal.Signals) -> list[str]:
    """``command``, sent ``stop_signal`` by the kernel when the process that starts it dies, however it dies.

    Without a ``setpriv`` that can do it (macOS) the command itself: the next start deals with what was left.
    """
    program = _setpriv()
    return [program, "--pdeathsig", stop_signal.name.removeprefix("SIG"), *command] if program else command


def as_user(command: list[str], uid: int, gid: int, stop_signal: signal.Signals) -> list[str]:
    """``command`` as another user, for root; tied to its starter like `tied_to_starter`.

    The checkout may lie under a folder that only root may enter. The command keeps the one right to pass through;
    nobody's folders are opened to everyone for its sake.
    """
    program = _setpriv()
    if not program:
        raise EmbeddedServerError(
            "PostgreSQL does not run as root, and there is no setpriv to lend it another user: "
            "run as an ordinary user, or set DATABASE_URL."
        )
    prefix = [program, f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    prefix += ["--pdeathsig", stop_signal.name.removeprefix("SIG")]
    passing = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    if _works(*prefix, *passing):
        prefix += passing
    return [*prefix, *command]


@functools.cache
def _works(*prefix: str) -> bool:
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603


def command_line(pid: int) -> str:
    """The command line of a process, or an empty string when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        if Path("/proc/self").exists():
            return ""
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return listed.stdout.strip()
