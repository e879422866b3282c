"""The same server with one thing more: unpacked packages below ``/plain/``, as `h5p-standalone` wants them.

Texts go out packed, and are kept by the browser for ever, as those of our own content host are.
"""

from __future__ import annotations

import gzip
import mimetypes
import os
from functools import cache
from pathlib import Path
from typing import Any

from portal.asgi import application as site

START = "/plain/"


@cache
def _read(path: str) -> tuple[bytes, bool]:
    root = Path(os.environ["BENCH_PLAIN"])
    body = (root / path).read_bytes()
    packed = gzip.compress(body, 9)
    return (packed, True) if len(packed) < 0.9 * len(body) else (body, False)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer with a file, or let the site answer."""
    if scope["type"] != "http" or not scope["path"].startswith(START):
        await site(scope, receive, send)
        return
    path = scope["path"].removeprefix(START)
    try:
        body, packed = _read(path)
        status = 200
    except OSError:
        body, packed, status = b"", False, 404
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()),
               (b"cache-control", b"public, max-age=31536000, immutable")]  # fmt: skip
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
