"""The learner's interface for programs: plain ASGI, because Django's handler would cost most of each request."""

from foundation.asgi import App
from learn.api import h5p, routes
from learn.api.app import runtime

ROUTES: dict[str, App] = {**routes.ROUTES, **h5p.ROUTES}

startup, shutdown = runtime.startup, runtime.shutdown

__all__ = ["ROUTES", "shutdown", "startup"]
