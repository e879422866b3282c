"""Of a payload a keyed digest is kept instead of its hash, from which an erased payload could be guessed."""

from typing import Any

from django.db import migrations, models

from community_teams.sealing.ciphers import blind

AT_ONCE = 5_000


def keep_digests(apps: Any, schema_editor: Any) -> None:
    """Of each hash its digest, some rows at a time."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bdhvs.everything', 'on', true)")
        last = 0
        while True:
            cursor.execute(
                "SELECT id, digest FROM community_teams_operation WHERE id > %s ORDER BY id LIMIT %s", [last, AT_ONCE]
            )
            rows = cursor.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            cursor.execute(
                "UPDATE community_teams_operation o SET digest = anew.digest"
                " FROM unnest(%s::bigint[], %s::text[]) AS anew (id, digest) WHERE o.id = anew.id",
                [[row for row, _ in rows], [blind("operation", sha256) for _, sha256 in rows]],
            )


class Migration(migrations.Migration):
    dependencies = [("community_teams", "0003_spreadsheets")]

    operations = [
        migrations.RemoveConstraint("operation", "operation_payload_once"),
        migrations.RenameField("operation", "sha256", "digest"),
        # Nothing but what becomes of an operation may change otherwise.
        migrations.RunSQL("ALTER TABLE community_teams_operation DISABLE TRIGGER community_teams_operation_kept"),
        migrations.RunPython(keep_digests),
        migrations.RunSQL("ALTER TABLE community_teams_operation ENABLE TRIGGER community_teams_operation_kept"),
        migrations.AlterField("operation", "digest", models.CharField(max_length=32)),
        migrations.AddConstraint(
            "operation", models.UniqueConstraint("member", "op", "digest", name="operation_payload_once")
        ),
    ]
