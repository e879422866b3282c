"""Being written."""

from django.db import migrations


class Migration(migrations.Migration):
    """Being written."""

    dependencies = [("people", "0005_audit_and_consent")]

    operations = []
