"""Spreadsheets on their way in, and the wall around them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

EVERYTHING = "(SELECT current_setting('bdhvs.everything', true)) = 'on'"
TEAM = "team_id = ANY ((SELECT string_to_array(current_setting('bdhvs.teams', true), ',')::bigint[])::bigint[])"
PERSON = "uploaded_by_id = (SELECT nullif(current_setting('bdhvs.person', true), ''))::bigint"
# A file of households is its team's leaders'; one of teams is whose that brought it. What hangs on one follows it: the
# query in its policy is itself behind the wall.
OF_RUN = "EXISTS (SELECT 1 FROM community_teams_sheetrun r WHERE r.id = run_id)"
POLICIES = {
    "sheetrun": f"{EVERYTHING} OR {TEAM} OR (team_id IS NULL AND {PERSON})",
    "sheetfile": f"{EVERYTHING} OR {OF_RUN}",
    "sheetrow": f"{EVERYTHING} OR {OF_RUN}",
    "sheettrouble": f"{EVERYTHING} OR {OF_RUN}",
}
WALL = "".join(
    f"ALTER TABLE community_teams_{table} ENABLE ROW LEVEL SECURITY;\n"
    f"ALTER TABLE community_teams_{table} FORCE ROW LEVEL SECURITY;\n"
    f"CREATE POLICY reach ON community_teams_{table} USING ({policy});\n"
    for table, policy in POLICIES.items()
)
NO_WALL = "".join(
    f"DROP POLICY reach ON community_teams_{table};\n"
    f"ALTER TABLE community_teams_{table} NO FORCE ROW LEVEL SECURITY;\n"
    f"ALTER TABLE community_teams_{table} DISABLE ROW LEVEL SECURITY;\n"
    for table in POLICIES
)


class Migration(migrations.Migration):
    dependencies = [
        ("community_teams", "0002_second_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("households", "Households"), ("members", "Teams and members")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "being checked"),
                            ("checked", "checked, waits for you"),
                            ("loading", "being put in"),
                            ("done", "put in"),
                            ("failed", "cannot be used"),
                            ("discarded", "thrown away"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="brought at")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="put in at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                ("message", models.CharField(blank=True, default="", max_length=500, verbose_name="message")),
                ("cursor", models.PositiveIntegerField(default=0)),
                ("good", models.PositiveIntegerField(default=0, verbose_name="good")),
                ("bad", models.PositiveIntegerField(default=0, verbose_name="not good")),
                ("doubles", models.PositiveIntegerField(default=0, verbose_name="perhaps there already")),
                ("loaded", models.PositiveIntegerField(default=0, verbose_name="put in")),
                ("already", models.PositiveIntegerField(default=0)),
                ("invited", models.PositiveIntegerField(default=0)),
                ("troubles_found", models.PositiveIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("wrapped", models.BinaryField(null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put in by",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="community_teams.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brought by",
                    ),
                ),
            ],
            options={
                "verbose_name": "spreadsheet of the teams",
                "verbose_name_plural": "spreadsheets of the teams",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="SheetFile",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="community_teams.sheetrun",
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
            options={
                "verbose_name": "file of a spreadsheet",
                "verbose_name_plural": "files of spreadsheets",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="SheetRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField(verbose_name="row")),
                ("sealed", models.BinaryField()),
                ("name_folded", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("phone_key", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("is_double", models.BooleanField(default=False)),
                ("same_name", models.BooleanField(default=False)),
                ("same_phone", models.BooleanField(default=False)),
                ("twin", models.UUIDField(editable=False, null=True)),
                ("twin_line", models.PositiveIntegerField(editable=False, null=True)),
                ("chosen", models.BooleanField(default=False)),
                (
                    "hamlet",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community_teams.hamlet",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="community_teams.sheetrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a spreadsheet",
                "verbose_name_plural": "rows of spreadsheets",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="SheetTrouble",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField(verbose_name="row")),
                ("column", models.CharField(blank=True, default="", max_length=60, verbose_name="column")),
                ("message", models.CharField(max_length=500, verbose_name="message")),
                ("is_refused", models.BooleanField(default=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="troubles",
                        to="community_teams.sheetrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "trouble with a spreadsheet",
                "verbose_name_plural": "troubles with spreadsheets",
                "default_permissions": [],
            },
        ),
        migrations.AddIndex(
            model_name="sheetrun",
            index=models.Index(
                condition=models.Q(("state__in", ["checking", "loading"])),
                fields=["failures", "id"],
                name="sheet_at_work",
            ),
        ),
        migrations.AddIndex(
            model_name="sheetrun",
            index=models.Index(
                condition=models.Q(("wrapped__isnull", False)), fields=["uploaded_at"], name="sheet_kept"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "households"), ("team__isnull", False)),
                    models.Q(("kind", "members"), ("team", None)),
                    _connector="OR",
                ),
                name="sheet_of_a_team_or_of_teams",
            ),
        ),
        migrations.AddIndex(
            model_name="sheetrow",
            index=models.Index(
                models.F("run"),
                models.F("name_folded"),
                condition=models.Q(("name_folded", ""), _negated=True),
                name="sheet_row_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="sheetrow",
            index=models.Index(
                models.F("run"),
                models.F("phone_key"),
                condition=models.Q(("phone_key", ""), _negated=True),
                name="sheet_row_by_phone",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetrow",
            constraint=models.UniqueConstraint(models.F("run"), models.F("line"), name="sheet_row_once"),
        ),
        migrations.AddIndex(
            model_name="sheettrouble",
            index=models.Index(fields=["run", "line", "id"], name="sheet_trouble_of_run"),
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]
