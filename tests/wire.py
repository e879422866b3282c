"""A wire between a phone and a server that loses an answer at will: not by luck, and not sooner or later."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from typing import Protocol


class HasPort(Protocol):
    """A server that listens here, on the loopback address."""

    port: int


class Wire:
    """What lies between a phone and a server. It may hold one request, or keep its answer to itself.

    ``stop(when, request)``: the request whose first line this pattern meets stays here, "before" the server has heard
    of it or "after" the server has answered. ``halted`` is set then; at `resume` both ends are hung up.
    """

    def __init__(self, site: HasPort, *, host: str = "127.0.0.1") -> None:
        self._site = site
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        self._when, self._request = "", re.compile(b"")
        self.halted, self._resumed = threading.Event(), threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self, when: str, request: bytes) -> None:
        """Stop the first request of this kind."""
        self.halted.clear()
        self._resumed.clear()
        self._when, self._request = when, re.compile(request)

    def resume(self) -> None:
        """Hang up on what was stopped; everything else goes through from now on."""
        self._when = ""
        self._resumed.set()

    def close(self) -> None:
        """Take the wire away."""
        self.resume()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                phone, _address = self._listener.accept()
                threading.Thread(target=self._carry, args=(phone,), daemon=True).start()

    def _carry(self, phone: socket.socket) -> None:
        with suppress(OSError), phone, socket.create_connection(("127.0.0.1", self._site.port)) as site:
            stopped = threading.Event()
            threading.Thread(target=self._back, args=(site, phone, stopped), daemon=True).start()
            while part := phone.recv(65536):
                if self._when and self._request.match(part):
                    if self._when == "before":
                        self._halt()
                        return
                    stopped.set()
                site.sendall(part)
            site.shutdown(socket.SHUT_WR)

    def _back(self, site: socket.socket, phone: socket.socket, stopped: threading.Event) -> None:
        with suppress(OSError):
            while part := site.recv(65536):
                if stopped.is_set():
                    self._halt()
                    break
                phone.sendall(part)
        with suppress(OSError):
            phone.shutdown(socket.SHUT_RDWR)

    def _halt(self) -> None:
        self.halted.set()
        self._resumed.wait(30)
