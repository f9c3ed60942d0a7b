"""Every constraint, attacked in plain SQL, with NULL too: what the database can hold, it holds."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError

from tests.workflows.attacks import Attack, Rows, ask_and_undo
from workflows.models import RECORDS
from workflows.models.decided import DecidedRecord
from workflows.models.record import kind_of


def decided_kinds() -> list[type[DecidedRecord]]:
    return [model for model in RECORDS if issubclass(model, DecidedRecord)]


STUDENT_OF_THE_ADMITTED = "(SELECT student_id FROM workflows_application WHERE id = {admitted})"
ATTACKS = (
    # Programmes and plans
    Attack("art4_decided_before_established", "programme", "programme", {"decided_on": "NULL"}),
    Attack("art4_decided_before_established", "programme", "programme", {"decision_number": "''"}),
    Attack("not null: decision_number", "programme", "programme", {"decision_number": "NULL"}),
    Attack("not null: state", "programme", "programme", {"state": "NULL"}),
    Attack("programme_code_once", "programme", "programme", {"code": "(SELECT max(code) FROM workflows_programme WHERE id <> {programme})"}),
    Attack("not null: code", "programme", "programme", {"code": "NULL"}),
    Attack("plan_number_once", "planversion", "plan", {"proposal_id": "NULL"}, copies=True),
    Attack("not null: number", "planversion", "plan", {"number": "NULL"}),
    Attack("plan_frozen_with_its_digest", "planversion", "frozen", {"digest": "''"}),
    Attack("plan_frozen_with_its_digest", "planversion", "frozen", {"frozen_at": "NULL"}),
    Attack("plan_frozen_with_its_digest", "planversion", "plan", {"frozen_at": "now()"}),
    Attack("plan_frozen_with_its_digest", "planversion", "plan", {"digest": "'abc'"}),
    Attack("not null: digest", "planversion", "frozen", {"digest": "NULL"}),
    Attack("course_code_once", "course", "course", {"code": "'K001'"}),
    Attack("course_position_once", "course", "course", {"position": "1"}),
    Attack("course_figures_in_range", "course", "course", {"credits": "0"}),
    Attack("course_figures_in_range", "course", "course", {"credits": "20.5"}),
    Attack("course_figures_in_range", "course", "course", {"credits": "'NaN'"}),
    Attack("course_figures_in_range", "course", "course", {"term": "0"}),
    Attack("course_figures_in_range", "course", "course", {"term": "9"}),
    Attack("not null: credits", "course", "course", {"credits": "NULL"}),
    Attack("not null: term", "course", "course", {"term": "NULL"}),
    # Proposals
    Attack("art4_one_proposal_at_a_time", "proposal", "proposed", copies=True),
    *(
        Attack("art4_every_gate_in_its_order", "proposal", "approved", {column: value})
        for column in ("endorsed_at", "accepted_at", "reviewed_at", "decided_at")
        for value in ("NULL", "submitted_at - interval '1 day'")
    ),
    Attack("art4_every_gate_in_its_order", "proposal", "approved", {"submitted_at": "NULL"}),
    Attack("art4_every_gate_in_its_order", "proposal", "approved", {"decision_number": "''"}),
    *(
        Attack("art4_every_gate_in_its_order", "proposal", "approved", {f"{gate}_by_id": "NULL"})
        for gate in ("endorsed", "accepted", "reviewed", "decided")
    ),
    *(
        Attack("art20_each_gate_is_anothers", "proposal", "approved", {f"{one}_by_id": f"{other}_by_id"})
        for one, other in (("endorsed", "accepted"), ("endorsed", "decided"), ("accepted", "decided"), ("reviewed", "decided"))
    ),
    Attack("not null: made_by", "proposal", "proposed", {"made_by": "NULL"}),
    Attack("construction_step_once", "constructionstep", "building", {"position": "99"}, copies=True),
    Attack("construction_step_position_once", "constructionstep", "building", {"title": "'x'"}, copies=True),
    Attack("construction_step_starts_before_it_ends", "constructionstep", "building", {"starts_on": "ends_on + 1"}),
    *(
        Attack("construction_step_days_in_range", "constructionstep", "building", {"starts_on": day, "ends_on": day})
        for day in ("'1999-12-31'", "'infinity'", "'2101-01-01'")
    ),
    Attack("not null: starts_on", "constructionstep", "building", {"starts_on": "NULL"}),
    Attack("art6_4_one_review_a_year", "annualreview", "any_annualreview", copies=True),
    *(
        Attack("art6_4_decided_under_a_number", "annualreview", "decided_review", {column: value})
        for column, value in (("submitted_at", "NULL"), ("decided_at", "NULL"), ("decision_number", "''"))
    ),
    Attack("art6_4_continued_with_places", "annualreview", "decided_review", {"granted": "NULL"}),
    Attack("art6_4_continued_with_places", "annualreview", "decided_review", {"granted": "0"}),
    Attack("art6_4_continued_with_places", "annualreview", "any_annualreview", {"granted": "9"}),
    Attack(
        "art6_4_one_plan_a_year", "grantedplaces", "granted_places",
        {"proposal_id": "NULL", "review_id": "{any_annualreview}"}, copies=True,
    ),
    Attack("requirement_once", "requirement", "requirement", {"position": "99"}, copies=True),
    Attack("requirement_position_once", "requirement", "requirement", {"title": "'x'"}, copies=True),
    *(
        Attack("requirement_says_how_much", "requirement", "requirement", columns)
        for columns in ({"minimum": "NULL"}, {"minimum": "0"}, {"demand": "'all_of'"}, {"demand": "'other'"})
    ),
    Attack("submission_number_once", "submission", "handed_in", {}, copies=True),
    Attack("submission_number_from_one", "submission", "handed_in", {"number": "0"}, copies=True),
    Attack("granted_places_in_range", "grantedplaces", "granted_places", {"places": "0"}),
    Attack("granted_places_in_range", "grantedplaces", "granted_places", {"places": "2001"}),
    Attack("granted_by_a_decision", "grantedplaces", "granted_places", {"proposal_id": "NULL"}),
    Attack("not null: places", "grantedplaces", "granted_places", {"places": "NULL"}),
    Attack("art4_one_opinion_each", "review", "any_review", copies=True),
    Attack("art4_declared_before_read", "review", "any_review", {"state": "'accepted'"}),
    Attack("art4_opinion_is_whole", "review", "opinion", {"is_favourable": "NULL"}),
    Attack("art4_opinion_is_whole", "review", "opinion", {"given_at": "NULL"}),
    Attack("art4_opinion_is_whole", "review", "opinion", {"remarks": "''"}),
    Attack("not null: remarks", "review", "opinion", {"remarks": "NULL"}),
    Attack("art4_consent_once_a_college", "consent", "any_consent", copies=True),
    # Intakes
    Attack("intake_places_in_range", "intake", "planned", {"places": "0"}),
    Attack("intake_places_in_range", "intake", "planned", {"places": "2001"}),
    Attack("not null: places", "intake", "planned", {"places": "NULL"}),
    Attack("art6_4_no_more_than_the_places", "intake", "intake", {"places_taken": "3"}),
    Attack("art6_4_no_more_than_the_places", "intake", "intake", {"places_taken": "2", "places": "1"}),
    Attack("not null: places_taken", "intake", "intake", {"places_taken": "NULL"}),
    Attack("intake_opens_before_it_closes", "intake", "planned", {"opens_at": "closes_at"}),
    *(
        Attack(f"intake_{column}_in_range", "intake", "planned", {column: value})
        for column in ("opens_at", "closes_at", "class_starts_on", "class_ends_on")
        for value in ("'-infinity'", "'0001-01-01'", "'0044-03-15 BC'", "'1999-12-30'")
    ),
    *(
        Attack(f"intake_{column}_in_range", "intake", "planned", {column: value})
        for column in ("closes_at", "class_ends_on")
        for value in ("'infinity'", "'9999-12-31'", "'2101-01-02'")
    ),
    *(
        Attack("intake_academic_year_in_range", "intake", "planned", {"academic_year": year}) for year in ("1999", "2101")
    ),
    Attack("not null: academic_year", "intake", "planned", {"academic_year": "NULL"}),
    Attack("intake_class_starts_before_it_ends", "intake", "planned", {"class_starts_on": "class_ends_on"}),
    *(
        Attack("art9_announced_before_open", "intake", "intake", {column: "NULL"})
        for column in ("opens_at", "closes_at", "class_starts_on", "class_ends_on")
    ),
    Attack("art9_announced_before_open", "intake", "intake", {"selection_method": "''"}),
    Attack("not null: selection_method", "intake", "intake", {"selection_method": "NULL"}),
    Attack("art17_published_under_a_number", "intake", "intake", {"state": "'published'", "list_number": "'1'"}),
    Attack("art17_published_under_a_number", "intake", "intake", {"state": "'published'", "published_at": "now()"}),
    Attack("not null: list_number", "intake", "intake", {"list_number": "NULL"}),
    # Applications
    Attack("art12_one_application_per_intake", "application", "draft", copies=True),
    Attack(
        "art12_1_counted_once", "application", "submitted",
        {"student_id": STUDENT_OF_THE_ADMITTED, "intake_id": "{planned}"},
    ),
    Attack("art12_1_one_a_period_or_a_reason", "application", "submitted", {"period_ordinal": "2"}),
    Attack(
        "not null: exception_reason", "application", "submitted", {"period_ordinal": "2", "exception_reason": "NULL"}
    ),
    Attack("art12_1_counts_once_submitted", "application", "submitted", {"period_ordinal": "NULL"}),
    Attack("art12_1_counts_once_submitted", "application", "submitted", {"period": "''"}),
    Attack("not null: period", "application", "submitted", {"period": "NULL"}),
    Attack(
        "art12_1_one_in_progress", "application", "submitted",
        {
            "state": "'admitted'", "progress_ordinal": "1", "period": "'2025-2026'",
            "student_id": STUDENT_OF_THE_ADMITTED, "intake_id": "{planned}",
        },
    ),
    Attack("art12_1_no_more_in_progress", "application", "admitted", {"progress_ordinal": "2"}),
    Attack("art12_1_admitted_is_in_progress", "application", "admitted", {"progress_ordinal": "NULL"}),
    Attack("art12_1_admitted_is_in_progress", "application", "submitted", {"progress_ordinal": "1"}),
    Attack("not null: state", "application", "admitted", {"state": "NULL"}),
    Attack("art12_submitted_with_its_standing", "application", "submitted", {"standing": "NULL"}),
    Attack("art12_submitted_with_its_standing", "application", "submitted", {"submitted_at": "NULL"}),
    Attack("art12_submitted_with_its_standing", "application", "draft", {"submitted_at": "now()"}),
    Attack("art12_submitted_with_its_standing", "application", "draft", {"standing": "'{{}}'"}),
    # Whatever one asks for and another decides
    *(
        attack
        for kind in map(kind_of, decided_kinds())
        for attack in (
            Attack(f"art20_{kind}_asker_is_not_decider", kind, f"any_{kind}", {"decided_by_id": "asked_by_id"}),
            Attack("not null: asked_by_id", kind, f"any_{kind}", {"asked_by_id": "NULL"}),
        )
    ),
    # Waivers
    Attack("waiver_once_per_finding", "waiver", "asked", copies=True),
    Attack("art4_one_live_link", "reviewlink", "any_reviewlink", copies=True),
    Attack("waiver_decided_by_somebody", "waiver", "granted", {"decided_by_id": "NULL"}),
    Attack("waiver_decided_by_somebody", "waiver", "granted", {"decided_at": "NULL"}),
    Attack("waiver_decided_by_somebody", "waiver", "asked", {"decided_at": "now()"}),
    Attack("waiver_has_a_reason", "waiver", "asked", {"reason": "''"}),
    Attack("not null: reason", "waiver", "asked", {"reason": "NULL"}),
    Attack("note_says_something", "note", "note", {"text": "''"}, copies=True),
    Attack("not null: text", "note", "note", {"text": "NULL"}, copies=True),
    Attack("attachment_has_a_file_of_its_own", "attachment", "attachment", copies=True),
    *(
        Attack("attachment_nameless_on_disk", "attachment", "attachment", {"file": value})
        for value in ("''", "'../secrets'", "'a.exe'", "repeat('A', 32)")
    ),
    Attack("not null: file", "attachment", "attachment", {"file": "NULL"}),
    Attack("attachment_has_a_name", "attachment", "attachment", {"name": "''"}),
    Attack("not null: name", "attachment", "attachment", {"name": "NULL"}),
    Attack("attachment_size", "attachment", "attachment", {"size": "0"}),
    Attack("attachment_size", "attachment", "attachment", {"size": "10485761"}),
    Attack("not null: size", "attachment", "attachment", {"size": "NULL"}),
    Attack("attachment_digest_is_one", "attachment", "attachment", {"digest": "repeat('0', 63)"}),
    Attack("attachment_digest_is_one", "attachment", "attachment", {"digest": "repeat('z', 64)"}),
    Attack("not null: digest", "attachment", "attachment", {"digest": "NULL"}),
    # The log, and what was told twice
    Attack(
        "log_chain_has_no_fork", "logentry", "entry", {"record_version": "NULL", "outcome": "'refused'"}, copies=True
    ),
    Attack("log_one_entry_per_version", "logentry", "entry", {"ordinal": "ordinal + 100"}, copies=True),
    Attack("log_taken_makes_a_version", "logentry", "entry", {"record_version": "NULL"}),
    Attack("log_taken_makes_a_version", "logentry", "entry", {"outcome": "'refused'"}),
    Attack("log_taken_makes_a_version", "logentry", "entry", {"outcome": "'perhaps'"}),
    Attack("not null: outcome", "logentry", "entry", {"outcome": "NULL"}),
    Attack("idempotency_key_once", "idempotencykey", "key", copies=True),
    Attack("row_before_once", "rowbefore", "row_before", copies=True),
    Attack("bulk_row_once", "bulkrow", "bulk_row", copies=True),
    # People
    Attack("membership_once", "membership", "office", copies=True),
    Attack("membership_for_a_college_or_the_school", "membership", "office", {"role": "'college_officer'"}),
    Attack("not null: role", "membership", "office", {"role": "NULL"}),
    *(
        Attack("student_number_is_digits", "student", "student", {"number": value})
        for value in ("'12345'", "'025010000A'", "'０２５０１００００１'", "''")
    ),
    Attack("not null: number", "student", "student", {"number": "NULL"}),
    Attack("student_years_are_years", "student", "student", {"entry_year": "25"}),
    Attack("student_years_are_years", "student", "student", {"programme_years": "0"}),
    Attack("not null: entry_year", "student", "student", {"entry_year": "NULL"}),
    Attack("major_result_once", "majorresult", "result", copies=True),
    Attack("major_result_score", "majorresult", "result", {"score": "100.5"}),
    Attack("major_result_score", "majorresult", "result", {"score": "-0.5"}),
    Attack("major_result_score", "majorresult", "result", {"score": "'NaN'"}),
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.refused_by}-{attack.row}")
def test_a_constraint_holds_although_no_trigger_helps_it(attack: Attack, rows: Rows):
    without_triggers = f"ALTER TABLE workflows_{attack.table} DISABLE TRIGGER USER"
    with pytest.raises(IntegrityError) as refused:
        ask_and_undo(rows, without_triggers, attack.sql(rows))
    diagnosis = refused.value.__cause__.diag
    assert attack.refused_by in (diagnosis.constraint_name, f"not null: {diagnosis.column_name}")


def test_every_constraint_is_attacked():
    declared = {
        constraint.name
        for model in apps.get_app_config("workflows").get_models()
        for constraint in model._meta.constraints
    }
    assert {attack.refused_by for attack in ATTACKS if not attack.refused_by.startswith("not null")} == declared
