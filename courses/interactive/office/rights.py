"""Who does what with activities: editors and reviewers bring, look and name; administrators install and delete."""

from __future__ import annotations

from typing import Any

from courses.interactive.models import H5PLibrary, H5PPackage
from people.models import User
from people.roles.groups import register_rights
from people.roles.names import Role

_WORK = ("add_h5ppackage", "change_h5ppackage", "view_h5ppackage", "view_h5plibrary")
MOST_NAMED = 5


def register() -> None:
    """Make the rights known; groups get them whenever they are looked after."""
    register_rights(Role.EDITOR, "courses", *_WORK)
    register_rights(Role.REVIEWER, "courses", *_WORK)


def may(user: Any, action: str) -> bool:
    """Whether somebody may ``view``, ``add``, ``change`` or ``delete`` activities."""
    return bool(user.has_perm(f"{H5PPackage._meta.app_label}.{action}_{H5PPackage._meta.model_name}"))


def may_see_libraries(user: Any) -> bool:
    """Whether somebody may see what is installed."""
    return bool(user.has_perm(f"{H5PLibrary._meta.app_label}.view_{H5PLibrary._meta.model_name}"))


def whom_to_ask() -> list[str]:
    """Names of administrators, the latest to sign in first; some of them are enough."""
    found = User.objects.filter(is_superuser=True, is_active=True).exclude(full_name="")
    return list(found.order_by("-last_login", "pk").values_list("full_name", flat=True)[:MOST_NAMED])
