"""From an idea in a college to an established programme: each gate in its order, by others than those who made it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    DECISION,
    TO_THE_SCHOOL,
    CollegeFactory,
    Scenario,
    StaffFactory,
    StudentFactory,
    courses,
    officer,
)
from tests.workflows.ways import REASON, asked_consent
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Account, Consent, Course, LogEntry, Programme, Proposal, Review
from workflows.models.review import part_in
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor, Role
from workflows.regulation.finding import Need
from workflows.selectors.people import actor_of
from workflows.selectors.proposals import candidates_for
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.part_revisions import revise_part
from workflows.services.people import grant_office
from workflows.services.refusals import InvalidInput, NotPermitted, Refusal, StepNotFromHere, StepRefused

pytestmark = pytest.mark.django_db
OFFICES_OF_THE_GATES = ((Role.COLLEGE_OFFICER, True), (Role.AAO_OFFICER, False), (Role.SCHOOL_APPROVER, False))


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def director(scenario: Scenario) -> Actor:
    return actor_of(scenario.director.account)


def submit(scenario: Scenario) -> Proposal:
    return scenario.take("submit")


def blocking(deed: Callable[[], object]) -> dict[str, Need]:
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        deed()
    return {finding.rule: finding.need for finding in refused.value.findings if finding.blocks}


def test_a_programme_is_proposed_passes_every_gate_and_is_established(scenario: Scenario):
    proposal = scenario.take(*TO_THE_SCHOOL, "establish")
    programme = Programme.objects.get(pk=scenario.programme.pk)
    assert (proposal.state, programme.state, programme.decision_number) == (
        "established", "established", DECISION["decision_number"],
    )  # fmt: skip
    assert (proposal.plan.frozen_at, proposal.plan.digest != "") == (proposal.decided_at, True)
    steps = LogEntry.objects.filter(kind="proposal", record_id=proposal.pk, outcome="taken").values_list(
        "step", flat=True
    )
    assert [*steps] == ["begin", "revise", "revise", *TO_THE_SCHOOL, "establish"]
    by = LogEntry.objects.get(kind="programme", record_id=programme.pk, step="establish")
    assert by.actor_kind == "service"


@pytest.mark.parametrize(
    ("count", "credits", "refused"),
    [
        (5, "2.4", {"offers_enough_courses": Need.CHANGE}),
        (6, "2", {}),
        (7, "2", {}),
        (8, "2", {"offers_enough_courses": Need.CHANGE}),
        (5, "2", {"offers_enough_courses": Need.CHANGE, "carries_enough_credits": Need.WAIVER}),
        (6, "1.9", {"carries_enough_credits": Need.WAIVER}),
        (7, "2.5", {"carries_enough_credits": Need.WAIVER}),
    ],
)
def test_courses_and_credits_are_within_the_measures(count: int, credits: str, refused: dict[str, Need]):
    scenario = Scenario(courses_count=count, credits=credits)
    if refused:
        assert blocking(lambda: submit(scenario)) == refused
    else:
        assert submit(scenario).state == "submitted"


@pytest.mark.parametrize(
    ("last", "total", "need"),
    [("1.5", "11.5", Need.WAIVER), ("2", "12", None), ("6", "16", None), ("6.5", "16.5", Need.WAIVER)],
)
def test_twelve_and_sixteen_credits_are_within_and_half_a_credit_more_is_not(last: str, total: str, need: Need | None):
    scenario = Scenario()
    plan = courses(6, "2", teacher=scenario.director)
    plan[-1]["credits"] = Decimal(last)
    assert scenario.write_plan(plan).total_credits == Decimal(total)
    if need:
        assert blocking(lambda: submit(scenario)) == {"carries_enough_credits": need}
    else:
        assert submit(scenario).state == "submitted"


def test_everything_that_is_missing_is_said_at_once():
    scenario = Scenario(director={"title_level": "intermediate"})
    StudentFactory(major=scenario.programme.title)
    plan = courses(5, "2", teacher=None)
    scenario.write_plan(plan)
    nothing = {"positioning": "", "demand_research": " ", "first_places": None}
    revise(Proposal, scenario.proposal.pk, nothing, by=director(scenario))
    revise_part(Proposal, scenario.proposal.pk, "construction_steps", [], by=director(scenario))
    asked_consent(scenario)
    assert blocking(lambda: submit(scenario)) == {
        "title_is_no_major": Need.CHANGE,
        "proposal_states_its_aims": Need.CHANGE,
        "proposal_rests_on_research": Need.CHANGE,
        "partners_have_consented": Need.CHANGE,
        "offers_enough_courses": Need.CHANGE,
        "carries_enough_credits": Need.WAIVER,
        "team_covers_every_course": Need.CHANGE,
        "director_has_the_title": Need.WAIVER,
        "first_intake_is_planned": Need.CHANGE,
    }


def test_a_course_without_a_syllabus_keeps_it_from_being_submitted(scenario: Scenario, monkeypatch):
    facts = "workflows.selectors.facts.proposals.syllabus_port"
    monkeypatch.setattr(facts, lambda path: lambda courses: {course.pk for course in courses if course.position != 2})
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        submit(scenario)
    (finding,) = (finding for finding in refused.value.findings if finding.blocks)
    assert (finding.rule, finding.article, finding.facts["courses"]) == (
        "every_course_has_a_syllabus", "6(5)", ["课程2"],
    )  # fmt: skip


def test_what_has_changed_since_it_was_submitted_is_found_at_the_next_gate(scenario: Scenario):
    submit(scenario)
    scenario.director.field_knowledge = ""
    scenario.director.save()
    assert "director_knows_field_and_management" in blocking(lambda: scenario.take("endorse"))


@pytest.mark.parametrize("step", ["endorse", "accept", "conclude", "establish"])
def test_no_gate_is_skipped(scenario: Scenario, step: str):
    with only_the_refusal_is_logged(), pytest.raises(StepNotFromHere):
        scenario.take(step)


@pytest.mark.parametrize("step", [*TO_THE_SCHOOL[1:], "establish", "send_back", "reject"])
def test_whoever_made_it_decides_at_no_gate(scenario: Scenario, step: str):
    """Whoever began, revised or submitted it or its programme, and whoever directs that, whatever offices they hold."""
    revise(Programme, scenario.programme.pk, {"title_en": "FinTech"}, by=scenario.officer)
    hands = {"director": scenario.director.account, "who revised": Account.objects.get(pk=scenario.officer.account_id)}
    second = officer(Role.COLLEGE_OFFICER, scenario.college)
    scenario.officer = second
    before = {"endorse": 1, "accept": 2, "conclude": 3, "establish": 4, "send_back": 1, "reject": 4}[step]
    proposal = scenario.take(*TO_THE_SCHOOL[:before])
    for account in hands.values():
        for role in (Role.COLLEGE_OFFICER, Role.AAO_OFFICER, Role.SCHOOL_APPROVER):
            grant_office(account, role, scenario.college if role is Role.COLLEGE_OFFICER else None)
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(Proposal, proposal.pk, step, by=actor_of(account), reason=REASON, inputs=DECISION)


@pytest.mark.parametrize(
    ("first", "second"), [("endorse", "accept"), ("endorse", "establish"), ("conclude", "establish")]
)
def test_nobody_lets_it_pass_for_two_offices(scenario: Scenario, first: str, second: str):
    both = {"endorse": scenario.officer, "conclude": scenario.aao}[first]
    account = Account.objects.get(pk=both.account_id)
    for role in (Role.AAO_OFFICER, Role.SCHOOL_APPROVER):
        grant_office(account, role)
    before = (*TO_THE_SCHOOL, "establish").index(second)
    proposal = scenario.take(*TO_THE_SCHOOL[:before])
    with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
        take_step(Proposal, proposal.pk, second, by=actor_of(account), inputs=DECISION)


def test_an_officer_of_another_college_endorses_nothing(scenario: Scenario):
    proposal, stranger = submit(scenario), officer(Role.COLLEGE_OFFICER, CollegeFactory())
    with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
        take_step(Proposal, proposal.pk, "endorse", by=stranger)


@pytest.mark.parametrize(("place", "whose"), [(1, "officer"), (2, "aao"), (3, "aao"), (4, "approver")])
def test_it_is_returned_from_every_gate_with_comments_and_passes_every_gate_anew(
    scenario: Scenario, place: int, whose: str
):
    proposal = scenario.take(*TO_THE_SCHOOL[:place])
    inputs = {"courses": "第 3 门课学时偏少", "positioning": ""}
    by = getattr(scenario, whose)
    returned = take_step(Proposal, proposal.pk, "send_back", by=by, reason="请补充", inputs=inputs)
    assert (returned.state, returned.comments) == ("returned", {"courses": "第 3 门课学时偏少"})
    assert (returned.endorsed_by, returned.accepted_by, returned.reviewed_by) == (None, None, None)
    scenario.take(*TO_THE_SCHOOL, "establish")
    assert (scenario.proposal.state, scenario.proposal.comments) == ("established", {"courses": "第 3 门课学时偏少"})


def test_while_it_is_looked_at_nothing_of_it_changes(scenario: Scenario):
    proposal = submit(scenario)
    by, other = director(scenario), CollegeFactory()
    attempts: list[Callable[[], Any]] = [
        lambda: revise(Proposal, proposal.pk, {"positioning": "别的"}, by=by),
        lambda: revise(Programme, scenario.programme.pk, {"title": "别的"}, by=by),
        lambda: begin(Consent, {"college": other.pk}, by=by, under=proposal),
    ]
    for attempt in attempts:
        with nothing_changes(), pytest.raises(Refusal):
            attempt()


def test_one_that_was_rejected_stays_readable_and_the_next_begins_with_its_words(scenario: Scenario):
    rejected = take_step(Proposal, submit(scenario).pk, "reject", by=scenario.officer, reason="需求不足")
    again = begin(Proposal, {}, by=director(scenario), under=scenario.programme)
    assert (again.positioning, again.first_places) == (rejected.positioning, rejected.first_places)
    codes = Course.objects.filter(plan_version=again.plan).values_list("code", flat=True)
    assert [*codes] == [*rejected.plan.courses.values_list("code", flat=True)]
    assert (rejected.plan.number, again.plan.number, again.construction_steps.count()) == (1, 2, 2)
    assert scenario.establish().state == "established"
    assert Proposal.objects.get(pk=rejected.pk).state == "rejected"


def test_there_is_one_open_proposal_of_a_programme(scenario: Scenario):
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        begin(Proposal, {}, by=director(scenario), under=scenario.programme)
    assert [fault.code for fault in refused.value.faults] == ["OPEN_ALREADY"]


def test_a_change_of_an_established_plan_is_a_version_through_the_same_gates(scenario: Scenario):
    scenario.establish()
    intake, first = scenario.plan_intake(), scenario.plan
    begin(Proposal, {}, by=director(scenario), under=scenario.programme)
    scenario.write_plan(courses(7, "2", teacher=scenario.director))
    assert scenario.proposal.first_year is None  # its first intake was planned once
    version = scenario.programme.version
    scenario.take(*TO_THE_SCHOOL, "establish")
    assert (scenario.plan.number, scenario.plan.course_count) == (2, 7)
    programme = Programme.objects.get(pk=scenario.programme.pk)
    assert (programme.state, programme.version) == ("established", version)
    assert scenario.plan_intake().plan_version == scenario.plan
    intake.refresh_from_db(fields=["plan_version"])
    assert intake.plan_version == first  # whoever was admitted under it stays so


def changing(scenario: Scenario, **fields: Any) -> Proposal:
    """Answer a further proposal of an established programme that changes something of it."""
    scenario.establish()
    further = begin(Proposal, {}, by=director(scenario), under=scenario.programme)
    return revise(Proposal, further.pk, fields, by=director(scenario))


def test_a_new_title_and_director_pass_the_same_gates_and_hold_from_the_decision_on(scenario: Scenario):
    heir = StaffFactory(college=scenario.college)
    changing(scenario, new_title="智能会计", new_title_en="Intelligent Accounting", new_director=heir.pk)
    scenario.take(*TO_THE_SCHOOL)
    before = Programme.objects.get(pk=scenario.programme.pk)
    assert (before.title, before.director_id) == (scenario.programme.title, scenario.director.pk)

    scenario.take("establish")
    programme = Programme.objects.get(pk=scenario.programme.pk)
    assert (programme.title, programme.title_en, programme.director) == ("智能会计", "Intelligent Accounting", heir)
    assert (programme.pinyin, programme.decision_number) == (sort_key("智能会计"), before.decision_number)
    assert programme.made_by == before.made_by
    entry = LogEntry.objects.filter(kind="programme", record_id=programme.pk).latest("pk")
    assert (entry.step, entry.actor_kind) == ("revise", "service")
    assert entry.details["director"] == {"from": scenario.director.pk, "to": heir.pk}
    again = begin(Proposal, {}, by=actor_of(heir.account), under=programme)
    assert (again.new_title, again.new_director) == ("", None)


def test_a_change_into_what_is_already_so_changes_nothing(scenario: Scenario):
    changing(scenario, new_title=scenario.programme.title, new_director=scenario.director.pk)
    version = Programme.objects.get(pk=scenario.programme.pk).version
    scenario.take(*TO_THE_SCHOOL, "establish")
    assert Programme.objects.get(pk=scenario.programme.pk).version == version


def test_the_measures_ask_the_new_director_and_the_new_title(scenario: Scenario):
    lecturer = StaffFactory(college=scenario.college, title_level="intermediate", degree="master")
    StudentFactory(major="会计学")
    further = changing(scenario, new_title="会计学", new_director=lecturer.pk)
    refused = blocking(lambda: take_step(Proposal, further.pk, "submit", by=director(scenario)))
    assert refused.keys() == {"title_is_no_major", "director_has_the_title"}


@pytest.mark.parametrize("step", ["endorse", "accept", "conclude", "establish"])
def test_who_is_to_direct_it_decides_at_no_gate(scenario: Scenario, step: str):
    heir = StaffFactory(college=scenario.college)
    for role, college in OFFICES_OF_THE_GATES:
        grant_office(heir.account, role, scenario.college if college else None)
    changing(scenario, new_director=heir.pk)
    scenario.take(*(*TO_THE_SCHOOL, "establish")[: (*TO_THE_SCHOOL, "establish").index(step)])
    with pytest.raises(NotPermitted):
        take_step(Proposal, scenario.proposal.pk, step, by=actor_of(heir.account), inputs=DECISION)
    with pytest.raises(IntegrityError, match="art20_makers_do_not_decide"), transaction.atomic():
        Proposal.objects.filter(pk=scenario.proposal.pk).update(endorsed_by=heir.account)


def test_who_is_to_direct_it_is_no_expert_of_it(scenario: Scenario):
    heir = StaffFactory(college=CollegeFactory())
    grant_office(heir.account, Role.EXPERT, None)
    further = changing(scenario, new_director=heir.pk)
    scenario.take(*TO_THE_SCHOOL[:3])
    proposal = scenario.proposal
    assert part_in(proposal, heir) is not None
    assert heir not in candidates_for([proposal], scenario.aao)[further.pk]
    with nothing_changes(), pytest.raises(InvalidInput):
        begin(Review, {"expert": heir.pk}, by=scenario.aao, under=proposal)


def test_a_new_programme_is_revised_itself(scenario: Scenario):
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        revise(Proposal, scenario.proposal.pk, {"new_title": "另一个"}, by=scenario.officer)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("new_title",), "NOT_ESTABLISHED")]


def test_a_college_that_was_asked_decides_for_itself(scenario: Scenario):
    consent, theirs = asked_consent(scenario)
    for stranger in (director(scenario), scenario.officer, scenario.aao):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(Consent, consent.pk, "give", by=stranger)
    assert blocking(lambda: submit(scenario)) == {"partners_have_consented": Need.CHANGE}
    take_step(Consent, consent.pk, "give", by=theirs)
    assert submit(scenario).state == "submitted"


def test_one_goes_on_without_a_college_that_refused(scenario: Scenario):
    consent, theirs = asked_consent(scenario)
    take_step(Consent, consent.pk, "refuse", by=theirs, reason="师资不足")
    assert blocking(lambda: submit(scenario)) == {"partners_have_consented": Need.CHANGE}
    take_step(Consent, consent.pk, "drop", by=director(scenario))
    assert submit(scenario).state == "submitted"


def test_a_college_that_consented_stays_in_it_while_it_is_looked_at(scenario: Scenario):
    consent, theirs = asked_consent(scenario)
    take_step(Consent, consent.pk, "give", by=theirs)
    submit(scenario)

    def drop() -> Consent:
        return take_step(Consent, consent.pk, "drop", by=director(scenario))

    assert blocking(drop) == {"proposal_is_being_written": Need.CHANGE}
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.officer, reason=REASON)
    assert drop().state == "dropped"


def test_whoever_made_the_proposal_consents_for_no_other_college(scenario: Scenario):
    consent, _ = asked_consent(scenario)
    grant_office(scenario.director.account, Role.COLLEGE_OFFICER, consent.college)
    with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
        take_step(Consent, consent.pk, "give", by=director(scenario))


def test_the_lead_college_is_not_asked_for_its_consent(scenario: Scenario):
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        begin(Consent, {"college": scenario.college.pk}, by=director(scenario), under=scenario.proposal)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("college",), "LEADS_IT")]


def test_a_decision_without_its_number_is_none(scenario: Scenario):
    scenario.take(*TO_THE_SCHOOL)
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput) as refused:
        scenario.take("establish", inputs={"decision_number": " "})
    assert [fault.path for fault in refused.value.faults] == [("decision_number",)]
