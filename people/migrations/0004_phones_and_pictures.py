"""A number may be lost, a person has a picture; codes, text messages, and ways back."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_user_name_keys")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="phone",
            field=models.CharField(max_length=16, null=True, unique=True, verbose_name="phone number"),
        ),
        migrations.AddField(
            model_name="user",
            name="picture",
            field=models.CharField(
                blank=True,
                default="",
                max_length=40,
                validators=[django.core.validators.validate_slug],
                verbose_name="picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone__isnull", True), ("phone__regex", "^\\+84[0-9]{9}$"), _connector="OR"),
                name="user_phone_e164",
            ),
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="recovery_code",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made")),
            ],
            options={
                "verbose_name": "recovery code",
                "verbose_name_plural": "recovery codes",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SmsMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("phone", models.CharField(max_length=16)),
                ("body", models.CharField(blank=True, max_length=480)),
                ("reference", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("given_up_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "verbose_name": "text message",
                "verbose_name_plural": "text messages",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_up_at", None), ("sent_at", None)),
                        fields=["due_at"],
                        name="sms_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("given_up_at", None), ("sent_at", None)),
                        fields=["reference"],
                        name="sms_waiting_reference",
                    ),
                    models.Index(fields=["made_at"], name="sms_made"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("device", models.UUIDField()),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="first sign-in")),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="latest sign-in")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "known device",
                "verbose_name_plural": "known devices",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("user", "device"), name="known_device_once")],
            },
        ),
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("phone", models.CharField(max_length=16)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("sign_in", "signing in"),
                            ("change_number", "a new number of an account"),
                            ("recover", "coming back with a recovery code"),
                            ("invitation", "accepting an invitation"),
                        ],
                        max_length=16,
                    ),
                ),
                ("device", models.UUIDField()),
                ("device_is_known", models.BooleanField()),
                ("address_hash", models.CharField(max_length=64)),
                ("code_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                ("proof_tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "code",
                "verbose_name_plural": "codes",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["phone", "made_at"], name="phone_code_phone"),
                    models.Index(fields=["device", "made_at"], name="phone_code_device"),
                    models.Index(fields=["made_at"], name="phone_code_made"),
                ],
                "constraints": [models.CheckConstraint(condition=models.Q(("tries__lte", 5)), name="phone_code_tries")],
            },
        ),
        migrations.CreateModel(
            name="WrongProof",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "wrong picture or name",
                "verbose_name_plural": "wrong pictures or names",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["user", "at"], name="wrong_proof_user"),
                    models.Index(fields=["at"], name="wrong_proof_at"),
                ],
            },
        ),
    ]
