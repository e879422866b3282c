"""Being written."""

from django.db import migrations


class Migration(migrations.Migration):
    """Being written."""

    dependencies = [("people", "0004_phones_and_pictures")]

    operations = []
