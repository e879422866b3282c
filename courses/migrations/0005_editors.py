"""Review by another person, and what is kept of reviews."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION courses_reviews_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records of reviews are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER courses_reviewrecord_never_changes BEFORE UPDATE OR DELETE ON courses_reviewrecord
FOR EACH ROW EXECUTE FUNCTION courses_reviews_never_change();
"""
BACKWARDS = """
DROP TRIGGER courses_reviewrecord_never_changes ON courses_reviewrecord;
DROP FUNCTION courses_reviews_never_change();
"""


class Migration(migrations.Migration):
    """Three tables; the database itself keeps records of reviews as they are."""

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("courses", "0004_search_words_joined"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lesson", models.UUIDField(verbose_name="lesson")),
                ("review_by", models.DateField(verbose_name="review by")),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="told at")),
            ],
            options={
                "verbose_name": "review notice",
                "verbose_name_plural": "review notices",
                "constraints": [
                    models.UniqueConstraint(fields=("lesson", "review_by"), name="courses_reviewnotice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these"
                        " groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "review by another person",
                "verbose_name_plural": "reviews by another person",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="ReviewRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lesson", models.UUIDField(verbose_name="lesson")),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("reviewed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="reviewed at")),
                ("was_due", models.DateField(verbose_name="was to be reviewed by")),
                ("next_due", models.DateField(verbose_name="next review by")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "review record",
                "verbose_name_plural": "review records",
                "ordering": ["-reviewed_at", "-pk"],
                "indexes": [models.Index(fields=["lesson", "-reviewed_at"], name="courses_review_lesson")],
            },
        ),
        migrations.AddIndex(
            model_name="lessonpage",
            index=models.Index(fields=["review_by"], name="courses_lesson_review_by"),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
