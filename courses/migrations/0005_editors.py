"""Being written."""

from django.db import migrations


class Migration(migrations.Migration):
    """Being written."""

    dependencies = [("courses", "0004_search_words_joined")]

    operations = []
