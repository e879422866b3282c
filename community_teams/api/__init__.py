"""What members' phones ask: plain ASGI, because Django's handler would cost most of each request."""

from community_teams.api.app import runtime
from community_teams.api.routes import PREFIXES, ROUTES

startup, shutdown = runtime.startup, runtime.shutdown

__all__ = ["PREFIXES", "ROUTES", "shutdown", "startup"]
