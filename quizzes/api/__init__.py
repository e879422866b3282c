"""Answers of phones: plain ASGI, because Django's handler would cost most of each request."""

from quizzes.api.app import shutdown, startup
from quizzes.api.routes import ROUTES

__all__ = ["ROUTES", "shutdown", "startup"]
