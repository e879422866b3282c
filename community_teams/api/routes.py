"""The addresses of `/api/v1/field/` that the front door answers itself."""

from __future__ import annotations

from community_teams.api.push import push
from foundation.asgi import App

ROUTES: dict[str, App] = {"/api/v1/field/push": push}
# Addresses that go on with something of their own behind the slash.
PREFIXES: dict[str, App] = {}
