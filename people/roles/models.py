"""A role given to a person: where, and between which days."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.areas.models import Area
from people.roles.names import NEED_AREA, Role


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """What is asked of grants."""

    def active(self, at: dt.date | None = None) -> RoleGrantQuerySet:
        """Those that hold on a day, by default today in Vietnam."""
        day = at or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def not_over(self, at: dt.date | None = None) -> RoleGrantQuerySet:
        """Those that hold on a day or will later."""
        day = at or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def out_of_step(self, at: dt.date | None = None) -> RoleGrantQuerySet:
        """Those whose day of beginning or end came and whose person's groups do not follow yet."""
        day = at or timezone.localdate()
        begun = Q(applied=False, valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
        return self.filter(begun | Q(applied=True, valid_to__lte=day))


class RoleGrant(models.Model):
    """A role of a person. It is ended with a date and stays; nobody's past roles are deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=13, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("area"))
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    # The first day on which it is no more, as with areas.
    valid_to = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("given by")
    )
    created_at = models.DateTimeField(_("given at"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # Whether the person's groups carry it: differs from the dates only until somebody looks.
    applied = models.BooleanField(default=False, editable=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="role_dates"),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(NEED_AREA)) | Q(area__isnull=False), name="role_has_area"
            ),
        ]
        indexes = [
            models.Index("user", "valid_to", name="role_of_user"),
            models.Index("area", "role", name="role_in_area"),
            models.Index("valid_to", condition=Q(applied=True), name="role_to_end"),
            models.Index("valid_from", condition=Q(applied=False), name="role_to_begin"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.area}" if self.area else str(self.get_role_display())

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, as people say it."""
        return self.valid_to - dt.timedelta(days=1) if self.valid_to else None

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.valid_to is not None and self.valid_to <= timezone.localdate()

    def is_active(self, at: dt.date | None = None) -> bool:
        """Whether it holds on a day, by default today in Vietnam."""
        day = at or timezone.localdate()
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)
