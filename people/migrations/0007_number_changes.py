"""Changes of number that wait."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("people", "0006_roles_and_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("phone", models.CharField(blank=True, max_length=16)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                ("takes_effect_at", models.DateTimeField(verbose_name="takes effect")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="old number told again")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "carried out"),
                            ("stopped", "stopped"),
                            ("taken", "the number had another account"),
                            ("closed", "the account was closed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="number_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "waiting change of number",
                "verbose_name_plural": "waiting changes of number",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["takes_effect_at"], name="number_change_waiting"
                    ),
                    models.Index(fields=["user", "ended_at"], name="number_change_user"),
                    models.Index(fields=["ended_at"], name="number_change_ended"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("user",), name="number_change_waits_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", ""), ("phone__regex", "^\\+84[0-9]{9}$")),
                            models.Q(
                                ("ended_at__isnull", False), ("phone", ""), models.Q(("outcome", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="number_change_ended_erased",
                    ),
                ],
            },
        ),
    ]
