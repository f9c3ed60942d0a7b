"""Every constraint and every trigger, attacked in plain SQL, with NULL too: what the database can hold, it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pgtrigger.registry
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from tests.factories import TODAY, Scenario, failed_course, student
from tests.workflows.ways import REASON, asked_waiver
from workflows import clock
from workflows.models import (
    Account,
    Application,
    Course,
    LogEntry,
    MajorResult,
    Membership,
    PlanVersion,
    RulebookEdition,
    Waiver,
)
from workflows.models.triggers import Always, triggers_fire_always
from workflows.services.applications import start_application
from workflows.services.door import take_step

Rows = Mapping[str, Any]


def _college_life() -> Rows:
    """Answer the keys of rows, one in each state that an attack needs."""
    scenario, proposed, applicant = Scenario(), Scenario(), student()
    asked, granted = asked_waiver(proposed), asked_waiver(Scenario())
    take_step(Waiver, granted.pk, "grant", by=scenario.aao, reason=REASON)
    intake = scenario.open_intake(places=2)
    states = ("draft", "submitted", "returned", "admitted", "withdrawn")
    made = {state: scenario.application(state, intake=intake, reason=REASON).pk for state in states}
    start_application(intake_id=intake.pk, by=applicant, key="a key")
    failed_course(applicant.student_id, ("regular", "40"), ("make_up", "50"))
    frozen = PlanVersion.objects.get(programme=scenario.programme)
    open_plan = PlanVersion.objects.filter(programme=proposed.programme).first()
    return made | {
        "programme": scenario.programme.pk,
        "intake": intake.pk,
        "planned": scenario.plan_intake().pk,
        "asked": asked.pk,
        "granted": granted.pk,
        "asker": asked.asked_by_id,
        "frozen": frozen.pk,
        "plan": open_plan.pk,
        "course": open_plan.courses.get(position=2).pk,
        "frozen_course": frozen.courses.get(position=2).pk,
        "student": applicant.student_id,
        "result": MajorResult.objects.earliest("pk").pk,
        "entry": LogEntry.objects.filter(kind="application", ordinal=2).latest("pk").pk,
        "office": Membership.objects.filter(role="aao_officer").earliest("pk").pk,
        "key": Account.objects.get(pk=applicant.account_id).pk,
        "edition": RulebookEdition.objects.get().pk,
    }


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    """Make the rows once for all attacks; each attack is rolled back."""
    with django_db_blocker.unblock(), clock.moved_to(TODAY), transaction.atomic():
        made = _college_life()
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


def ask(sql: str, rows: Rows) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**rows))


@dataclass(frozen=True)
class Attack:
    """A change of one row, or of a copy of it, and what refuses it: a constraint, or a column that is never NULL."""

    refused_by: str
    table: str
    row: str
    to: Mapping[str, str] = field(default_factory=dict)
    copies: bool = False

    def sql(self, rows: Rows) -> str:
        key = "account_id" if self.table == "idempotencykey" else "id"
        where = f"WHERE {key} = {rows[self.row]}"
        if not self.copies:
            changes = ", ".join(f"{column} = {value}" for column, value in self.to.items())
            return f"UPDATE workflows_{self.table} SET {changes} {where}"
        columns = [f.column for f in apps.get_model("workflows", self.table)._meta.concrete_fields if f.column != "id"]
        values = ", ".join(self.to.get(column, column) for column in columns)
        return f"INSERT INTO workflows_{self.table} ({', '.join(columns)}) SELECT {values} FROM workflows_{self.table} {where}"


STUDENT_OF_THE_ADMITTED = "(SELECT student_id FROM workflows_application WHERE id = {admitted})"
ATTACKS = (
    # Programmes and plans
    Attack("art4_decided_before_established", "programme", "programme", {"decided_on": "NULL"}),
    Attack("art4_decided_before_established", "programme", "programme", {"decision_number": "''"}),
    Attack("not null: decision_number", "programme", "programme", {"decision_number": "NULL"}),
    Attack("not null: state", "programme", "programme", {"state": "NULL"}),
    Attack("plan_number_once", "planversion", "plan", {"number": "1"}),
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
    # Intakes
    Attack("intake_places_in_range", "intake", "planned", {"places": "0"}),
    Attack("intake_places_in_range", "intake", "planned", {"places": "2001"}),
    Attack("not null: places", "intake", "planned", {"places": "NULL"}),
    Attack("art6_4_no_more_than_the_places", "intake", "intake", {"places_taken": "3"}),
    Attack("art6_4_no_more_than_the_places", "intake", "intake", {"places_taken": "2", "places": "1"}),
    Attack("not null: places_taken", "intake", "intake", {"places_taken": "NULL"}),
    Attack("intake_opens_before_it_closes", "intake", "planned", {"opens_at": "closes_at"}),
    Attack("intake_opens_before_it_closes", "intake", "planned", {"opens_at": "'infinity'"}),
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
    Attack("not null: exception_reason", "application", "submitted", {"period_ordinal": "2", "exception_reason": "NULL"}),
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
    # Waivers
    Attack("waiver_once_per_rule", "waiver", "asked", copies=True),
    Attack("art20_asker_is_not_decider", "waiver", "granted", {"decided_by_id": "asked_by_id"}),
    Attack("not null: asked_by_id", "waiver", "granted", {"asked_by_id": "NULL"}),
    Attack("waiver_decided_by_somebody", "waiver", "granted", {"decided_by_id": "NULL"}),
    Attack("waiver_decided_by_somebody", "waiver", "granted", {"decided_at": "NULL"}),
    Attack("waiver_decided_by_somebody", "waiver", "asked", {"decided_at": "now()"}),
    Attack("waiver_has_a_reason", "waiver", "asked", {"reason": "''"}),
    Attack("not null: reason", "waiver", "asked", {"reason": "NULL"}),
    # The log, and what was told twice
    Attack("log_chain_has_no_fork", "logentry", "entry", {"record_version": "NULL", "outcome": "'refused'"}, copies=True),
    Attack("log_one_entry_per_version", "logentry", "entry", {"ordinal": "ordinal + 100"}, copies=True),
    Attack("log_taken_makes_a_version", "logentry", "entry", {"record_version": "NULL"}),
    Attack("log_taken_makes_a_version", "logentry", "entry", {"outcome": "'refused'"}),
    Attack("log_taken_makes_a_version", "logentry", "entry", {"outcome": "'perhaps'"}),
    Attack("not null: outcome", "logentry", "entry", {"outcome": "NULL"}),
    Attack("idempotency_key_once", "idempotencykey", "key", copies=True),
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


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: f"{a.refused_by}-{a.row}")
def test_a_constraint_holds_although_no_trigger_helps_it(attack, rows):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ask(f"ALTER TABLE workflows_{attack.table} DISABLE TRIGGER USER", rows)
        ask(attack.sql(rows), rows)
    diagnosis = refused.value.__cause__.diag
    assert attack.refused_by in (diagnosis.constraint_name, f"not null: {diagnosis.column_name}")


def test_every_constraint_is_attacked():
    declared = {
        constraint.name
        for model in apps.get_app_config("workflows").get_models()
        for constraint in model._meta.constraints
    }
    assert {attack.refused_by for attack in ATTACKS if not attack.refused_by.startswith("not null")} == declared


RECORD_ATTACKS = {
    (table, name): attack
    for table, begun, row in (
        ("programme", "proposed", "programme"),
        ("intake", "planned", "intake"),
        ("application", "draft", "submitted"),
        ("waiver", "requested", "asked"),
    )
    for name, attack in {
        "edges": (
            f"UPDATE workflows_{table} SET state = 'invented', version = version + 1 WHERE id = {{{row}}}",
            f"UPDATE workflows_{table} SET version = version - 1 WHERE id = {{{row}}}",
            Attack("edges", table, row, {"state": "'invented'"}, copies=True),
        ),
        "kept": (f"DELETE FROM workflows_{table} WHERE id = {{{row}}}",),
        "no_truncate": (f"TRUNCATE workflows_{table} CASCADE",),
    }.items()
}
ALWAYS_REFUSED: Mapping[tuple[str, str], tuple[str | Attack, ...]] = RECORD_ATTACKS | {
    ("application", "standing_is_frozen"): (
        "UPDATE workflows_application SET standing = '{{}}' WHERE id = {submitted}",
        "UPDATE workflows_application SET standing = NULL WHERE id = {submitted}",
        "UPDATE workflows_application SET submitted_at = submitted_at - interval '1 day' WHERE id = {admitted}",
        "UPDATE workflows_application SET submitted_at = NULL, standing = NULL WHERE id = {withdrawn}",
        "UPDATE workflows_application SET standing = '{{}}' WHERE id = {returned}",
    ),
    ("logentry", "append_only"): (
        "UPDATE workflows_logentry SET reason = '' WHERE id = {entry}",
        "UPDATE workflows_logentry SET id = id WHERE id = {entry}",
        "DELETE FROM workflows_logentry WHERE id = {entry}",
    ),
    ("logentry", "no_truncate"): ("TRUNCATE workflows_logentry",),
    ("rulebookedition", "immutable"): (
        "UPDATE workflows_rulebookedition SET effective_from = '2020-01-01' WHERE id = {edition}",
        "DELETE FROM workflows_rulebookedition WHERE id = {edition}",
    ),
    ("rulebookedition", "no_truncate"): ("TRUNCATE workflows_rulebookedition CASCADE",),
    ("planversion", "frozen"): (
        "UPDATE workflows_planversion SET total_credits = 14 WHERE id = {frozen}",
        "UPDATE workflows_planversion SET frozen_at = NULL, digest = '' WHERE id = {frozen}",
        "DELETE FROM workflows_planversion WHERE id = {frozen}",
    ),
    ("planversion", "no_truncate"): ("TRUNCATE workflows_planversion CASCADE",),
    ("course", "plan_is_open"): (
        "UPDATE workflows_course SET credits = 3 WHERE id = {frozen_course}",
        "UPDATE workflows_course SET plan_version_id = {plan}, code = 'X', position = 99 WHERE id = {frozen_course}",
        "UPDATE workflows_course SET plan_version_id = {frozen}, code = 'X', position = 99 WHERE id = {course}",
        "DELETE FROM workflows_course WHERE id = {frozen_course}",
        Attack("plan_is_open", "course", "frozen_course", {"code": "'X'", "position": "99"}, copies=True),
    ),
    ("course", "no_truncate"): ("TRUNCATE workflows_course",),
}
WORDS = {"standing_is_frozen": "frozen: the standing", "frozen": "frozen: ", "plan_is_open": "frozen: the training plan"}


@pytest.mark.parametrize("session", ["SELECT 1", "SET LOCAL session_replication_role = replica", "ignore"])
@pytest.mark.parametrize(("table", "name"), ALWAYS_REFUSED, ids=str)
def test_a_trigger_refuses_whoever_asks(table, name, session, rows):
    """Under the role of replication, and for a session that wants pgtrigger to look away, too."""
    model = apps.get_model("workflows", table)
    pgid = pgtrigger.registry.registered(f"workflows.{model.__name__}:{name}")[0][1].get_pgid(model)
    mode = f"SET LOCAL pgtrigger.ignore = '{{{{{pgid}}}}}'" if session == "ignore" else session
    for attack in ALWAYS_REFUSED[table, name]:
        with pytest.raises(IntegrityError, match=WORDS.get(name, f"{name}: ")), transaction.atomic():
            ask(mode, rows)
            ask(attack.sql(rows) if isinstance(attack, Attack) else attack, rows)


def test_a_plan_that_is_not_frozen_may_still_be_written(rows):
    with transaction.atomic():
        Course.objects.filter(pk=rows["course"]).update(credits=3)
        before = PlanVersion.objects.get(pk=rows["plan"])
        Course.objects.filter(pk=rows["course"]).delete()
        after = PlanVersion.objects.get(pk=rows["plan"])
        assert (after.course_count, after.total_credits) == (before.course_count - 1, before.total_credits - 3)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE workflows_application SET version = version + 1 WHERE id = {submitted}",
        "UPDATE workflows_application SET version = 99, state = 'under_review' WHERE id = {submitted}",
        "UPDATE workflows_programme SET version = version + 1 WHERE id = {programme}",
        Attack("logged", "intake", "planned", copies=True),
    ],
    ids=str,
)
def test_a_version_without_its_entry_is_refused_at_commit(attack, rows):
    with pytest.raises(IntegrityError, match="logged: "), transaction.atomic():
        ask(attack.sql(rows) if isinstance(attack, Attack) else attack, rows)
        connection.check_constraints()  # as the commit does


def test_the_places_follow_the_admitted_whoever_writes_them(rows):
    def taken() -> int:
        return int(Application.objects.get(pk=rows["admitted"]).intake.places_taken)

    with transaction.atomic():
        assert taken() == 1
        change = "UPDATE workflows_application SET state = {{}}, progress_ordinal = {{}}, version = version + 1 WHERE id = {admitted}"
        ask(change.format(**rows).format("'under_review'", "NULL"), rows)
        assert taken() == 0
        ask(change.format(**rows).format("'admitted'", "1"), rows)
        assert taken() == 1
        transaction.set_rollback(True)


def test_every_trigger_is_attacked():
    registered = {(model._meta.model_name, trigger.name): trigger for model, trigger in pgtrigger.registry.registered()}
    assert {key for key, trigger in registered.items() if isinstance(trigger, Always)} == set(ALWAYS_REFUSED)
    assert {key[1] for key, trigger in registered.items() if not isinstance(trigger, Always)} == {
        "logged",
        "places",
        "totals",
    }


@pytest.mark.django_db
def test_the_triggers_of_the_log_and_the_frozen_rows_fire_for_every_session():
    assert triggers_fire_always(databases=["default"]) == []


@pytest.mark.django_db
def test_a_trigger_that_rests_is_told_with_its_remedy():
    """As after a restore that disabled the triggers and enabled them again, for the sessions of applications only."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_logentry ENABLE TRIGGER USER")
    assert [(w.id, w.hint) for w in triggers_fire_always(databases=["default"])] == [
        ("workflows.W101", "Run `portal pgtrigger install`."),
    ] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("subcommand", ["install", "enable"])
def test_pgtrigger_leaves_every_trigger_as_firm_as_it_was(subcommand, capsys):
    call_command("pgtrigger", subcommand)
    assert triggers_fire_always(databases=["default"]) == []
