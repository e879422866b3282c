"""Who sees what: one scope for querysets, and the same for PostgreSQL's row-level security, the second wall."""

from community_teams.reach.context import everything, reaching
from community_teams.reach.scope import Scope, scope_of

__all__ = ["Scope", "everything", "reaching", "scope_of"]
