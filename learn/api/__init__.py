"""The learner's interface for programs: plain ASGI, because Django's handler would cost most of each request."""

from learn.api.app import runtime
from learn.api.routes import ROUTES

startup, shutdown = runtime.startup, runtime.shutdown

__all__ = ["ROUTES", "shutdown", "startup"]
