"""Who has which role, and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from people.accounts.models import User
from people.areas.models import Area
from people.roles.models import RoleGrant, RoleGrantQuerySet
from people.roles.names import Role


def active_grants(*, user: User, at: dt.date | None = None) -> RoleGrantQuerySet:
    """The person's grants that hold on a day; of a closed account none do."""
    return RoleGrant.objects.active(at).filter(user=user, user__is_active=True)


def active_roles(user: Any, at: dt.date | None = None) -> set[Role]:
    """The person's roles on a day, by default today in Vietnam; nobody who is not signed in has any."""
    if not user.is_authenticated:
        return set()
    return {Role(role) for role in active_grants(user=user, at=at).values_list("role", flat=True)}


def has_role(user: Any, *roles: Role, area: Area | None = None) -> bool:
    """Whether the person has one of the roles today; with ``area`` only those in it or in its province count."""
    if not user.is_authenticated:
        return False
    grants = active_grants(user=user).filter(role__in=roles)
    if area is not None:
        grants = grants.filter(area__in=[area.pk, *([area.parent_id] if area.parent_id else [])])
    return grants.exists()


def users_with(roles: Iterable[Role], at: dt.date | None = None) -> QuerySet[User]:
    """Active accounts that have one of the roles on a day."""
    grants = RoleGrant.objects.active(at).filter(user=OuterRef("pk"), role__in=list(roles))
    return User.objects.filter(Exists(grants), is_active=True)
