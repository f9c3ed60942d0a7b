"""
Triggers that nobody steps around, the view that recomputes what must always hold, and the accounts of the jobs.

The view names tables and columns, so a later migration that changes the type of one of them drops the view first and
ends with the whole view again.
"""

import pgtrigger.compiler
import pgtrigger.migrations
import workflows.models.triggers
from django.db import migrations, models

INVARIANTS = """
CREATE VIEW workflows_invariant_violations AS
WITH record AS (
    SELECT 'programme' AS kind, id, state, version, state <> 'proposed' AS is_judged, edition_id
    FROM workflows_programme
    UNION ALL
    SELECT 'intake', id, state, version, state NOT IN ('planned', 'cancelled'), edition_id FROM workflows_intake
    UNION ALL
    SELECT 'application', id, state, version, submitted_at IS NOT NULL, edition_id FROM workflows_application
    UNION ALL
    SELECT 'waiver', id, state, version, false, edition_id FROM workflows_waiver
),
entry AS (
    SELECT kind, record_id, ordinal, record_version, outcome, step, from_state, to_state, account_id, reason, findings,
        previous_digest,
        row_number() OVER chain AS place,
        lag(to_state, 1, '') OVER chain AS state_before,
        lag(digest, 1, '') OVER chain AS digest_before,
        count(*) FILTER (WHERE outcome = 'taken') OVER chain AS versions
    FROM workflows_logentry
    WINDOW chain AS (PARTITION BY kind, record_id ORDER BY ordinal)
),
last_entry AS (
    SELECT DISTINCT ON (kind, record_id) * FROM entry ORDER BY kind, record_id, ordinal DESC
),
finding AS (
    SELECT entry.*, f ->> 'rule' AS rule, f ->> 'article' AS article, f ->> 'strength' AS strength,
        f ->> 'verdict' AS verdict, f ->> 'settled_by' AS settled_by, (f ->> 'waiver')::bigint AS waiver_id
    FROM entry CROSS JOIN LATERAL jsonb_array_elements(entry.findings) AS f
    WHERE entry.outcome = 'taken'
),
clause AS (
    SELECT edition.id AS edition_id, c ->> 'rule' AS rule, c ->> 'strength' AS strength,
        (c -> 'parameters' ->> 'minimum')::numeric AS minimum, (c -> 'parameters' ->> 'maximum')::numeric AS maximum
    FROM workflows_rulebookedition AS edition CROSS JOIN LATERAL jsonb_array_elements(edition.content -> 'clauses') AS c
    WHERE c ->> 'rule' IN (
        'offers_enough_courses', 'carries_enough_credits',
        'student_has_an_application_left', 'student_has_no_other_in_progress'
    )
),
frozen_plan AS (
    SELECT DISTINCT ON (programme_id) * FROM workflows_planversion
    WHERE frozen_at IS NOT NULL
    ORDER BY programme_id, number DESC
),
figure AS (
    SELECT programme_id, 'offers_enough_courses' AS rule, course_count::numeric AS value FROM frozen_plan
    UNION ALL
    SELECT programme_id, 'carries_enough_credits', total_credits FROM frozen_plan
),
admitted AS (
    SELECT intake_id, count(*) AS places_taken FROM workflows_application WHERE state = 'admitted' GROUP BY intake_id
)

-- The log and the records tell the same story ---------------------------------------------------------------------

SELECT 'log_tells_the_state' AS invariant, '' AS article, record.kind, record.id::text AS record_id,
    format('%s at version %s, and in the log %s at %s', state, version, to_state, versions) AS detail
FROM record LEFT JOIN last_entry ON (last_entry.kind, last_entry.record_id) = (record.kind, record.id)
WHERE (state, version) IS DISTINCT FROM (to_state, versions)

UNION ALL
SELECT 'log_has_an_entry_per_version', '', kind, record_id::text,
    format('the step to version %s is number %s', record_version, versions)
FROM entry
WHERE outcome = 'taken' AND record_version IS DISTINCT FROM versions

UNION ALL
SELECT 'log_has_no_gap', '', kind, record_id::text, format('entry %s stands at place %s', ordinal, place)
FROM entry
WHERE ordinal <> place

UNION ALL
SELECT 'log_is_chained', '', kind, record_id::text, format('entry %s does not follow the one before', ordinal)
FROM entry
WHERE previous_digest <> digest_before

UNION ALL
SELECT 'log_steps_follow_each_other', '', kind, record_id::text,
    format('entry %s goes on from %s after %s', ordinal, from_state, state_before)
FROM entry
WHERE from_state <> state_before OR (outcome = 'refused' AND from_state <> to_state)

UNION ALL
SELECT 'log_speaks_of_a_record', '', kind, record_id::text, 'the record is gone'
FROM last_entry
WHERE NOT EXISTS (SELECT FROM record WHERE (record.kind, record.id) = (last_entry.kind, last_entry.record_id))

UNION ALL
SELECT 'every_step_has_an_actor', '', kind, record_id::text, step
FROM entry
WHERE outcome = 'taken' AND account_id IS NULL

UNION ALL
SELECT 'no_step_against_its_findings', article, kind, record_id::text, format('%s although not %s', step, rule)
FROM finding
WHERE verdict = 'not_met' AND strength <> 'may' AND settled_by IS NULL

UNION ALL
SELECT 'settled_by_a_reason_that_is_kept', article, kind, record_id::text, format('%s: %s', step, rule)
FROM finding
WHERE settled_by = 'reason' AND reason = ''

UNION ALL
SELECT 'art20_settled_by_a_granted_waiver', '20', kind, record_id::text, format('%s: %s', step, rule)
FROM finding
WHERE settled_by = 'waiver' AND NOT EXISTS (
    SELECT FROM workflows_waiver AS waiver
    WHERE waiver.id = finding.waiver_id AND waiver.state = 'granted' AND waiver.rule = finding.rule
        AND (waiver.subject_kind, waiver.subject_id) = (finding.kind, finding.record_id)
)

UNION ALL
SELECT 'art20_judged_by_an_edition', '20', kind, id::text, state
FROM record
WHERE is_judged AND edition_id IS NULL

-- Four eyes: nobody decides on what they submitted ----------------------------------------------------------------

UNION ALL
SELECT 'art4_proposer_is_not_decider', '4', 'programme', programme.id::text, step
FROM workflows_programme AS programme
JOIN entry ON (entry.kind, entry.record_id) = ('programme', programme.id)
WHERE outcome = 'taken' AND step IN ('establish', 'suspend', 'resume', 'revoke') AND account_id = proposed_by_id

UNION ALL
SELECT 'art9_applicant_is_not_decider', '9', 'application', application.id::text, step
FROM workflows_application AS application
JOIN workflows_student AS student ON student.id = application.student_id
JOIN entry ON (entry.kind, entry.record_id) = ('application', application.id)
WHERE outcome = 'taken' AND step IN ('send_back', 'admit', 'waitlist', 'decline', 'reconsider')
    AND entry.account_id = student.account_id

UNION ALL
SELECT 'art20_asker_is_not_decider', '20', 'waiver', waiver.id::text, step
FROM workflows_waiver AS waiver
JOIN entry ON (entry.kind, entry.record_id) = ('waiver', waiver.id)
WHERE outcome = 'taken' AND step IN ('grant', 'refuse') AND account_id = asked_by_id

-- Programmes and their plans --------------------------------------------------------------------------------------

UNION ALL
SELECT 'art4_decided_before_established', '4', 'programme', id::text, state
FROM workflows_programme
WHERE state <> 'proposed' AND (decided_on IS NULL OR decision_number = '')

UNION ALL
SELECT 'art6_5_established_with_a_frozen_plan', '6(5)', 'programme', id::text, state
FROM workflows_programme
WHERE state <> 'proposed' AND id NOT IN (SELECT programme_id FROM frozen_plan)

UNION ALL
SELECT 'art6_2_plan_within_the_edition', '6(2)', 'programme', programme.id::text, format('%s: %s', rule, value)
FROM workflows_programme AS programme
JOIN figure ON figure.programme_id = programme.id
JOIN clause USING (edition_id, rule)
WHERE state <> 'proposed' AND strength IN ('mandatory', 'in_principle') AND (value < minimum OR value > maximum)
    AND NOT (
        strength = 'in_principle' AND EXISTS (
            SELECT FROM workflows_waiver AS waiver
            WHERE (waiver.subject_kind, waiver.subject_id) = ('programme', programme.id)
                AND waiver.rule = figure.rule AND waiver.state = 'granted'
        )
    )

UNION ALL
SELECT 'art6_2_totals_are_the_sums', '6(2)', 'planversion', plan.id::text,
    format('%s courses and %s credits, by the courses %s and %s', course_count, total_credits, courses, credits)
FROM workflows_planversion AS plan
CROSS JOIN LATERAL (
    SELECT count(*) AS courses, COALESCE(sum(credits), 0) AS credits
    FROM workflows_course WHERE plan_version_id = plan.id
) AS own
WHERE (course_count, total_credits) IS DISTINCT FROM (courses, credits)

UNION ALL
SELECT 'art6_5_frozen_with_its_digest', '6(5)', 'planversion', id::text, format('digest %L', digest)
FROM workflows_planversion
WHERE (frozen_at IS NULL) <> (digest = '') OR digest !~ '^([0-9a-f]{64})?$'

-- Intakes ---------------------------------------------------------------------------------------------------------

UNION ALL
SELECT 'art6_4_places_taken_are_the_admitted', '6(4)', 'intake', intake.id::text,
    format('%s taken, %s admitted', intake.places_taken, COALESCE(admitted.places_taken, 0))
FROM workflows_intake AS intake LEFT JOIN admitted ON admitted.intake_id = intake.id
WHERE intake.places_taken <> COALESCE(admitted.places_taken, 0)

UNION ALL
SELECT 'art6_4_no_more_than_the_places', '6(4)', 'intake', intake.id::text,
    format('%s admitted to %s places', admitted.places_taken, places)
FROM workflows_intake AS intake JOIN admitted ON admitted.intake_id = intake.id
WHERE admitted.places_taken > places

UNION ALL
SELECT 'art6_4_recruits_under_a_decided_plan', '6(4)', 'intake', intake.id::text,
    format('plan %s, programme %s', plan.id, programme.state)
FROM workflows_intake AS intake
JOIN workflows_planversion AS plan ON plan.id = intake.plan_version_id
JOIN workflows_programme AS programme ON programme.id = intake.programme_id
WHERE intake.state NOT IN ('planned', 'cancelled')
    AND (plan.frozen_at IS NULL OR plan.programme_id <> programme.id OR programme.state = 'proposed')

UNION ALL
SELECT 'art9_announced_before_open', '9', 'intake', id::text, state
FROM workflows_intake
WHERE state NOT IN ('planned', 'cancelled') AND (
    num_nulls(opens_at, closes_at, class_starts_on, class_ends_on) > 0 OR opens_at >= closes_at
    OR class_starts_on >= class_ends_on OR selection_method = ''
)

UNION ALL
SELECT 'art17_every_application_is_decided', '17', 'intake', intake.id::text, format('%s undecided', count(*))
FROM workflows_intake AS intake JOIN workflows_application AS application ON application.intake_id = intake.id
WHERE intake.state IN ('selected', 'published') AND application.state IN ('submitted', 'under_review', 'returned')
GROUP BY intake.id

UNION ALL
SELECT 'art17_published_under_a_number', '17', 'intake', id::text, format('number %L, at %s', list_number, published_at)
FROM workflows_intake
WHERE state = 'published' AND (published_at IS NULL OR list_number = '')

UNION ALL
SELECT 'art12_1_cancelled_intake_holds_nobody', '12(1)', 'application', application.id::text, application.state
FROM workflows_intake AS intake JOIN workflows_application AS application ON application.intake_id = intake.id
WHERE intake.state = 'cancelled'
    AND application.state IN ('submitted', 'under_review', 'returned', 'admitted', 'waitlisted')

-- Applications ----------------------------------------------------------------------------------------------------

UNION ALL
SELECT 'art12_submitted_with_its_standing', '12', 'application', id::text,
    format('%s, submitted at %s', state, submitted_at)
FROM workflows_application
WHERE (submitted_at IS NULL) <> (standing IS NULL)
    OR (state NOT IN ('withdrawn', 'lapsed') AND (state = 'draft') <> (submitted_at IS NULL))

UNION ALL
SELECT 'art9_submitted_inside_the_window', '9', 'application', application.id::text, format('at %s', submitted_at)
FROM workflows_application AS application JOIN workflows_intake AS intake ON intake.id = application.intake_id
WHERE date_trunc('second', submitted_at) < date_trunc('second', opens_at)
    OR date_trunc('second', submitted_at) >= date_trunc('second', closes_at)

UNION ALL
SELECT 'art12_one_application_per_intake', '12', 'student', student_id::text,
    format('%s to intake %s', count(*), intake_id)
FROM workflows_application
WHERE state <> 'withdrawn'
GROUP BY student_id, intake_id
HAVING count(*) > 1

UNION ALL
SELECT 'art12_1_counts_once_submitted', '12(1)', 'application', id::text, state
FROM workflows_application
WHERE (state NOT IN ('draft', 'withdrawn', 'lapsed') AND (period_ordinal IS NULL OR period = ''))
    OR (state IN ('draft', 'lapsed') AND period_ordinal IS NOT NULL)

UNION ALL
SELECT 'art12_1_counted_once', '12(1)', 'student', student_id::text, format('%s in %s', period_ordinal, period)
FROM workflows_application
WHERE period_ordinal IS NOT NULL
GROUP BY student_id, period, period_ordinal
HAVING count(*) > 1

UNION ALL
SELECT 'art12_1_one_a_period_or_a_reason', '12(1)', 'student', student_id::text,
    format('%s without a reason in %s', count(*), period)
FROM workflows_application
WHERE period_ordinal IS NOT NULL AND period_limit IS NOT NULL AND exception_reason = ''
GROUP BY student_id, period
HAVING count(*) > max(period_limit)

UNION ALL
SELECT 'art12_1_one_in_progress', '12(1)', 'student', student_id::text, format('%s at a time', count(*))
FROM workflows_application
WHERE state = 'admitted' AND progress_limit IS NOT NULL
GROUP BY student_id
HAVING count(*) > max(progress_limit)

UNION ALL
SELECT 'art12_1_admitted_is_in_progress', '12(1)', 'application', id::text, state
FROM workflows_application
WHERE (state = 'admitted') <> (progress_ordinal IS NOT NULL)

UNION ALL
SELECT 'art12_1_limits_are_the_editions', '12(1)', 'application', application.id::text,
    format('%s a period, %s in progress', period_limit, progress_limit)
FROM workflows_application AS application
LEFT JOIN clause AS a_period
    ON a_period.edition_id = application.edition_id AND a_period.rule = 'student_has_an_application_left'
LEFT JOIN clause AS at_a_time
    ON at_a_time.edition_id = application.edition_id AND at_a_time.rule = 'student_has_no_other_in_progress'
-- A limit that the edition softens may have been passed: then the record bears none.
WHERE (period_ordinal IS NOT NULL AND period_limit IS DISTINCT FROM a_period.maximum
        AND (period_limit IS NOT NULL OR a_period.strength = 'mandatory'))
    OR (progress_ordinal IS NOT NULL AND progress_limit IS DISTINCT FROM at_a_time.maximum
        AND (progress_limit IS NOT NULL OR at_a_time.strength = 'mandatory'))

UNION ALL
SELECT 'art9_decided_at_its_time', '9', 'application', id::text, state
FROM workflows_application
WHERE state IN ('admitted', 'waitlisted', 'declined') AND decided_at IS NULL

-- Waivers ---------------------------------------------------------------------------------------------------------

UNION ALL
SELECT 'art20_decided_by_another', '20', 'waiver', id::text, state
FROM workflows_waiver
WHERE (state = 'requested') <> (num_nonnulls(decided_by_id, decided_at) = 0) OR decided_by_id = asked_by_id
    OR num_nonnulls(decided_by_id, decided_at) = 1

UNION ALL
SELECT 'art20_one_waiver_per_rule', '20', subject_kind, subject_id::text, format('%s for %s', count(*), rule)
FROM workflows_waiver
WHERE state IN ('requested', 'granted')
GROUP BY subject_kind, subject_id, rule
HAVING count(*) > 1

UNION ALL
SELECT 'art20_waiver_speaks_of_a_record', '20', 'waiver', waiver.id::text, format('%s %s', subject_kind, subject_id)
FROM workflows_waiver AS waiver
WHERE NOT EXISTS (SELECT FROM record WHERE (record.kind, record.id) = (waiver.subject_kind, waiver.subject_id))

-- What leaves the house, and what was told twice ------------------------------------------------------------------

UNION ALL
SELECT 'outbox_lease_is_whole', '', 'outboxmessage', id::text, format('lease %L until %s', lease, leased_until)
FROM workflows_outboxmessage
WHERE num_nulls(lease, leased_until) = 1 OR (lease IS NOT NULL AND (delivered_at IS NOT NULL OR dead_at IS NOT NULL))

UNION ALL
SELECT 'outbox_ends_once', '', 'outboxmessage', id::text, format('%s attempts', attempts)
FROM workflows_outboxmessage
WHERE num_nonnulls(delivered_at, dead_at) = 2
    OR (num_nonnulls(delivered_at, dead_at, lease) > 0 AND attempts = 0)
    OR (dead_at IS NOT NULL AND last_error = '')

UNION ALL
SELECT 'idempotency_key_answers', '', 'idempotencykey', id::text, deed
FROM workflows_idempotencykey
WHERE record_id IS NULL OR kind = ''
"""
"""What must always hold, recomputed from the facts: a row is a violation, and there is none."""

JOBS = ("portal", "calendar")
"""The accounts under which the portal's own jobs act; nobody can sign in with them."""


def open_service_accounts(apps, schema_editor):
    """Open the accounts of the jobs where they are not open yet."""
    for name in JOBS:
        apps.get_model("workflows", "Account").objects.get_or_create(
            username=name, defaults={"kind": "service", "display_name": name, "password": "!"}
        )


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvariantViolation',
            fields=[
                ('pk', models.CompositePrimaryKey('invariant', 'kind', 'record_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('invariant', models.CharField(max_length=60, verbose_name='invariant')),
                ('article', models.CharField(max_length=8, verbose_name='article')),
                ('kind', models.CharField(max_length=30, verbose_name='kind of record')),
                ('record_id', models.CharField(max_length=36, verbose_name='record')),
                ('detail', models.TextField(verbose_name='what is the matter')),
            ],
            options={
                'verbose_name': 'violated invariant',
                'verbose_name_plural': 'violated invariants',
                'db_table': 'workflows_invariant_violations',
                'ordering': ('invariant', 'kind', 'record_id'),
                'managed': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='edges',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='logged',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='standing_is_frozen',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='course',
            name='plan_is_open',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='intake',
            name='edges',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='intake',
            name='logged',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='logentry',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='logentry',
            name='no_truncate',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='planversion',
            name='frozen',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='programme',
            name='edges',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='programme',
            name='logged',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rulebookedition',
            name='immutable',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='waiver',
            name='edges',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='waiver',
            name='logged',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=workflows.models.triggers.AlwaysCompiled(name='edges', sql=workflows.models.triggers.AlwaysSql(func="\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state <> 'draft' THEN\n                    RAISE EXCEPTION 'edges: workflows_application begins as draft, not as %', NEW.state\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            ELSIF NEW.version < OLD.version THEN\n                RAISE EXCEPTION 'edges: workflows_application % goes back to version %', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                IF NOT (OLD.state || ':' || NEW.state) = ANY('{admitted:lapsed,admitted:under_review,admitted:withdrawn,declined:lapsed,declined:under_review,declined:withdrawn,draft:lapsed,draft:submitted,draft:withdrawn,returned:lapsed,returned:submitted,returned:withdrawn,submitted:lapsed,submitted:under_review,submitted:withdrawn,under_review:admitted,under_review:declined,under_review:lapsed,under_review:returned,under_review:waitlisted,under_review:withdrawn,waitlisted:admitted,waitlisted:declined,waitlisted:lapsed,waitlisted:under_review,waitlisted:withdrawn,withdrawn:lapsed}'::text[]) THEN\n                    RAISE EXCEPTION 'edges: workflows_application has no step from % to %', OLD.state, NEW.state\n                        USING ERRCODE = 'check_violation';\n                ELSIF NEW.version = OLD.version THEN\n                    RAISE EXCEPTION 'edges: workflows_application % changed its state without a new version', NEW.id\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            END IF;\n            RETURN NEW;\n        ", hash='26818288fa07a4bbf6b0ae88ddc21fc5b9a651d6', operation='INSERT OR UPDATE', pgid='pgtrigger_edges_32f3e', table='workflows_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='logged', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF NOT EXISTS (\n                SELECT FROM workflows_logentry\n                WHERE kind = 'application' AND record_id = NEW.id AND record_version = NEW.version\n                    AND to_state = NEW.state\n            ) THEN\n                RAISE EXCEPTION 'logged: application % has version % without an entry in the log', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='7e2a7901cc6ac2611bfdc94d6b3c5ea44f29d77b', operation='INSERT OR UPDATE OF "state", "version"', pgid='pgtrigger_logged_6ad1b', table='workflows_application', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=workflows.models.triggers.AlwaysCompiled(name='kept', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'kept: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='11f03b1045abc30e867feed9cfbbd628815a8148', operation='DELETE', pgid='pgtrigger_kept_6cfa5', table='workflows_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='0236e985269bfc602b9508bf6ca6a8ca21a62420', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_7fa9c', table='workflows_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=workflows.models.triggers.AlwaysCompiled(name='standing_is_frozen', sql=workflows.models.triggers.AlwaysSql(condition='WHEN (OLD."standing" IS NOT NULL)', func="\n                    IF (NEW.standing IS DISTINCT FROM OLD.standing OR NEW.submitted_at IS DISTINCT FROM OLD.submitted_at)\n                        AND NOT (OLD.state = 'returned' AND NEW.state = 'submitted') THEN\n                        RAISE EXCEPTION 'frozen: the standing of application % was frozen at its submission', OLD.id\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='7e89a897ef16b85c7a51cc7dcbbf217878f60ff9', operation='UPDATE OF "standing", "submitted_at"', pgid='pgtrigger_standing_is_frozen_8e257', table='workflows_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=workflows.models.triggers.AlwaysCompiled(name='plan_is_open', sql=workflows.models.triggers.AlwaysSql(func="\n                    IF EXISTS (\n                        SELECT FROM workflows_planversion\n                        WHERE frozen_at IS NOT NULL AND id IN (NEW.plan_version_id, OLD.plan_version_id)\n                    ) THEN\n                        RAISE EXCEPTION 'frozen: the training plan of this course is frozen'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN COALESCE(NEW, OLD);\n                ", hash='e3071c9080e4b2347f2c3e0fb4c40c14d17ed369', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_plan_is_open_3ed11', table='workflows_course', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='c5a8ed0179b110c92f4d342768e865a6a6da1319', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c9ec5', table='workflows_course', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='intake',
            trigger=workflows.models.triggers.AlwaysCompiled(name='edges', sql=workflows.models.triggers.AlwaysSql(func="\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state <> 'planned' THEN\n                    RAISE EXCEPTION 'edges: workflows_intake begins as planned, not as %', NEW.state\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            ELSIF NEW.version < OLD.version THEN\n                RAISE EXCEPTION 'edges: workflows_intake % goes back to version %', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                IF NOT (OLD.state || ':' || NEW.state) = ANY('{closed:cancelled,closed:selected,open:cancelled,open:closed,planned:cancelled,planned:open,selected:published}'::text[]) THEN\n                    RAISE EXCEPTION 'edges: workflows_intake has no step from % to %', OLD.state, NEW.state\n                        USING ERRCODE = 'check_violation';\n                ELSIF NEW.version = OLD.version THEN\n                    RAISE EXCEPTION 'edges: workflows_intake % changed its state without a new version', NEW.id\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            END IF;\n            RETURN NEW;\n        ", hash='d46b8156ea88bd0e75b3a6ccd43cf0e7a181a72c', operation='INSERT OR UPDATE', pgid='pgtrigger_edges_de0fb', table='workflows_intake', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='intake',
            trigger=pgtrigger.compiler.Trigger(name='logged', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF NOT EXISTS (\n                SELECT FROM workflows_logentry\n                WHERE kind = 'intake' AND record_id = NEW.id AND record_version = NEW.version\n                    AND to_state = NEW.state\n            ) THEN\n                RAISE EXCEPTION 'logged: intake % has version % without an entry in the log', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='201f89344760e36495ab12563a5863fde12b0f1d', operation='INSERT OR UPDATE OF "state", "version"', pgid='pgtrigger_logged_ed2b5', table='workflows_intake', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='intake',
            trigger=workflows.models.triggers.AlwaysCompiled(name='kept', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'kept: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='4f5276c589e881e279f479a68c6e6fef7c206800', operation='DELETE', pgid='pgtrigger_kept_06c76', table='workflows_intake', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='intake',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='fccc638fb91ed293182854a7eb44f91489651fc1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_deb9d', table='workflows_intake', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logentry',
            trigger=workflows.models.triggers.AlwaysCompiled(name='append_only', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'append_only: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='89b0db42b247d56a784fc9ae0b69e96b0d930457', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a1897', table='workflows_logentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logentry',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='53742c1c6e3aa6d98df5da710f56b46cdd35b375', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_64591', table='workflows_logentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planversion',
            trigger=workflows.models.triggers.AlwaysCompiled(name='frozen', sql=workflows.models.triggers.AlwaysSql(condition='WHEN (OLD."frozen_at" IS NOT NULL)', func="\n            RAISE EXCEPTION 'frozen: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='c60acb53e9d79a3e1790814a234f6aa5f2155188', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_134f3', table='workflows_planversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planversion',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='bdef33740861ee4a1b6ac9c91e0399738504dc47', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_42578', table='workflows_planversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=workflows.models.triggers.AlwaysCompiled(name='edges', sql=workflows.models.triggers.AlwaysSql(func="\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state <> 'proposed' THEN\n                    RAISE EXCEPTION 'edges: workflows_programme begins as proposed, not as %', NEW.state\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            ELSIF NEW.version < OLD.version THEN\n                RAISE EXCEPTION 'edges: workflows_programme % goes back to version %', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                IF NOT (OLD.state || ':' || NEW.state) = ANY('{established:revoked,established:suspended,proposed:established,suspended:established,suspended:revoked}'::text[]) THEN\n                    RAISE EXCEPTION 'edges: workflows_programme has no step from % to %', OLD.state, NEW.state\n                        USING ERRCODE = 'check_violation';\n                ELSIF NEW.version = OLD.version THEN\n                    RAISE EXCEPTION 'edges: workflows_programme % changed its state without a new version', NEW.id\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            END IF;\n            RETURN NEW;\n        ", hash='c08c426e7eb2df8ef8700f1370318d505f9e8b49', operation='INSERT OR UPDATE', pgid='pgtrigger_edges_93346', table='workflows_programme', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=pgtrigger.compiler.Trigger(name='logged', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF NOT EXISTS (\n                SELECT FROM workflows_logentry\n                WHERE kind = 'programme' AND record_id = NEW.id AND record_version = NEW.version\n                    AND to_state = NEW.state\n            ) THEN\n                RAISE EXCEPTION 'logged: programme % has version % without an entry in the log', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='00b3c5026d528225b9788423aedd8b0a1b248b07', operation='INSERT OR UPDATE OF "state", "version"', pgid='pgtrigger_logged_1b96e', table='workflows_programme', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=workflows.models.triggers.AlwaysCompiled(name='kept', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'kept: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='2d4c61a11398f114de20e9ca4098dfc14634fc1b', operation='DELETE', pgid='pgtrigger_kept_4960c', table='workflows_programme', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='c98836aafcdc118850783ff99cb523413c0c6ee7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0dc29', table='workflows_programme', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rulebookedition',
            trigger=workflows.models.triggers.AlwaysCompiled(name='immutable', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'immutable: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='087cc4a820925807e18f876b47b46bb61e5ebd86', operation='UPDATE OR DELETE', pgid='pgtrigger_immutable_3e61f', table='workflows_rulebookedition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rulebookedition',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='e0ee402c9d883ece90ea6616d2073193b60414ad', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_1f46e', table='workflows_rulebookedition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=workflows.models.triggers.AlwaysCompiled(name='edges', sql=workflows.models.triggers.AlwaysSql(func="\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state <> 'requested' THEN\n                    RAISE EXCEPTION 'edges: workflows_waiver begins as requested, not as %', NEW.state\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            ELSIF NEW.version < OLD.version THEN\n                RAISE EXCEPTION 'edges: workflows_waiver % goes back to version %', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                IF NOT (OLD.state || ':' || NEW.state) = ANY('{requested:granted,requested:refused}'::text[]) THEN\n                    RAISE EXCEPTION 'edges: workflows_waiver has no step from % to %', OLD.state, NEW.state\n                        USING ERRCODE = 'check_violation';\n                ELSIF NEW.version = OLD.version THEN\n                    RAISE EXCEPTION 'edges: workflows_waiver % changed its state without a new version', NEW.id\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            END IF;\n            RETURN NEW;\n        ", hash='33a3168b1725fbc37bf54f4ed7903e1c1d208f70', operation='INSERT OR UPDATE', pgid='pgtrigger_edges_ccb02', table='workflows_waiver', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=pgtrigger.compiler.Trigger(name='logged', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF NOT EXISTS (\n                SELECT FROM workflows_logentry\n                WHERE kind = 'waiver' AND record_id = NEW.id AND record_version = NEW.version\n                    AND to_state = NEW.state\n            ) THEN\n                RAISE EXCEPTION 'logged: waiver % has version % without an entry in the log', NEW.id, NEW.version\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='338e83dc1ee67379726235e29f71d2f84489e2c9', operation='INSERT OR UPDATE OF "state", "version"', pgid='pgtrigger_logged_c8912', table='workflows_waiver', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=workflows.models.triggers.AlwaysCompiled(name='kept', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'kept: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='9627641df5430a1ee8cf5e3f1ed63324e507032f', operation='DELETE', pgid='pgtrigger_kept_ebb3c', table='workflows_waiver', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=workflows.models.triggers.AlwaysCompiled(name='no_truncate', sql=workflows.models.triggers.AlwaysSql(func="\n            RAISE EXCEPTION 'no_truncate: % of % is refused', lower(TG_OP), TG_TABLE_NAME\n                USING ERRCODE = 'check_violation';\n        ", hash='2eba5328899e929cb638dc8bd0d0346446381c8a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e188c', table='workflows_waiver', when='BEFORE')),
        ),
        migrations.RunSQL([INVARIANTS], ["DROP VIEW workflows_invariant_violations"]),
        migrations.RunPython(open_service_accounts, migrations.RunPython.noop),
    ]
