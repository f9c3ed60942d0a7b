"""What waits for somebody: the rows of a duty are the records towards which it is one."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import TO_THE_SCHOOL, Scenario, StaffFactory, officer, student
from tests.workflows.ways import DECLARED, REASON, asked_consent, asked_waiver, named_expert, way_to
from workflows.models import RECORDS, Application, Consent, Intake, Proposal, Review, Waiver
from workflows.models.record import Record, kind_of
from workflows.regulation.actor import ANYONE, Actor, Role
from workflows.selectors.inbox import counted, waiting_for
from workflows.selectors.judging import steps_of
from workflows.selectors.people import actor_of, job
from workflows.services.door import take_step
from workflows.services.people import grant_office

pytestmark = pytest.mark.django_db


class House:
    """Two colleges with records in every state that waits for somebody, and everybody who could be waited for."""

    def __init__(self) -> None:
        """Make them."""
        self.ours, self.theirs = Scenario(), Scenario()
        intake = self.ours.open_intake()
        self.applicants = [student() for _ in range(4)]
        for applicant, state in zip(self.applicants, ("draft", "submitted", "under_review", "returned"), strict=True):
            self.ours.application(state, intake=intake, by=applicant, reason="请补充材料")
        self.selected = self.theirs.open_intake()
        for step in ("close", "complete_selection"):
            take_step(Intake, self.selected.pk, step, by=self.theirs.officer)
        self.proposed = Scenario()
        self.waiver = asked_waiver(self.proposed)
        self.asked_to_take_part = asked_consent(self.proposed)[1]
        self.expert, self.declared = named_expert(Scenario())[1], named_expert(Scenario(), DECLARED)[1]
        self.submitted, self.accepted, self.reviewed, self.returned = (Scenario() for _ in range(4))
        self.submitted.take("submit")
        self.accepted.take("submit", "endorse")
        self.reviewed.take(*TO_THE_SCHOOL)
        take_step(Proposal, self.returned.take("submit").pk, "send_back", by=self.returned.officer, reason=REASON)

    def actors(self) -> Iterator[Actor]:
        """Answer everybody, and those who hold an office twice over."""
        yield from (ANYONE, job("calendar"), *self.applicants)
        yield from (self.asked_to_take_part, self.expert, self.declared)
        for scenario in (self.ours, self.theirs, self.proposed, self.submitted, self.returned):
            yield from (scenario.officer, scenario.aao, scenario.approver, actor_of(scenario.director.account))
        yield from (officer(role) for role in (Role.EXPERT, Role.BURSAR))
        yield officer(Role.TEACHER, self.ours.college)


def counts_waiting_for(actor: Actor) -> dict[type[Record], int]:
    """Answer how many records of each kind wait for somebody, of those kinds of which any do."""
    counted = {model: waiting_for(model, actor).count() for model in RECORDS}
    return {model: count for model, count in counted.items() if count}


def test_every_kind_is_counted_for_everybody_in_one_query():
    for actor in House().actors():
        waiting = {kind_of(model): waiting_for(model, actor) for model in RECORDS}
        with CaptureQueriesContext(connection) as asked:
            counts = counted(waiting)
        assert counts == {kind: rows.count() for kind, rows in waiting.items()}
        assert len(asked) <= 1


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_the_rows_of_a_duty_are_those_towards_which_it_is_one(model: type[Record]):
    actors = [*House().actors(), *(way_to(Scenario(), model, step).by for step in steps_of(model))]
    for state, duty in model.turns.items():
        assert duty.rows is not None
        found = set()
        for actor in actors:
            rows = set(model._default_manager.filter(duty.rows(actor, model)))
            assert rows == {row for row in model._default_manager.all() if duty(row, actor)}, (state, actor)
            found |= rows
        assert found, state


def test_everybody_is_shown_what_waits_for_them_and_nothing_else():
    house = House()

    assert counts_waiting_for(house.ours.officer) == {Application: 2}
    assert counts_waiting_for(house.theirs.officer) == {}
    assert counts_waiting_for(house.ours.aao) == {Intake: 1, Waiver: 1, Proposal: 3}
    assert counts_waiting_for(house.ours.approver) == {Proposal: 1}
    assert counts_waiting_for(house.submitted.officer) == {Proposal: 1}
    assert counts_waiting_for(house.expert) == counts_waiting_for(house.declared) == {Review: 1}
    assert counts_waiting_for(house.asked_to_take_part) == {Consent: 1}
    assert counts_waiting_for(actor_of(house.returned.director.account)) == {Proposal: 1}
    assert [counts_waiting_for(applicant) for applicant in house.applicants] == [
        {Application: 1}, {}, {}, {Application: 1},
    ]  # fmt: skip
    assert counts_waiting_for(ANYONE) == {}


def test_who_had_a_hand_in_it_is_not_waited_for():
    scenario = Scenario()
    proposal = scenario.take(*TO_THE_SCHOOL)
    with_a_hand = StaffFactory()
    grant_office(with_a_hand.account, Role.SCHOOL_APPROVER)
    Proposal.objects.filter(pk=proposal.pk).update(made_by=[*proposal.made_by, with_a_hand.account_id])

    assert list(waiting_for(Proposal, actor_of(with_a_hand.account))) == []
    assert list(waiting_for(Proposal, officer(Role.SCHOOL_APPROVER))) == [proposal]
