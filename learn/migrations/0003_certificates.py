import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import learn.certificates.codes


class Migration(migrations.Migration):
    dependencies = [
        ("learn", "0002_accounts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=learn.certificates.codes.new_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                ("learner", models.UUIDField(verbose_name="learner")),
                ("course", models.UUIDField(verbose_name="course")),
                ("course_title", models.CharField(max_length=255, verbose_name="title of the course")),
                ("course_version", models.PositiveIntegerField(verbose_name="version of the course")),
                ("course_path", models.TextField(verbose_name="address of the course")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name on the certificate")),
                ("folded_name", models.CharField(default="", editable=False, max_length=80)),
                (
                    "basis",
                    models.CharField(
                        choices=[("completed", "completed the course"), ("passed", "passed the course")],
                        max_length=12,
                        verbose_name="what it rests on",
                    ),
                ),
                ("completed_at", models.DateTimeField(verbose_name="completed")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "replaced by a new one"),
                            ("mistake", "issued by mistake"),
                            ("misuse", "obtained against the rules"),
                            ("asked", "the holder asked for it"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("revoke_note", models.CharField(blank=True, max_length=500, verbose_name="note for colleagues")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "permissions": [("revoke_certificate", "Can revoke certificates")],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["learner", "-issued_at"], name="learn_certificate_learner"),
                    models.Index(fields=["-issued_at", "-id"], name="learn_certificate_issued"),
                    models.Index(
                        fields=["folded_name"], name="learn_certificate_name", opclasses=["varchar_pattern_ops"]
                    ),
                    models.Index(
                        condition=models.Q(
                            ("revoked_at__isnull", False), ("withdrawn_at__isnull", False), _connector="OR"
                        ),
                        fields=["id"],
                        name="learn_certificate_ended",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None), ("withdrawn_at", None)),
                        fields=("learner", "course", "basis"),
                        name="learn_certificate_one_valid",
                    )
                ],
            },
        ),
    ]
