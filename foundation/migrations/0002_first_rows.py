"""The one row of each of the two tables."""

import secrets

from django.db import migrations


def make(apps, schema_editor):
    apps.get_model("foundation", "Epoch").objects.create(id=1, seed=secrets.token_hex(16))
    apps.get_model("foundation", "Publication").objects.create(id=1, number=1)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
