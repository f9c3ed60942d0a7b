"""The view of what must always hold: each invariant, broken on purpose where nothing stands in the way, is seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import Scenario
from tests.workflows.attacks import Rows, ask, rolled_back
from workflows.models import RECORDS, InvariantViolation
from workflows.models.record import kind_of
from workflows.selectors.invariants import invariant_violations

OUTBOX = (
    "INSERT INTO workflows_outboxmessage (id, topic, payload, created_at, due_at, attempts, last_error, {columns})"
    " VALUES (gen_random_uuid(), 'mail', 'null', now(), now(), {attempts}, '', {values})"
)
BREACHES = {
    "log_tells_the_state": "UPDATE workflows_waiver SET state = 'refused' WHERE id = {granted}",
    "log_has_an_entry_per_version": "UPDATE workflows_logentry SET record_version = 77 WHERE id = {entry}",
    "log_has_no_gap": "UPDATE workflows_logentry SET ordinal = ordinal + 100 WHERE id = {last_entry}",
    "log_is_chained": "UPDATE workflows_logentry SET previous_digest = repeat('0', 64) WHERE id = {entry}",
    "log_steps_follow_each_other": "UPDATE workflows_logentry SET from_state = 'lapsed' WHERE id = {entry}",
    "log_speaks_of_a_record": "DELETE FROM workflows_waiver WHERE id = {asked}",
    "every_step_has_an_actor": "UPDATE workflows_logentry SET account_id = NULL WHERE id = {entry}",
    "no_step_against_its_findings": "UPDATE workflows_logentry SET findings ="
    " jsonb_set(findings, '{{0}}', findings -> 0 || '{{\"verdict\": \"not_met\"}}') WHERE id = {submission}",
    "settled_by_a_reason_that_is_kept": "UPDATE workflows_logentry SET findings ="
    " jsonb_set(findings, '{{0}}', findings -> 0 || '{{\"settled_by\": \"reason\"}}'), reason = ''"
    " WHERE id = {submission}",
    "art20_settled_by_a_granted_waiver": "UPDATE workflows_logentry SET findings ="
    ' jsonb_set(findings, \'{{0}}\', findings -> 0 || \'{{"settled_by": "waiver", "waiver": {asked}}}\')'
    " WHERE id = {submission}",
    "art20_judged_by_an_edition": "UPDATE workflows_intake SET edition_id = NULL WHERE id = {intake}",
    "art4_maker_is_not_decider": "UPDATE workflows_logentry SET account_id = (SELECT account_id FROM workflows_logentry"
    " WHERE kind = 'proposal' AND record_id = {approved} AND step = 'begin') WHERE kind = 'proposal'"
    " AND record_id = {approved} AND step = 'accept'",
    "art4_every_gate_in_its_order": "UPDATE workflows_proposal SET accepted_at = NULL WHERE id = {approved}",
    "art4_established_by_its_proposal": "UPDATE workflows_proposal SET programme_id = (SELECT programme_id"
    " FROM workflows_planversion WHERE id = {frozen}) WHERE id = {proposed};"
    " UPDATE workflows_proposal SET programme_id = (SELECT programme_id FROM workflows_planversion WHERE id = {plan})"
    " WHERE id = {approved}",
    "art6_5_frozen_when_approved": "UPDATE workflows_planversion SET frozen_at = NULL, digest = '' WHERE id = {frozen}",
    "art4_proposer_is_not_decider": "UPDATE workflows_programme SET proposed_by_id = (SELECT account_id"
    " FROM workflows_logentry WHERE kind = 'programme' AND record_id = {programme} AND step = 'establish')"
    " WHERE id = {programme}",
    "art9_applicant_is_not_decider": "UPDATE workflows_logentry SET account_id = (SELECT account_id"
    " FROM workflows_student JOIN workflows_application AS a ON a.student_id = workflows_student.id"
    " WHERE a.id = {admitted}) WHERE kind = 'application' AND record_id = {admitted} AND step = 'admit'",
    "art20_asker_is_not_decider": "UPDATE workflows_logentry SET account_id = (SELECT asked_by_id"
    " FROM workflows_waiver WHERE id = {granted}) WHERE kind = 'waiver' AND record_id = {granted} AND step = 'grant'",
    "art4_decided_before_established": "UPDATE workflows_programme SET decision_number = '' WHERE id = {programme}",
    "art6_5_established_with_a_frozen_plan": "UPDATE workflows_planversion SET programme_id ="
    " (SELECT programme_id FROM workflows_planversion WHERE id = {plan}), number = 9 WHERE id = {frozen}",
    "art6_2_plan_within_the_edition": "UPDATE workflows_planversion SET total_credits = 16.5 WHERE id = {frozen}",
    "art6_2_totals_are_the_sums": "UPDATE workflows_course SET credits = credits + 1 WHERE id = {course}",
    "art6_5_frozen_with_its_digest": "UPDATE workflows_planversion SET digest = 'abc' WHERE id = {frozen}",
    "art6_4_places_taken_are_the_admitted": "UPDATE workflows_intake SET places_taken = 2 WHERE id = {intake}",
    "art6_4_no_more_than_the_places": "UPDATE workflows_intake SET places = 0 WHERE id = {intake}",
    "art6_4_recruits_under_a_decided_plan": "UPDATE workflows_intake SET plan_version_id = {plan} WHERE id = {intake}",
    "art9_announced_before_open": "UPDATE workflows_intake SET class_ends_on = NULL WHERE id = {intake}",
    "art17_every_application_is_decided": "UPDATE workflows_intake SET state = 'selected' WHERE id = {intake}",
    "art17_published_under_a_number": "UPDATE workflows_intake SET state = 'published' WHERE id = {intake}",
    "art12_1_cancelled_intake_holds_nobody": "UPDATE workflows_intake SET state = 'cancelled' WHERE id = {intake}",
    "art12_submitted_with_its_standing": "UPDATE workflows_application SET standing = NULL WHERE id = {submitted}",
    "art9_submitted_inside_the_window": "UPDATE workflows_application"
    " SET submitted_at = submitted_at + interval '9 days' WHERE id = {submitted}",
    "art12_one_application_per_intake": "UPDATE workflows_application SET student_id = (SELECT student_id"
    " FROM workflows_application WHERE id = {draft}) WHERE id = {submitted}",
    "art12_1_counts_once_submitted": "UPDATE workflows_application SET period_ordinal = NULL WHERE id = {submitted}",
    "art12_1_counted_once": "UPDATE workflows_application SET intake_id = {planned}, student_id = (SELECT student_id"
    " FROM workflows_application WHERE id = {admitted}) WHERE id = {submitted}",
    "art12_1_one_a_period_or_a_reason": "UPDATE workflows_application SET intake_id = {planned}, period_ordinal = 2,"
    " student_id = (SELECT student_id FROM workflows_application WHERE id = {admitted}) WHERE id = {submitted}",
    "art12_1_one_in_progress": "UPDATE workflows_application SET state = 'admitted', intake_id = {planned},"
    " progress_limit = 1, student_id = (SELECT student_id FROM workflows_application WHERE id = {admitted}) WHERE id = {submitted}",
    "art12_1_admitted_is_in_progress": "UPDATE workflows_application SET progress_ordinal = NULL WHERE id = {admitted}",
    "art12_1_limits_are_the_editions": "UPDATE workflows_application SET period_limit = 5 WHERE id = {submitted}",
    "art9_decided_at_its_time": "UPDATE workflows_application SET decided_at = NULL WHERE id = {admitted}",
    "art20_decided_by_another": "UPDATE workflows_waiver SET decided_by_id = asked_by_id WHERE id = {granted}",
    "art20_one_waiver_per_finding": "UPDATE workflows_waiver SET subject_id = (SELECT subject_id FROM workflows_waiver"
    " WHERE id = {granted}) WHERE id = {asked}",
    "art20_waiver_speaks_of_a_record": "UPDATE workflows_waiver SET subject_id = 4711 WHERE id = {asked}",
    "outbox_lease_is_whole": OUTBOX.format(columns="lease", attempts=1, values="gen_random_uuid()"),
    "outbox_ends_once": OUTBOX.format(columns="delivered_at, dead_at", attempts=1, values="now(), now()"),
    "idempotency_key_answers": "UPDATE workflows_idempotencykey SET record_id = NULL WHERE account_id = {key}",
}


@pytest.fixture(scope="module")
def rows_that_nothing_holds(rows: Rows) -> Iterator[Rows]:
    """Take every trigger, check and unique key away, as a hole in all of them would."""
    with rolled_back():
        ask(
            rows,
            """
            DO $$ DECLARE t regclass; c record; BEGIN
                FOR t IN SELECT oid FROM pg_class WHERE relname ^@ 'workflows_' AND relkind = 'r' LOOP
                    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', t);
                END LOOP;
                FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
                    WHERE conrelid::regclass::text ^@ 'workflows_' AND contype IN ('c', 'u') LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname);
                END LOOP;
                DROP INDEX art12_one_application_per_intake, waiver_once_per_finding;
            END $$
            """.replace("{", "{{"),
        )
        yield rows


def seen() -> set[str]:
    return {violation.invariant for violation in invariant_violations()}


@pytest.mark.parametrize("invariant", BREACHES)
def test_a_broken_invariant_is_seen(invariant, rows_that_nothing_holds):
    with rolled_back():
        assert seen() == set()
        ask(rows_that_nothing_holds, BREACHES[invariant])
        assert invariant in seen()


@pytest.mark.django_db
def test_every_invariant_is_broken_once():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_viewdef('workflows_invariant_violations'::regclass)")
        ((view,),) = cursor.fetchall()
    branches = re.findall(r"SELECT '(\w+)'::text(?: AS \w+)?,\s+(?:'[\d()]*'::text|finding\.article)", view)
    assert sorted(branches) == sorted(BREACHES)


@pytest.mark.django_db
@pytest.mark.breaks_invariants
def test_the_command_names_what_is_violated_and_exits_with_1(capsys):
    scenario = Scenario()
    connection.check_constraints()
    ask({}, "ALTER TABLE workflows_programme DISABLE TRIGGER USER")
    ask({"pk": scenario.programme.pk}, "UPDATE workflows_programme SET version = 2 WHERE id = {pk}")

    with pytest.raises(SystemExit) as left:
        call_command("invariants", "--format", "json")
    assert left.value.code == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told == {
        "invariant": "log_tells_the_state",
        "article": "",
        "kind": "programme",
        "record_id": str(scenario.programme.pk),
        "detail": "proposed at version 2, and in the log proposed at 1",
    }
    with pytest.raises(SystemExit):
        call_command("invariants")
    assert capsys.readouterr().out == f"{InvariantViolation(**told)}\n"


@pytest.mark.django_db
def test_the_command_is_content_where_everything_holds(capsys):
    Scenario().open_intake()
    call_command("invariants")
    assert capsys.readouterr().out == "Every invariant holds.\n"
    call_command("invariants", format="json")
    assert json.loads(capsys.readouterr().out) == []


def test_the_command_knows_two_formats():
    with pytest.raises(CommandError):
        call_command("invariants", "--format", "xml")


@pytest.mark.django_db
def test_the_view_of_records_has_every_kind():
    """A migration that adds a kind ends with `records_view`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_viewdef('workflows_record'::regclass)")
        (definition,) = cursor.fetchone()

    assert sorted(re.findall(r"FROM workflows_(\w+)", definition)) == sorted(kind_of(model) for model in RECORDS)
