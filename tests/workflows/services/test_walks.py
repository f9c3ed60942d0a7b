"""Anybody tries anything in any order: what is shown is what happens, and what must hold goes on holding."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories import TODAY, CollegeFactory, Scenario, failed_course, officer, student
from tests.workflows.ways import DECISION, LIST, REASON
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows import clock
from workflows.models import Account, Application, Intake, Programme, Proposal, Record, Waiver
from workflows.regulation.actor import ANYONE, Actor, Role
from workflows.regulation.finding import Finding, Need
from workflows.selectors.invariants import invariant_violations
from workflows.selectors.judging import StepFromHere, steps_from_here, steps_of
from workflows.selectors.log import log_breaks
from workflows.selectors.people import actor_of, job
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.people import grant_office
from workflows.services.refusals import InvalidInput, NotPermitted, Refusal, StepNotFromHere, StepRefused
from workflows.services.waivers import ask_for_waiver

pytestmark = pytest.mark.django_db
INPUTS = DECISION | LIST
FOLLOWS = (Programme, "establish")
"""It follows from the approval of a proposal: taken by itself, the database refuses it when the transaction commits."""
anything = st.integers(min_value=0, max_value=1000)


def facts_of(findings: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    return [(finding.rule, finding.verdict, finding.facts, finding.strength) for finding in findings]


def expected_refusal(
    record: Record, step: str, by: Actor, found: StepFromHere | None, reason: str, inputs: dict[str, str]
) -> type[Refusal] | None:
    """Answer how the door must refuse, judging by nothing but what was shown."""
    manner = steps_of(type(record))[step].manner
    if not steps_of(type(record))[step].duty(record, by):
        return NotPermitted
    if found is None:
        return StepNotFromHere
    if (manner.needs_reason and not reason) or (manner.inputs and not inputs):
        return InvalidInput
    needs = {finding.need for finding in found.findings if finding.blocks}
    return StepRefused if needs - ({Need.REASON} if reason else set()) else None


class Walks(RuleBasedStateMachine):
    """A college in which everybody presses every button."""

    scenario: ClassVar[Scenario]
    actors: ClassVar[list[Actor]]
    students: ClassVar[list[Actor]]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        Clock.now = TODAY
        self.scenario.programme = Programme.objects.get(pk=self.scenario.programme.pk)
        self.records: list[tuple[type[Record], int]] = [
            (Programme, self.scenario.programme.pk),
            (Proposal, self.scenario.proposal.pk),
        ]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(is_established=st.booleans(), places=st.integers(1, 2))
    def begin(self, is_established: bool, places: int) -> None:
        if is_established:
            self.scenario.establish(reason=REASON)
            intake = self.scenario.open_intake(places=places)
            self.records.append((Intake, intake.pk))
            for applicant in self.students:
                self.apply(self.students.index(applicant), 0)

    @rule(places=st.integers(1, 2))
    def plan(self, places: int) -> None:
        try:
            self.records.append((Intake, self.scenario.plan_intake(places=places).pk))
        except InvalidInput as refused:
            note(f"{refused}")  # no plan is decided yet

    @rule(who=anything, where=anything)
    def apply(self, who: int, where: int) -> None:
        intakes = [pk for model, pk in self.records if model is Intake]
        if not intakes:
            return
        by = self.students[who % len(self.students)]
        try:
            draft = begin(Application, {}, by=by, under=Intake.objects.get(pk=intakes[where % len(intakes)]))
            self.records.append((Application, draft.pk))
        except InvalidInput as refused:
            note(f"{refused}")  # she has one there already

    @rule()
    def ask(self) -> None:
        by = actor_of(self.scenario.director.account)
        try:
            waiver = ask_for_waiver(self.scenario.proposal, "director_has_the_title", reason=REASON, by=by)
            self.records.append((Waiver, waiver.pk))
        except InvalidInput as refused:
            note(f"{refused}")  # asked already

    @rule(hours=st.sampled_from([1, 24, 24 * 8, 24 * 200]))
    def wait(self, hours: int) -> None:
        Clock.now += dt.timedelta(hours=hours)

    @rule(which=anything, step=anything, who=anything, says_why=st.booleans(), fills_in=st.booleans())
    def try_anything(self, which: int, step: int, who: int, says_why: bool, fills_in: bool) -> None:
        record = self.record(which)
        names = [name for name in steps_of(type(record)) if (type(record), name) != FOLLOWS]
        by = self.actors[who % len(self.actors)]
        self.take(record, names[step % len(names)], by, REASON if says_why else "", INPUTS if fills_in else {})

    @rule(which=anything, step=anything, says_why=st.booleans())
    def go_on(self, which: int, step: int, says_why: bool) -> None:
        record = self.record(which)
        steps = [
            found
            for found in steps_of(type(record)).values()
            if record.state in found.sources and (type(record), found.name) != FOLLOWS
        ]
        pairs = [(found, by) for found in steps for by in self.actors if found.duty(record, by)]
        if pairs:
            found, by = pairs[step % len(pairs)]
            self.take(record, found.name, by, REASON if says_why or found.manner.needs_reason else "", INPUTS)

    def record(self, which: int) -> Record:
        model, pk = self.records[which % len(self.records)]
        return model._default_manager.get(pk=pk)

    def take(self, record: Record, step: str, by: Actor, reason: str, inputs: dict[str, str]) -> None:
        shown = {found.step.name: found for found in steps_from_here([record], by=by)[record.pk]}.get(step)
        expected = expected_refusal(record, step, by, shown, reason, inputs)
        told = {"by": by, "reason": reason, "inputs": inputs}
        if expected is None:
            taken = take_step(type(record), record.pk, step, **told)
            assert (taken.state, taken.version) == (steps_of(type(record))[step].target, record.version + 1)
            return
        assert shown is None or not shown.is_open or expected is InvalidInput
        with only_the_refusal_is_logged(), pytest.raises(expected) as refused:
            take_step(type(record), record.pk, step, **told)
        if isinstance(refused.value, StepRefused):
            assert shown is not None
            assert facts_of(refused.value.findings) == facts_of(shown.findings)

    @invariant()
    def everything_holds(self) -> None:
        connection.check_constraints()  # what a commit would ask
        assert [str(violation) for violation in invariant_violations()] == []
        assert [str(found) for found in log_breaks()] == []

    @invariant()
    def looking_changes_nothing(self) -> None:
        with nothing_changes():
            steps_from_here([self.record(0)], by=self.actors[0])


class Clock:
    """Stands still while a step is shown and taken."""

    now = TODAY


def test_what_is_shown_is_what_happens_and_what_must_hold_holds(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: Clock.now)
    Clock.now = TODAY
    scenario = Walks.scenario = Scenario(director={"title_level": ""})
    poor, fifth_year = student(), student(entry_year=2022, programme_years=5)
    failed_course(poor.student_id, ("regular", "59"))
    both = student(college=scenario.college)
    Walks.students = [student(), poor, fifth_year, both]
    both_account = Account.objects.get(pk=both.account_id)
    grant_office(both_account, Role.COLLEGE_OFFICER, scenario.college)
    Walks.actors = [
        *Walks.students, actor_of(both_account), scenario.officer, officer(Role.COLLEGE_OFFICER, CollegeFactory()),
        scenario.aao, scenario.approver, actor_of(scenario.director.account), job("portal"), ANYONE,
    ]  # fmt: skip
    run_state_machine_as_test(
        Walks,
        settings=settings(
            max_examples=20, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
