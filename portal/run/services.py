"""The processes of our own that `make run` starts: the step that prepares, the web servers, the periodic jobs."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping

from portal.embedded.processes import end_process, tied_to_starter
from portal.run.console import CannotRun
from portal.run.options import HOST_NAME, ROOT

STOP_SECONDS = 15


class Program:
    """One of our own modules as a process; what it prints goes to the terminal."""

    def __init__(
        self, module: str, *arguments: str, environment: Mapping[str, str], share: tuple[int, ...] = ()
    ) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._environment = environment
        self._share = share
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start without waiting."""
        self._process = subprocess.Popen(  # noqa: S603
            tied_to_starter(self._command, signal.SIGTERM),
            cwd=ROOT, env=dict(self._environment), stdin=subprocess.DEVNULL, pass_fds=self._share,
            start_new_session=True,
        )  # fmt: skip
        return self._process

    def is_ready(self) -> bool:
        """Whether it runs."""
        if self._process is None or self._process.poll() is not None:
            raise CannotRun(f"{' '.join(self._command[2:])} ended before it was ready: its last lines say why.")
        return True

    def last_words(self) -> str:
        """Nothing: what it said stands in the terminal."""
        return ""

    def stop(self) -> None:
        """End it, by force when it does not listen."""
        process, self._process = self._process, None
        if process is not None:
            end_process(process, seconds=STOP_SECONDS)


class Background(Program):
    """The process of periodic jobs; ready after its first round."""

    def __init__(self, *, environment: Mapping[str, str]) -> None:
        self._told, self._tells = os.pipe()
        super().__init__(
            "portal.run.background", "--ready-fd", str(self._tells), environment=environment, share=(self._tells,)
        )
        self._ready = False

    def launch(self) -> subprocess.Popen[bytes]:
        """Start without waiting."""
        process = super().launch()
        os.close(self._tells)
        return process

    def is_ready(self) -> bool:
        """Whether it has run what was due at its start."""
        super().is_ready()
        if not self._ready and select.select([self._told], [], [], 0)[0]:
            self._ready = bool(os.read(self._told, 1))
        return self._ready

    def last_words(self) -> str:
        """What it does as long as it is not ready."""
        return "" if self._ready else "the jobs that were due are being done"


class Web(Program):
    """One web process on the shared socket; ready when ``/readyz`` says so."""

    def __init__(self, listener: socket.socket, *, environment: Mapping[str, str]) -> None:
        number = listener.fileno()
        super().__init__("portal.run.serve", str(number), environment=environment, share=(number,))
        self._host, self._port = listener.getsockname()[:2]
        self._answer = ""

    def is_ready(self) -> bool:
        """Whether ``/readyz`` answers 200."""
        super().is_ready()
        # Listening on every address, it is asked on loopback.
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104
        connection = http.client.HTTPConnection(host, self._port, timeout=2)
        try:
            connection.request("GET", "/readyz", headers={"Host": f"{HOST_NAME}:{self._port}"})
            response = connection.getresponse()
            self._answer = response.read(500).decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            self._answer = str(error)
            return False
        finally:
            connection.close()
        if response.status == 200:
            self._answer = ""
        return response.status == 200

    def last_words(self) -> str:
        """What ``/readyz`` says as long as it is not content."""
        return self._answer
