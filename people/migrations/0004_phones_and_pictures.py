"""A number may be lost; a person has a picture."""

import django.core.validators
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
    ]
