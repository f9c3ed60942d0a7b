"""Rows to attack in plain SQL: a college's life, and changes that nobody but an attacker would make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from tests.factories import Scenario, failed_course, student
from tests.workflows.ways import DECLARED, OPINION, REASON, asked_consent, asked_waiver, named_expert, way_to
from workflows import clock
from workflows.models import (
    RECORDS,
    AnnualReview,
    Application,
    Attachment,
    Consent,
    ImportBatch,
    Intake,
    LogEntry,
    MajorResult,
    Membership,
    Notification,
    PlanVersion,
    Record,
    RowBefore,
    RulebookEdition,
    Waiver,
)
from workflows.models.plan import REQUIREMENTS
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.judging import steps_of
from workflows.services.bulk import ask_bulk_step
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.exports import keep_export
from workflows.services.notes import write_note
from workflows.services.parts import write_rows
from workflows.services.requests import Request

Rows = Mapping[str, Any]


def judged_with_another_college() -> Consent:
    """Answer the consent of a college to a proposal that is looked at."""
    scenario = Scenario()
    consent, theirs = asked_consent(scenario)
    consent = take_step(Consent, consent.pk, "give", by=theirs)
    scenario.take("submit")
    return consent


def college_life() -> Rows:
    """Answer the keys of rows, one in each state that an attack needs."""
    scenario, proposed, applicant = Scenario(), Scenario(), student()
    for one in (scenario, proposed):
        write_rows(REQUIREMENTS, one.plan, [{"title": "选修", "demand": "credits", "minimum": 2}])
        one.plan.courses.filter(position=1).update(counts_towards="选修")
    asked, granted = asked_waiver(proposed), asked_waiver(Scenario())
    take_step(Waiver, granted.pk, "grant", by=scenario.aao, reason=REASON)
    intake = scenario.open_intake(places=2)
    states = ("draft", "submitted", "returned", "admitted", "withdrawn")
    made = {state: scenario.application(state, intake=intake, reason=REASON).pk for state in states}
    begin(Application, {}, by=applicant, under=intake, key="a key")
    failed_course(applicant.student_id, ("regular", "40"), ("make_up", "50"))
    frozen = PlanVersion.objects.get(programme=scenario.programme)
    open_plan = PlanVersion.objects.filter(programme=proposed.programme).first()
    consent = judged_with_another_college()
    asked_of_many = Request("名额有限", key="a key")
    of_each_kind = {f"any_{kind_of(m)}": way_to(Scenario(), m, next(iter(steps_of(m)))).record.pk for m in RECORDS}
    bulk = ask_bulk_step(Application, {made["submitted"]: 2}, "decline", by=scenario.officer, asked=asked_of_many)
    return (
        made
        | of_each_kind
        | {
            "programme": scenario.programme.pk,
            "approved": scenario.proposal.pk,
            "proposed": proposed.proposal.pk,
            "building": proposed.proposal.construction_steps.earliest("position").pk,
            "built": scenario.proposal.construction_steps.earliest("position").pk,
            "settled_consent": consent.pk,
            "judged": consent.proposal.programme_id,
            "opinion": named_expert(Scenario(), DECLARED, ("give", OPINION))[0].pk,
            "decided_review": way_to(Scenario(), AnnualReview, "go_on").take().pk,
            "frozen_requirement": frozen.requirements.get().pk,
            "requirement": open_plan.requirements.get().pk,
            "handed_in": scenario.proposal.submissions.get().pk,
            "granted_places": scenario.programme.granted_places.get().pk,
            "own_staff": proposed.director.pk,
            "maker": proposed.director.account_id,
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
            "last_entry": LogEntry.objects.filter(kind="application", record_id=made["admitted"]).latest("ordinal").pk,
            "submission": LogEntry.objects.get(kind="application", record_id=made["submitted"], step="submit").pk,
            "office": Membership.objects.filter(role="aao_officer").earliest("pk").pk,
            "key": applicant.account_id,
            "edition": RulebookEdition.objects.get().pk,
            "notification": Notification.objects.earliest("pk").pk,
            "note": write_note(intake, "已核实", by=scenario.officer).pk,
            "attachment": attached(intake, by=scenario.officer).pk,
            "row_before": RowBefore.objects.create(batch=ImportBatch.objects.earliest("pk"), row_id=1, was={}).pk,
            "bulk_row": bulk.rows.get().pk,
            "export": keep_export(Intake, narrowed_by="", rows=1, by=scenario.officer).pk,
        }
    )


def attached(record: Record, *, by: Actor) -> Attachment:
    """Answer the row of an attachment, without its file: `attach` writes none inside of somebody else's transaction."""
    return Attachment.objects.create(
        kind=kind_of(record),
        record_id=record.pk,
        author_id=by.signed_in_as,
        author_name=by.name,
        file="0" * 32,
        name="核实.pdf",
        size=1,
        digest="0" * 64,
        media_type="application/pdf",
        added_at=clock.now(),
    )


@contextmanager
def rolled_back() -> Iterator[None]:
    """Let what happens inside be undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(rows: Rows, *statements: str) -> None:
    """Ask the database for these statements, with the keys of rows in their braces."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**rows))


def ask_and_undo(rows: Rows, *statements: str, commits: bool = False) -> None:
    """Ask for these statements, and for what a commit would ask; then undo them."""
    with rolled_back():
        ask(rows, *statements)
        if commits:
            connection.check_constraints()


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
        table = f"workflows_{self.table}"
        return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} {where}"
