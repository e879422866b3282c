"""The audit and consent, which the database itself keeps as they are written."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLES = ("people_auditentry", "people_consent")

FORWARDS = """
CREATE FUNCTION people_only_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is written in % is never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_only_appended BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION people_only_appended();\n"
    f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION people_only_appended();\n"
    for table in TABLES
)
BACKWARDS = "".join(
    f"DROP TRIGGER {table}_only_appended ON {table};\nDROP TRIGGER {table}_never_emptied ON {table};\n"
    for table in TABLES
) + ("DROP FUNCTION people_only_appended();")


class Migration(migrations.Migration):
    """Two tables, and one function behind the triggers of both."""

    dependencies = [("people", "0004_phones_and_pictures")]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="when")),
                ("event", models.CharField(max_length=40, verbose_name="what")),
                ("object_type", models.CharField(blank=True, max_length=40, verbose_name="kind of thing")),
                ("object_id", models.TextField(blank=True, verbose_name="which one")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("address", models.CharField(blank=True, max_length=43, verbose_name="from which network")),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about whom",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit",
                "ordering": ["-at", "-id"],
                "default_permissions": ["view"],
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="audit_at"),
                    models.Index(fields=["event", "-at", "-id"], name="audit_event"),
                    models.Index(fields=["actor", "-at", "-id"], name="audit_actor"),
                    models.Index(fields=["subject", "-at", "-id"], name="audit_subject"),
                    models.Index(fields=["object_type", "object_id"], name="audit_object"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=40, verbose_name="purpose")),
                ("given", models.BooleanField(verbose_name="given")),
                ("version", models.CharField(max_length=20, verbose_name="version of the words")),
                ("text", models.TextField(verbose_name="words")),
                ("sha256", models.CharField(max_length=64)),
                ("how", models.CharField(max_length=40, verbose_name="how")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="when")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "default_permissions": ["view"],
                "indexes": [models.Index(fields=["user", "purpose", "-id"], name="consent_latest")],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
