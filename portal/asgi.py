"""The front door: cached page? → hot endpoint? → Django. Small enough to read at one glance."""

import gc
import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
_django = get_asgi_application()

from community_teams import api as field_api  # noqa: E402 - Django comes first
from courses.interactive.content_host import content_host, is_for_content_host  # noqa: E402
from foundation.asgi import App, Receive, Scope, Send  # noqa: E402
from learn import api as learner_api  # noqa: E402
from portal.checks import refuse_demo_in_production  # noqa: E402
from portal.front_door.bounded_body import BoundedBody  # noqa: E402
from portal.front_door.health import healthz, readyz  # noqa: E402
from portal.front_door.page_cache import PageCache  # noqa: E402
from portal.front_door.utf8_only import Utf8Only  # noqa: E402
from portal.front_door.watching import PublicationWatch  # noqa: E402
from quizzes import api as quiz_api  # noqa: E402

HOT: dict[str, App] = {
    "/healthz": healthz,
    "/readyz": readyz,
    **learner_api.ROUTES,
    **quiz_api.ROUTES,
    **field_api.ROUTES,
}

pages = PageCache(Utf8Only(BoundedBody(cast(App, _django))))
_watch = PublicationWatch(pages.purge)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection of any kind."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif is_for_content_host(scope):
        await _on_content_host(scope, receive, send)
    elif scope["type"] == "http" and (hot := HOT.get(scope["path"]) or _behind(scope["path"])):
        await hot(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _on_content_host(scope: Scope, receive: Receive, send: Send) -> None:
    """Packages play under this name, so nothing of the site answers to it."""
    if scope["type"] == "http":
        await content_host(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.close", "code": 1008})


def _behind(path: str) -> App | None:
    """The hot endpoint whose address this one goes on from: that of a photo names the photo."""
    return next((app for prefix, app in field_api.PREFIXES.items() if path.startswith(prefix)), None)


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    try:
        await refuse_demo_in_production()
        await learner_api.startup()
        await quiz_api.startup()
        await field_api.startup()
        _watch.start()
        # What is loaded stays; looking through it again and again would cost requests a tenth of their time.
        gc.freeze()
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _watch.stop()
    await field_api.shutdown()
    await quiz_api.shutdown()
    await learner_api.shutdown()
    await send({"type": "lifespan.shutdown.complete"})
