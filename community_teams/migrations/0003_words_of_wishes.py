"""A household's wish can have words; what is wished twice is kept once. An index for warnings."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, one more kind of wish, two constraints; reports of scams by day."""

    dependencies = [
        ("community_teams", "0002_second_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="scamreport",
            index=models.Index(models.F("day"), name="scams_by_day"),
        ),
        migrations.AlterField(
            model_name="visit",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("met", "Met and talked"),
                    ("nobody_home", "Nobody was at home"),
                    ("refused", "The household did not want the visit"),
                ],
                max_length=12,
                verbose_name="outcome",
            ),
        ),
        migrations.AddField(
            model_name="householdwish",
            name="sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name="householdwish",
            name="kind",
            field=models.CharField(
                choices=[
                    ("confirm", "Confirms a visit"),
                    ("dispute", "Says that a visit was not so"),
                    ("see", "Wants to see what is stored"),
                    ("withdraw", "Withdraws consent"),
                    ("erase", "Wants everything erased"),
                ],
                max_length=8,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdwish",
            constraint=models.UniqueConstraint(
                models.F("visit"),
                models.F("kind"),
                condition=models.Q(("kind__in", ["confirm", "dispute"])),
                name="visit_answered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdwish",
            constraint=models.UniqueConstraint(
                models.F("household"),
                models.F("kind"),
                models.F("purpose"),
                condition=models.Q(("done_at", None), ("kind__in", ["see", "withdraw", "erase"])),
                name="wished_once_at_a_time",
            ),
        ),
    ]
