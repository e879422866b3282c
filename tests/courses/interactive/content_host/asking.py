"""Asking the front door under the name of the content host."""

from __future__ import annotations

from courses.interactive.models import H5PLibrary, H5PVersion
from portal.asgi import application
from tests.asgi import Reply, ask

HOST = "h5p.bdhvs.localhost:8000"
FILM_SIZE = 4 + 256_000


async def get(path: str, *, method: str = "GET", host: str = HOST, **headers: str) -> Reply:
    """One request; header names with underscores."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return await ask(application, method, path, headers={"host": host, **told})


def film(version: H5PVersion) -> str:
    return f"/c/{version.package_id}/{version.number}/videos/film.webm"


def script() -> str:
    return f"/l/{H5PLibrary.objects.get(machine='T.Question').digest}/js/q.js"


def page(version: H5PVersion) -> str:
    return f"/p/{version.package_id}/{version.number}/"
