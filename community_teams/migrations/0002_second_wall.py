"""Row-level security on what is known of households, for the owner of the tables too; records that never change."""

from typing import ClassVar

from django.db import migrations

EVERYTHING = "(SELECT current_setting('bdhvs.everything', true)) = 'on'"
HAMLET = "hamlet_id = ANY ((SELECT string_to_array(current_setting('bdhvs.hamlets', true), ',')::bigint[])::bigint[])"
TEAM = "team_id = ANY ((SELECT string_to_array(current_setting('bdhvs.teams', true), ',')::bigint[])::bigint[])"
PERSON = "member_id = (SELECT nullif(current_setting('bdhvs.person', true), ''))::bigint"
OFFICIAL = "official_id = (SELECT nullif(current_setting('bdhvs.person', true), ''))::bigint"
HOUSEHOLD = "{column} = (SELECT nullif(current_setting('bdhvs.household', true), ''))::uuid"


def _of_household(column: str) -> str:
    return f"{EVERYTHING} OR {HAMLET} OR {HOUSEHOLD.format(column=column)}"


POLICIES = {
    "household": _of_household("id"),
    "householdconsent": _of_household("household_id"),
    "householdwish": _of_household("household_id"),
    "visit": _of_household("household_id"),
    "attendance": _of_household("household_id"),
    "followup": _of_household("household_id"),
    "groupsession": f"{EVERYTHING} OR {HAMLET}",
    "merge": f"{EVERYTHING} OR {HAMLET}",
    "apart": f"{EVERYTHING} OR {HAMLET}",
    "conflict": f"{EVERYTHING} OR {HAMLET}",
    "photo": _of_household("household"),
    # The official who looked sees that as well.
    "officiallook": f"{_of_household('household_id')} OR {OFFICIAL}",
    "operation": f"{EVERYTHING} OR {TEAM} OR {PERSON}",
    # A key is there for whoever sees what it opens; these queries are themselves behind the wall.
    "datakey": (
        f"{EVERYTHING} OR {HOUSEHOLD.format(column='subject')} "  # noqa: S608
        "OR EXISTS (SELECT 1 FROM community_teams_household h WHERE h.id = subject) "
        "OR EXISTS (SELECT 1 FROM community_teams_operation o WHERE o.key_subject = subject)"
    ),
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

# {table: columns that may change}; nothing of these tables is ever deleted.
KEPT = {
    "visit": ["current", "sealed"],
    "householdconsent": [],
    "groupsession": ["sealed"],
    "attendance": [],
    "officiallook": ["reason"],
    "operation": [
        "sealed", "status", "reason", "version", "judged_at", "held_until", "household", "hamlet_id", "team_id",
        "decided_by_id", "decided_at", "decided_why",
    ],
}  # fmt: skip
TRIGGERS = """
CREATE FUNCTION community_teams_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'this is kept as it was recorded (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER community_teams_{table}_kept BEFORE UPDATE OR DELETE ON community_teams_{table} "
    f"FOR EACH ROW EXECUTE FUNCTION community_teams_kept({', '.join(repr(column) for column in columns)});\n"
    for table, columns in KEPT.items()
)
NO_TRIGGERS = (
    "".join(f"DROP TRIGGER community_teams_{table}_kept ON community_teams_{table};\n" for table in KEPT)
    + "DROP FUNCTION community_teams_kept();"
)


class Migration(migrations.Migration):
    """Two walls and a memory."""

    dependencies: ClassVar = [("community_teams", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(WALL, NO_WALL), migrations.RunSQL(TRIGGERS, NO_TRIGGERS)]
