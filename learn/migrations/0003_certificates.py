"""Being written."""

from django.db import migrations


class Migration(migrations.Migration):
    """Being written."""

    dependencies = [("learn", "0002_accounts")]

    operations = []
