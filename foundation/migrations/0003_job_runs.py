from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_first_rows")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name="name")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("began_at", models.DateTimeField(null=True, verbose_name="began at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                ("succeeded_at", models.DateTimeField(null=True, verbose_name="succeeded at")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
                (
                    "words",
                    models.CharField(blank=True, max_length=500, verbose_name="what it said when it failed"),
                ),
            ],
            options={"verbose_name": "run of a job", "verbose_name_plural": "runs of jobs"},
        ),
    ]
