"""Answers of phones: plain ASGI, because Django's handler would cost most of each request."""

from quizzes.api.app import runtime
from quizzes.api.routes import ROUTES

startup, shutdown = runtime.startup, runtime.shutdown

__all__ = ["ROUTES", "shutdown", "startup"]
