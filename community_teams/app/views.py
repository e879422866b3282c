"""The app's shell and what the browser needs to keep it. All of it is the same for everyone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from community_teams.app.files import SHELF, SHELL, addresses, release
from community_teams.app.strings import STRINGS
from foundation.http import public_page

if TYPE_CHECKING:
    from django.http import HttpRequest

_WORKER = (Path(__file__).with_name("worker.js")).read_text(encoding="utf-8")
_ICONS = "community_teams/app/icons"


def _shell() -> str:
    # Without the request: nothing of who asks can get into what every phone keeps.
    return render_to_string(
        "community_teams/app.html", {"strings": {name: str(text) for name, text in STRINGS.items()}}
    )


def shell(request: HttpRequest) -> HttpResponse:
    """The app; to who has not come in yet, what it is and how to come in."""
    return public_page(HttpResponse(_shell()))


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the list of what it keeps; another list is another version of it."""
    app = {"release": release(_WORKER, _shell()), "shell": SHELL, "shelf": SHELF, "files": addresses()}
    return public_page(HttpResponse(f"const APP = {json.dumps(app)};\n{_WORKER}", content_type="text/javascript"))


def manifest(request: HttpRequest) -> HttpResponse:
    """What the app is called and looks like on the home screen."""
    content = {
        "id": SHELL,
        "name": _("Community digital-technology teams"),
        "short_name": _("Community teams"),
        "lang": "vi",
        "dir": "ltr",
        "start_url": SHELL,
        "scope": SHELL,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#f6f1e4",
        "theme_color": "#1b5e42",
        "icons": [
            {"src": static(f"{_ICONS}/to.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static(f"{_ICONS}/to-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static(f"{_ICONS}/to-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static(f"{_ICONS}/to-full.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    return public_page(JsonResponse(content, content_type="application/manifest+json"))
