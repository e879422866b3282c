"""What starting servers has in common: a free port, ending together with whoever started them, naming a process."""

from __future__ import annotations

import functools
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path


class EmbeddedServerError(Exception):
    """The embedded server cannot do its work; the message is one sentence that says what to do."""


def free_port() -> int:
    """A TCP port on loopback that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_number(written: str) -> int:
    """The port that a file names; 0 for anything that is no port, as a power cut or a hand may leave it."""
    digits = written.strip()
    known = digits.isascii() and digits.isdigit() and len(digits) <= 5
    return int(digits) if known and int(digits) <= 65_535 else 0


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

    Start it from the main thread: to the kernel the end of the thread that started it is the end of its parent.
    Without a ``setpriv`` that can do it (macOS) the command itself: the next start deals with what was left.
    """
    program = _setpriv()
    return [program, "--pdeathsig", stop_signal.name.removeprefix("SIG"), *command] if program else command


def as_user(
    command: list[str], uid: int, gid: int, stop_signal: signal.Signals, must_enter: tuple[Path, ...]
) -> list[str]:
    """``command`` as another user, for root; tied to its starter like `tied_to_starter`.

    The checkout may lie under folders that only root may enter. Nobody's folders are opened to everyone for its sake:
    the command keeps the least right that lets it through to ``must_enter``, and none where none is needed.
    """
    program = _setpriv()
    if not program:
        raise EmbeddedServerError(
            "PostgreSQL does not run as root, and there is no setpriv to lend it another user: "
            "run as an ordinary user, or set DATABASE_URL."
        )
    prefix = [program, f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    prefix += ["--pdeathsig", stop_signal.name.removeprefix("SIG")]
    # A container often lacks the smaller of the two rights.
    for right in ("", "dac_read_search", "dac_override"):
        keeping = [f"--inh-caps=-all,+{right}", f"--ambient-caps=-all,+{right}"] if right else []
        if right:
            # Without this bit access(2) ignores the right, and PostgreSQL asks by access(2) for its own programs.
            keeping.append("--securebits=+no_setuid_fixup")
        if _may_enter((*prefix, *keeping), must_enter):
            return [*prefix, *keeping, *command]
    raise EmbeddedServerError(
        f"PostgreSQL does not run as root, and another user may not enter {must_enter[0]}: "
        "run as an ordinary user, or set DATABASE_URL."
    )


@functools.cache
def _may_enter(prefix: tuple[str, ...], paths: tuple[Path, ...]) -> bool:
    check = ["sh", "-c", 'for path; do test -x "$path" || exit 1; done', "sh", *map(str, paths)]
    return subprocess.run([*prefix, *check], cwd="/", capture_output=True, check=False).returncode == 0  # noqa: S603


def command_line(pid: int) -> str:
    """The command line of a process, or an empty string when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        if Path("/proc/self").exists():
            return ""
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return listed.stdout.strip()


def end_process(process: subprocess.Popen[bytes], *, seconds: float) -> None:
    """End a process of ours, by force when it does not listen for ``seconds``."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
            return
