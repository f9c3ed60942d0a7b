"""A waiver is for what its rule found when it was asked for: several of one rule may stand beside each other."""

from importlib import import_module

import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.migrations
import workflows.models.triggers
from django.db import migrations, models


BEFORE = import_module("workflows.migrations.0014_proposals").AFTER
PER_RULE = """
SELECT 'art20_one_waiver_per_rule', '20', subject_kind, subject_id::text, format('%s for %s', count(*), rule)
FROM workflows_waiver
WHERE state IN ('requested', 'granted')
GROUP BY subject_kind, subject_id, rule
"""
PER_FINDING = PER_RULE.replace("per_rule", "per_finding").replace("subject_id, rule\n", "subject_id, rule, facts\n")
if BEFORE.count(PER_RULE) != 1:
    raise RuntimeError("The view of 0014 is closed: it is not what this migration changes.")
AFTER = BEFORE.replace(PER_RULE, PER_FINDING)
CREATE = "CREATE VIEW", "CREATE OR REPLACE VIEW"

INDEX = (
    "CREATE UNIQUE INDEX CONCURRENTLY {name} ON workflows_waiver (subject_kind, subject_id, {per}) NULLS NOT DISTINCT"
    " WHERE state IN ('requested', 'granted')"
)
DROP = "DROP INDEX CONCURRENTLY waiver_once_per_{}"


class Migration(migrations.Migration):
    atomic = False  # the new index is made beside the old one, while the portal runs

    dependencies = [
        ('workflows', '0020_notifications'),
    ]

    operations = [
        migrations.AddField(
            model_name='waiver',
            name='facts',
            field=models.JSONField(editable=False, null=True, verbose_name='what it is for'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=workflows.models.triggers.AlwaysCompiled(name='art20_as_asked', sql=workflows.models.triggers.AlwaysSql(condition='WHEN (OLD."college_id" IS DISTINCT FROM (NEW."college_id") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."rule" IS DISTINCT FROM (NEW."rule") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."subject_kind" IS DISTINCT FROM (NEW."subject_kind"))', func="\n            RAISE EXCEPTION 'art20_as_asked: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='d2a1bffce80308ee7a4ced20e1b8ef90f30a7255', operation='UPDATE', pgid='pgtrigger_art20_as_asked_bb0e5', table='workflows_waiver', when='BEFORE')),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='waiver',
                    name='waiver_once_per_rule',
                ),
                migrations.AddConstraint(
                    model_name='waiver',
                    constraint=models.UniqueConstraint(models.F('subject_kind'), models.F('subject_id'), models.F('rule'), django.db.models.functions.text.MD5(django.db.models.functions.comparison.Cast('facts', models.TextField())), condition=models.Q(('state__in', ('requested', 'granted'))), name='waiver_once_per_finding', nulls_distinct=False, violation_error_code='ASKED_ALREADY', violation_error_message='A waiver of this rule was asked for already for this very case, and is granted or not yet decided.'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [INDEX.format(name="waiver_once_per_finding", per="rule, (md5(facts::text))"), DROP.format("rule")],
                    [INDEX.format(name="waiver_once_per_rule", per="rule"), DROP.format("finding")],
                )
            ],
        ),
        migrations.RunSQL([AFTER.replace(*CREATE)], [BEFORE.replace(*CREATE)]),
    ]
