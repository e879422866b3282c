"""One quiz may decide several courses: the key of a graded result takes the course in."""

from typing import ClassVar

from django.db import migrations, models

FORWARDS = """
ALTER TABLE learn_gradedresult DROP CONSTRAINT learn_gradedresult_pkey;
ALTER TABLE learn_gradedresult ADD PRIMARY KEY (learner_id, activity, course);
"""
BACKWARDS = """
DELETE FROM learn_gradedresult one USING learn_gradedresult other
WHERE one.learner_id = other.learner_id AND one.activity = other.activity AND one.course > other.course;
ALTER TABLE learn_gradedresult DROP CONSTRAINT learn_gradedresult_pkey;
ALTER TABLE learn_gradedresult ADD PRIMARY KEY (learner_id, activity);
"""


class Migration(migrations.Migration):
    """The primary key anew; Django cannot alter one of several columns by itself."""

    dependencies: ClassVar = [("learn", "0003_certificates")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARDS, BACKWARDS)],
            state_operations=[
                migrations.AlterField(
                    "gradedresult",
                    "pk",
                    models.CompositePrimaryKey(
                        "learner_id",
                        "activity",
                        "course",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
        ),
    ]
