"""The learner's interface for programs: plain ASGI, because Django's handler would cost most of each request."""

from learn.api.app import shutdown, startup
from learn.api.routes import ROUTES

__all__ = ["ROUTES", "shutdown", "startup"]
