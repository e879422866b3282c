"""Who looks at the framework: whoever writes or reviews courses, without changing it."""

from __future__ import annotations

from django.contrib.auth.models import Permission

from people.roles.groups import ensure_group
from people.roles.names import GROUPS, Role


def ensure_readers() -> None:
    """Let editors and reviewers look at frameworks and competences. Repeatable; writes only what is missing."""
    rights = Permission.objects.filter(
        content_type__app_label="courses", codename__in=["view_framework", "view_competence"]
    )
    for role in (Role.EDITOR, Role.REVIEWER):
        missing = list(rights.exclude(group__name=GROUPS[role]))
        if missing:
            ensure_group(role).permissions.add(*missing)
