"""The database itself keeps published versions as they are."""

from django.db import migrations

TABLES = ("courses_lessonversion", "courses_courseversion")

FORWARDS = """
CREATE FUNCTION courses_versions_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published versions are never changed or deleted (%)', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION courses_versions_never_change();\n"
    for table in TABLES
)
BACKWARDS = "".join(f"DROP TRIGGER {table}_never_changes ON {table};\n" for table in TABLES) + (
    "DROP FUNCTION courses_versions_never_change();"
)


class Migration(migrations.Migration):
    """One trigger for both tables."""

    dependencies = [("courses", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
