"""The database itself keeps versions as they are, and the log of answers append-only but for erasing a person."""

from typing import ClassVar

from django.db import migrations

TABLES = ("quizzes_questionversion", "quizzes_quizversion")

FORWARDS = """
CREATE FUNCTION quizzes_versions_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER quizzes_answer_never_changes BEFORE UPDATE ON quizzes_answer
    FOR EACH ROW EXECUTE FUNCTION quizzes_versions_never_change();
""" + "".join(
    f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION quizzes_versions_never_change();\n"
    for table in TABLES
)
BACKWARDS = "".join(f"DROP TRIGGER {table}_never_changes ON {table};\n" for table in TABLES) + (
    "DROP TRIGGER quizzes_answer_never_changes ON quizzes_answer;\nDROP FUNCTION quizzes_versions_never_change();"
)


class Migration(migrations.Migration):
    """Triggers on three tables."""

    dependencies: ClassVar = [("quizzes", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
