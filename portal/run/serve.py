"""One web process: ``python -m portal.run.serve FD`` serves the site on a socket that it was handed."""

from __future__ import annotations

import os
import socket
import sys

import uvicorn

from portal.run.bounded_http import BoundedHttp


def main(descriptor: int) -> None:
    """Serve until told to stop; what is being answered then has five seconds to finish."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    config = uvicorn.Config(
        "portal.asgi:application",
        loop="uvloop",
        http=BoundedHttp,
        # No sockets exist yet. When they do: no per-message deflate, it costs hundreds of kilobytes a socket.
        ws="none",
        ws_per_message_deflate=False,
        # Only "on" lets the application refuse to start.
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        backlog=2048,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
