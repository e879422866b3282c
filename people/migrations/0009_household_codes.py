"""Codes for a household's own page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more purpose of a code; the table does not change."""

    dependencies = [
        ("people", "0008_former_areas"),
    ]

    operations = [
        migrations.AlterField(
            model_name="phonecode",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("sign_in", "signing in"),
                    ("change_number", "a new number of an account"),
                    ("recover", "coming back with a recovery code"),
                    ("invitation", "accepting an invitation"),
                    ("household", "a household's own page"),
                ],
                max_length=16,
            ),
        ),
    ]
