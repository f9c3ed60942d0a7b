"""An application that lapsed is none any more: a cancelled intake may have two of one student, both lapsed."""

from importlib import import_module

from django.db import migrations, models

VIEW = import_module("workflows.migrations.0002_always_and_invariants").INVARIANTS
BEFORE, AFTER = "WHERE state <> 'withdrawn'\n", "WHERE state NOT IN ('withdrawn', 'lapsed')\n"
if VIEW.count(BEFORE) != 1:
    raise RuntimeError("The view of 0002 is closed: it is not what this migration changes.")
CREATE = "CREATE VIEW", "CREATE OR REPLACE VIEW"


NAME = "art12_one_application_per_intake"
INDEX = "CREATE UNIQUE INDEX CONCURRENTLY {name}_new ON workflows_application (student_id, intake_id) WHERE {condition}"
SWAP = [f"DROP INDEX CONCURRENTLY {NAME}", f"ALTER INDEX {NAME}_new RENAME TO {NAME}"]


class Migration(migrations.Migration):
    atomic = False  # the new index is made beside the old one, while the portal runs
    dependencies = [("workflows", "0007_edition_loaded_by")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="application", name=NAME),
                migrations.AddConstraint(
                    model_name="application",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ("withdrawn", "lapsed")), _negated=True),
                        fields=("student", "intake"),
                        name=NAME,
                        violation_error_code="ALREADY_APPLIED",
                        violation_error_message="You have an application to this intake already: go on with that one, "
                        "or withdraw it first.",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [INDEX.format(name=NAME, condition="NOT (state IN ('withdrawn', 'lapsed'))"), *SWAP],
                    [INDEX.format(name=NAME, condition="NOT (state = 'withdrawn')"), *SWAP],
                )
            ],
        ),
        migrations.RunSQL([VIEW.replace(BEFORE, AFTER).replace(*CREATE)], [VIEW.replace(*CREATE)]),
    ]
