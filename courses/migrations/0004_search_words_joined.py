"""Words joined by a hyphen are found written as one ("Wi-Fi" as "wifi"): rows of before are taken apart again."""

from typing import Any

from django.db import migrations

from courses.search.vectors import reindex


def take_apart_again(apps: Any, schema_editor: Any) -> None:
    reindex(apps.get_model("courses", "SearchEntry"))


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_vietnamese_names")]
    operations = [migrations.RunPython(take_apart_again, migrations.RunPython.noop, elidable=True)]
