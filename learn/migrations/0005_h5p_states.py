"""The states of H5P activities, by learner and card."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One new table."""

    dependencies: ClassVar = [
        ("learn", "0004_results_of_shared_quizzes"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="H5PState",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "learner_id",
                        "lesson",
                        "card",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("learner_id", models.UUIDField(verbose_name="learner")),
                ("lesson", models.UUIDField(verbose_name="lesson")),
                ("card", models.CharField(max_length=64, verbose_name="card")),
                ("key", models.CharField(max_length=129, verbose_name="key")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("data", models.TextField(null=True, verbose_name="data")),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("occurred_at", models.DateTimeField(verbose_name="occurred at")),
                ("event", models.UUIDField(verbose_name="identifier")),
                ("sha256", models.BinaryField(max_length=32, verbose_name="SHA-256 of the RFC 8785 form")),
            ],
            options={
                "verbose_name": "state of an interactive activity",
                "verbose_name_plural": "states of interactive activities",
            },
        ),
    ]
