"""Copies of courses for provinces."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables."""

    dependencies = [
        ("courses", "0005_editors"),
        ("people", "0002_areas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("copy", models.UUIDField(unique=True, verbose_name="identifier of the copy")),
                ("original", models.UUIDField(verbose_name="identifier of the original")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_copies",
                        to="people.area",
                        verbose_name="province",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "copy for a province",
                "verbose_name_plural": "copies for provinces",
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["-made_at", "-id"], name="courses_coursecopy_newest")],
                "constraints": [models.UniqueConstraint(fields=("original", "area"), name="courses_coursecopy_once")],
            },
        ),
        migrations.CreateModel(
            name="LessonCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("original", models.UUIDField(verbose_name="identifier of the original")),
                ("copy", models.UUIDField(null=True, unique=True, verbose_name="identifier of the copy")),
                ("base_cards", models.JSONField(verbose_name="cards of the original")),
                ("base_fields", models.JSONField(verbose_name="title, summary and minutes of the original")),
                ("base_version", models.PositiveIntegerField(verbose_name="version of the original")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lessons",
                        to="courses.coursecopy",
                        verbose_name="copy",
                    ),
                ),
            ],
            options={
                "verbose_name": "lesson of a copy",
                "verbose_name_plural": "lessons of copies",
                "constraints": [models.UniqueConstraint(fields=("course", "original"), name="courses_lessoncopy_once")],
            },
        ),
    ]
