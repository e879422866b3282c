"""Learners of accounts, guests that joined them, and results that the server graded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """New columns are empty for all who are there: they are guests."""

    dependencies = [("learn", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="learner",
            name="account",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="learner",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="learner",
            name="alias_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aliases",
                to="learn.learner",
                verbose_name="belongs to the learner",
            ),
        ),
        migrations.AddField(
            model_name="learner",
            name="aliased_at",
            field=models.DateTimeField(null=True, verbose_name="belongs there since"),
        ),
        migrations.AddConstraint(
            model_name="learner",
            constraint=models.CheckConstraint(
                condition=models.Q(("alias_of__isnull", True), ("account__isnull", True), _connector="OR"),
                name="learn_learner_alias_has_no_account",
            ),
        ),
        migrations.CreateModel(
            name="GradedResult",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "learner_id", "activity", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("learner_id", models.UUIDField(verbose_name="learner")),
                ("activity", models.CharField(max_length=200, verbose_name="activity")),
                ("course", models.UUIDField(verbose_name="course")),
                ("version", models.PositiveIntegerField(verbose_name="version of the lesson or quiz")),
                ("score", models.FloatField(verbose_name="score")),
                ("passed", models.BooleanField(verbose_name="passed")),
                ("graded_at", models.DateTimeField(verbose_name="graded")),
            ],
            options={
                "verbose_name": "graded result",
                "verbose_name_plural": "graded results",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__range", (0, 1))), name="learn_gradedresult_score"
                    )
                ],
            },
        ),
    ]
