"""Roles with dates, and invitations to them. Who was in the editors' group or an administrator has the role now."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

EDITORS = "Biên tập viên"


def grant_what_people_have(apps: Any, schema_editor: Any) -> None:
    """Give the role to those who had its rights without one; their groups follow at their next request."""
    users, grants = apps.get_model("people", "User").objects, apps.get_model("people", "RoleGrant").objects
    for user in users.filter(is_superuser=True):
        grants.create(user=user, role="administrator")
    for user in users.filter(groups__name=EDITORS):
        grants.create(user=user, role="editor", applied=True)


def editors_publish_no_more(apps: Any, schema_editor: Any) -> None:
    """What an editor wrote goes through a reviewer from now on."""
    rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    rights.filter(group__name=EDITORS, permission__codename="publish_page").delete()


class Migration(migrations.Migration):
    """Two tables, and their first rows."""

    dependencies = [
        ("people", "0005_audit_and_consent"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=16, verbose_name="phone number")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("team_member", "Team member"),
                            ("team_leader", "Team leader"),
                            ("editor", "Editor"),
                            ("reviewer", "Reviewer"),
                            ("area_official", "Area official"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=13,
                        verbose_name="role",
                    ),
                ),
                ("role_ends", models.DateField(blank=True, null=True, verbose_name="role until")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="invited at"),
                ),
                (
                    "sent_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="sent at"),
                ),
                ("times_sent", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("accepted_at", models.DateTimeField(editable=False, null=True, verbose_name="accepted at")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="withdrawn at")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accepted by",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "indexes": [
                    models.Index(models.F("invited_by"), models.F("sent_at"), name="invitation_by_inviter"),
                    models.Index(fields=["area", "-created_at"], name="invitation_in_area"),
                    models.Index(fields=["-created_at"], name="invitation_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("phone"),
                        models.F("role"),
                        models.F("area"),
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        name="invitation_pending_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("team_member", "Team member"),
                            ("team_leader", "Team leader"),
                            ("editor", "Editor"),
                            ("reviewer", "Reviewer"),
                            ("area_official", "Area official"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=13,
                        verbose_name="role",
                    ),
                ),
                ("valid_from", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="given at"),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended at")),
                ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("applied", models.BooleanField(default=False, editable=False)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_grants",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "indexes": [
                    models.Index(models.F("user"), models.F("valid_to"), name="role_of_user"),
                    models.Index(models.F("area"), models.F("role"), name="role_in_area"),
                    models.Index(models.F("valid_to"), condition=models.Q(("applied", True)), name="role_to_end"),
                    models.Index(models.F("valid_from"), condition=models.Q(("applied", False)), name="role_to_begin"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["team_member", "team_leader", "editor", "reviewer", "area_official", "administrator"],
                            )
                        ),
                        name="role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="role_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role__in", ["area_official", "team_leader", "team_member"]), _negated=True),
                            ("area__isnull", False),
                            _connector="OR",
                        ),
                        name="role_has_area",
                    ),
                ],
            },
        ),
        migrations.RunPython(grant_what_people_have, migrations.RunPython.noop),
        migrations.RunPython(editors_publish_no_more, migrations.RunPython.noop),
    ]
