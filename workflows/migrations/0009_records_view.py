"""
The records have a view of their own, so that a new kind of record is one line, and not the view of invariants again.

Whether a record was judged, its log tells: it was where a step was taken that asked rules.
"""

from importlib import import_module

from django.db import migrations

from workflows.migrations._records_view import records_view

before = import_module("workflows.migrations.0008_lapsed_applications")
BEFORE = before.VIEW.replace(before.BEFORE, before.AFTER)
RECORDS, REST = BEFORE.split("entry AS (", 1)
JUDGED = "WHERE is_judged AND edition_id IS NULL"
IS_JUDGED_IN_THE_LOG = """WHERE edition_id IS NULL AND EXISTS (
    SELECT FROM entry
    WHERE (entry.kind, entry.record_id) = (record.kind, record.id) AND outcome = 'taken' AND findings <> '[]'
)"""
if "'waiver', id, state, version, false, edition_id" not in RECORDS or REST.count(JUDGED) != 1:
    raise RuntimeError("The view of 0002 is closed: it is not what this migration changes.")
AFTER = f"""CREATE VIEW workflows_invariant_violations AS
WITH record AS (SELECT * FROM workflows_record),
entry AS ({REST.replace(JUDGED, IS_JUDGED_IN_THE_LOG)}"""
DROP = "DROP VIEW workflows_invariant_violations"


class Migration(migrations.Migration):
    dependencies = [("workflows", "0008_lapsed_applications")]

    operations = [
        migrations.RunSQL([DROP], [BEFORE]),
        migrations.RunSQL([], ["DROP VIEW workflows_record"]),
        records_view("programme", "intake", "application", "waiver", added=0),
        migrations.RunSQL([AFTER], [DROP]),
    ]
