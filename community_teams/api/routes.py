"""The addresses of `/api/v1/field/` that the front door answers itself."""

from __future__ import annotations

from foundation.asgi import App

ROUTES: dict[str, App] = {}
# Addresses that go on with something of their own behind the slash.
PREFIXES: dict[str, App] = {}
