"""Being written."""

from django.db import migrations


class Migration(migrations.Migration):
    """Being written."""

    dependencies = [("people", "0003_user_name_keys")]

    operations = []
