"""Giving roles and ending them; the groups of the editor's screens follow."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts.models import User
from people.areas.models import Area
from people.audit import services as audit
from people.audit.events import Event
from people.roles.groups import ensure_group
from people.roles.models import RoleGrant
from people.roles.names import GROUPS, NEED_AREA, Role
from people.roles.signals import role_ended

# People whose groups one run of the periodic job mends.
A_RUN = 500


class RoleRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


@transaction.atomic
def grant(
    *,
    user: User,
    role: Role,
    area: Area | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    granted_by: User | None = None,
    request: HttpRequest | None = None,
) -> RoleGrant:
    """Give a role from a day (today) until before another (open). Raises ``RoleRefused``."""
    user = User.objects.select_for_update().get(pk=user.pk)
    start = valid_from or timezone.localdate()
    if role in NEED_AREA and area is None:
        raise RoleRefused(_("This role needs an area."))
    if role == Role.ADMINISTRATOR and area is not None:
        raise RoleRefused(_("An administrator is one everywhere: please leave the area empty."))
    if valid_to is not None and valid_to <= start:
        raise RoleRefused(_("The last day lies before the first one."))
    if overlapping(user=user, role=role, area=area, start=start, end=valid_to):
        raise RoleRefused(_("This person has this role already."))
    made = RoleGrant.objects.create(
        user=user, role=role, area=area, valid_from=start, valid_to=valid_to, granted_by=granted_by
    )
    sync_user(user=user)
    audit.record(
        Event.ROLE_GRANTED,
        actor=granted_by,
        subject=user,
        object_type="role",
        object_id=made.pk,
        note=role,
        request=request,
    )
    return made


def appoint_administrator(*, user: User) -> User:
    """Give the role of administrator, for who sets up the site by `createsuperuser`; returns the user as it is now."""
    grant(user=user, role=Role.ADMINISTRATOR)
    user.refresh_from_db()
    return user


def overlapping(*, user: User, role: Role, area: Area | None, start: dt.date, end: dt.date | None) -> bool:
    """Whether the person has the same role at the same place on one of these days."""
    grants = RoleGrant.objects.not_over(start).filter(user=user, role=role, area=area)
    return (grants.filter(valid_from__lt=end) if end else grants).exists()


@transaction.atomic
def end(
    *,
    grant: RoleGrant,
    reason: str,
    ended_by: User | None = None,
    valid_to: dt.date | None = None,
    request: HttpRequest | None = None,
) -> RoleGrant:
    """End a role at once, or from a later day on. Raises ``RoleRefused``."""
    if grant.role == Role.ADMINISTRATOR:
        # All of them in one order: two administrators who end each other's role at once must not both succeed.
        list(RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk").values_list("pk"))
    User.objects.select_for_update().get(pk=grant.user_id)
    kept = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    today = timezone.localdate()
    day = max(valid_to or today, today)
    if kept.valid_to is not None and kept.valid_to <= min(day, today):
        raise RoleRefused(_("This role is over already."))
    if not reason.strip():
        raise RoleRefused(_("Please say why the role ends."))
    if kept.role == Role.ADMINISTRATOR and _is_last_administrator(kept, day):
        raise RoleRefused(_("This is the last administrator: please appoint another one first."))
    kept.valid_to = max(day, kept.valid_from)
    kept.ended_at, kept.ended_by, kept.end_reason = timezone.now(), ended_by, reason.strip()
    kept.save(update_fields=["valid_to", "ended_at", "ended_by", "end_reason"])
    sync_user(user=kept.user)
    audit.record(
        Event.ROLE_ENDED,
        actor=ended_by,
        subject=kept.user,
        object_type="role",
        object_id=kept.pk,
        note=f"{kept.role}, {kept.valid_to}",
        request=request,
    )
    role_ended.send(sender=RoleGrant, grant=kept, by=ended_by, request=request)
    return kept


def _is_last_administrator(ending: RoleGrant, day: dt.date) -> bool:
    others = RoleGrant.objects.active(day).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    # As long as this one would have been: another whose own end is set already leaves nobody one day.
    as_long = Q(valid_to=None) if ending.valid_to is None else Q(valid_to=None) | Q(valid_to__gte=ending.valid_to)
    return ending.is_active() and not others.filter(as_long).exclude(user=ending.user_id).exists()


@transaction.atomic
def sync_user(*, user: User, at: dt.date | None = None) -> set[Role]:
    """Let the person's groups and rights follow the grants that hold today; returns the roles."""
    user = User.objects.select_for_update().get(pk=user.pk)
    grants = list(RoleGrant.objects.filter(user=user).exclude(applied=False, valid_to__lte=at or timezone.localdate()))
    roles = {Role(given.role) for given in grants if given.is_active(at)} if user.is_active else set()
    user.groups.remove(*user.groups.filter(name__in=[name for role, name in GROUPS.items() if role not in roles]))
    user.groups.add(*(ensure_group(role) for role in roles))
    everything = Role.ADMINISTRATOR in roles
    if (user.is_superuser, user.is_staff) != (everything, everything):
        user.is_superuser = user.is_staff = everything
        user.save(update_fields=["is_superuser", "is_staff"])
    for given in grants:
        if given.applied != given.is_active(at):
            RoleGrant.objects.filter(pk=given.pk).update(applied=given.is_active(at))
    return roles


def current_roles(*, user: User) -> set[Role]:
    """The roles of today, with the person's groups in step: one query unless a day of beginning or end came."""
    grants = RoleGrant.objects.filter(
        Q(applied=True) | Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()), user=user
    )
    held = list(grants.only("role", "valid_from", "valid_to", "applied"))
    if any(given.applied != given.is_active() for given in held):
        roles = sync_user(user=user)
        forget_rights(user)
        return roles
    return {Role(given.role) for given in held if given.is_active()} if user.is_active else set()


def forget_rights(user: User) -> None:
    """Let this very object ask for its rights anew."""
    user.refresh_from_db(fields=["is_superuser", "is_staff"])
    for cached in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        user.__dict__.pop(cached, None)


def follow_the_calendar() -> int:
    """Let everyone's groups follow whose roles began or ended; returns how many people that were."""
    due = RoleGrant.objects.out_of_step().order_by("user").values_list("user", flat=True).distinct()
    people = User.objects.filter(pk__in=list(due[:A_RUN])).order_by("pk")
    for user in people:
        sync_user(user=user)
    return len(people)
