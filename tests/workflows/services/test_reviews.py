"""Experts judge a proposal: independent, each for themselves, each once, without their names where it is read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import RULEBOOKS, CollegeFactory, Scenario, StaffFactory, edition, officer
from tests.workflows.drafts import expert
from tests.workflows.ways import DECLARED, OPINION, REASON, named_expert
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows import clock
from workflows.models import Consent, LogEntry, OutboxMessage, Proposal, Review, StaffMember
from workflows.regulation.actor import Actor, Role
from workflows.selectors.history import visible_entries
from workflows.selectors.judging import steps_from_here
from workflows.selectors.people import actor_of
from workflows.selectors.proposals import candidates_for, opinions_on, visible_proposals, visible_reviews
from workflows.selectors.rubric import scores_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.people import grant_office
from workflows.services.refusals import InvalidInput, NotPermitted, StepNotFromHere, StepRefused

pytestmark = pytest.mark.django_db
GIVEN = (DECLARED, ("give", OPINION))
AGAINST = (DECLARED, ("give", OPINION | {"favours": "unfavourable"}))


@pytest.fixture
def scenario() -> Scenario:
    """Answer a college whose proposal is in expert review."""
    made = Scenario()
    made.take("submit", "endorse", "accept")
    return made


def with_office(staff: StaffMember) -> StaffMember:
    grant_office(staff.account, Role.EXPERT)
    return staff


def name(scenario: Scenario, staff: StaffMember) -> Review:
    return begin(Review, {"expert": staff.pk}, by=scenario.aao, under=scenario.proposal)


def somebody_with_a_part(scenario: Scenario, part: str) -> StaffMember:
    """Answer an expert who has a part in the proposal."""
    if part == "college":
        return with_office(StaffFactory(college=scenario.college))
    if part == "director":
        return with_office(scenario.director)
    if part == "hand":
        maker = StaffFactory(college=None)
        Proposal.objects.filter(pk=scenario.proposal.pk).update(made_by=[*scenario.proposal.made_by, maker.account_id])
        return with_office(maker)
    raise LookupError(part)


@pytest.mark.parametrize("part", ["college", "director", "hand"])
def test_nobody_with_a_part_in_it_is_an_expert_for_it(scenario: Scenario, part: str):
    staff = somebody_with_a_part(scenario, part)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        name(scenario, staff)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("expert",), "CONFLICT")]


def teacher_of_the_plan(scenario: Scenario) -> StaffMember:
    guest = with_office(StaffFactory(college=None))
    course = scenario.plan.courses.get(position=2)
    scenario.write_plan(
        [
            {name: getattr(one, name) for name in ("code", "title", "credits", "theory_hours", "term", "assessment")}
            | {"teacher": guest if one == course else scenario.director}
            for one in scenario.plan.courses.all()
        ]
    )
    return guest


def test_a_teacher_of_the_plan_and_staff_of_a_college_that_takes_part_are_no_experts():
    scenario = Scenario()
    guest, other = teacher_of_the_plan(scenario), CollegeFactory()
    consent = begin(Consent, {"college": other.pk}, by=actor_of(scenario.director.account), under=scenario.proposal)
    take_step(Consent, consent.pk, "give", by=officer(Role.COLLEGE_OFFICER, other))
    scenario.take("submit", "endorse", "accept")
    for staff in (guest, with_office(StaffFactory(college=other))):
        with nothing_changes(), pytest.raises(InvalidInput) as refused:
            name(scenario, staff)
        assert [fault.code for fault in refused.value.faults] == ["CONFLICT"]


@pytest.mark.parametrize("part", ["college", "director", "hand"])
def test_the_database_holds_it_whoever_writes(scenario: Scenario, part: str):
    review = name(scenario, expert())
    staff = somebody_with_a_part(scenario, part)
    with pytest.raises(IntegrityError, match="art4_expert_is_independent: "), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(expert=staff)


def test_whoever_is_no_expert_is_not_named(scenario: Scenario):
    somebody = StaffFactory(college=CollegeFactory())
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        name(scenario, somebody)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("expert",), "INVALID_CHOICE")]


def test_experts_are_named_while_it_is_reviewed_by_who_did_not_make_it(scenario: Scenario):
    draft, outside = Scenario(), expert()
    with nothing_changes(), pytest.raises(InvalidInput):
        name(draft, outside)
    grant_office(scenario.director.account, Role.AAO_OFFICER)
    for by in (scenario.officer, actor_of(scenario.director.account)):
        with nothing_changes(), pytest.raises(NotPermitted):
            begin(Review, {"expert": outside.pk}, by=by, under=scenario.proposal)


def test_the_same_expert_is_named_once(scenario: Scenario):
    staff = expert()
    name(scenario, staff)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        name(scenario, staff)
    assert [fault.code for fault in refused.value.faults] == ["NAMED_ALREADY"]


def test_an_opinion_is_given_by_who_has_declared_to_be_independent_and_never_changes(scenario: Scenario):
    review, by = named_expert(scenario)
    with only_the_refusal_is_logged(), pytest.raises(StepNotFromHere):
        take_step(Review, review.pk, "give", by=by, inputs=OPINION)
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput):
        take_step(Review, review.pk, "accept", by=by, inputs={})
    for step, inputs in GIVEN:
        review = take_step(Review, review.pk, step, by=by, inputs=inputs)
    assert (review.is_favourable, review.scores["aims"], review.edition.document_number) == (
        True,
        5,
        "长工大人信校〔2025〕62号",
    )
    for step in ("give", "recuse"):
        with only_the_refusal_is_logged(), pytest.raises(StepNotFromHere):
            take_step(Review, review.pk, step, by=by, reason=REASON, inputs=OPINION)
    with pytest.raises(IntegrityError, match="opinion_is_kept: "), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(is_favourable=False)


@pytest.mark.parametrize("wrong", [{"aims": 0}, {"aims": 6}, {"aims": None}, {"remarks": " "}, {"favours": "perhaps"}])
def test_half_an_opinion_is_none(scenario: Scenario, wrong: dict[str, Any]):
    review, by = named_expert(scenario, DECLARED)
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput) as refused:
        take_step(Review, review.pk, "give", by=by, inputs=OPINION | wrong)
    assert [fault.path for fault in refused.value.faults] == [(*wrong,)]


def test_without_criteria_in_the_edition_an_opinion_has_no_scores(scenario: Scenario):
    text = (RULEBOOKS / "ccut-2025-62.toml").read_text("utf-8").replace("2025-09-01", clock.today().isoformat())
    edition(re.sub(r"\[\[criterion\]\]\n(?:[a-z.]+ = .*\n)+", "", text))
    review, by = named_expert(scenario, DECLARED)
    given = take_step(Review, review.pk, "give", by=by, inputs={"favours": "favourable", "remarks": "可以", "aims": 9})
    assert given.scores == {}


def test_a_criterion_of_another_school_is_asked_for_and_kept_with_its_edition(scenario: Scenario):
    text = (RULEBOOKS / "ccut-2025-62.toml").read_text("utf-8").replace("2025-09-01", clock.today().isoformat())
    later = edition(text.replace('key = "procedure"', 'key = "novelty"'))
    review, by = named_expert(scenario, DECLARED)
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput) as refused:
        take_step(Review, review.pk, "give", by=by, inputs=OPINION)
    assert [fault.path for fault in refused.value.faults] == [("novelty",)]
    given = take_step(Review, review.pk, "give", by=by, inputs=OPINION | {"novelty": 2})
    assert (given.edition, given.scores["novelty"], "procedure" in given.scores) == (later, 2, False)
    assert [score.criterion.key for score in scores_of(given)][-1] == "novelty"


def test_nobody_gives_anothers_opinion(scenario: Scenario):
    review, _ = named_expert(scenario, DECLARED)
    other = named_expert(scenario)[1]
    for stranger in (other, scenario.aao, scenario.officer):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(Review, review.pk, "give", by=stranger, inputs=OPINION)


@pytest.mark.parametrize(
    ("opinions", "passes"),
    [
        ((), False),
        ((GIVEN, GIVEN), False),
        ((GIVEN, GIVEN, GIVEN), True),
        ((GIVEN, GIVEN, AGAINST), True),
        ((GIVEN, AGAINST, AGAINST), False),
        ((GIVEN, GIVEN, AGAINST, AGAINST), False),
        ((GIVEN, GIVEN, GIVEN, AGAINST), True),
    ],
)
def test_the_review_is_concluded_by_enough_experts_in_favour(
    scenario: Scenario, opinions_of_experts: None, opinions: tuple[Any, ...], passes: bool
):
    for steps in opinions:
        named_expert(scenario, *steps)
    if passes:
        assert scenario.take("conclude", "establish").state == "established"
        return
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        scenario.take("conclude")
    (finding,) = refused.value.findings
    assert (finding.rule, finding.article, finding.facts["given"]) == ("experts_are_in_favour", "4", len(opinions))


def test_opinions_of_a_round_before_do_not_count(scenario: Scenario, opinions_of_experts: None):
    for _ in range(3):
        named_expert(scenario, *GIVEN)
    waiting, _ = named_expert(scenario)
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.aao, reason=REASON)
    assert Review.objects.get(pk=waiting.pk).state == "released"
    scenario.take("submit", "endorse", "accept")
    with pytest.raises(StepRefused):
        scenario.take("conclude")


def test_an_expert_reads_the_proposal_once_they_have_declared_and_until_they_are_released(scenario: Scenario):
    review, by = named_expert(scenario)
    other = named_expert(scenario)[1]
    assert [*visible_proposals(by)] == []
    take_step(Review, review.pk, "accept", by=by, inputs=DECLARED[1])
    assert [*visible_proposals(by)] == [scenario.proposal]
    assert [*visible_reviews(by)] == [review]
    assert [*visible_proposals(other)] == []
    take_step(Review, review.pk, "release", by=scenario.aao, reason=REASON)
    assert [*visible_proposals(by)] == []


def test_an_expert_who_has_judged_does_not_read_along_while_it_is_written_again(scenario: Scenario):
    review, by = named_expert(scenario)
    take_step(Review, review.pk, "accept", by=by, inputs=DECLARED[1])
    take_step(Review, review.pk, "give", by=by, inputs=OPINION)
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.aao, reason=REASON)
    assert [*visible_proposals(by)] == []
    scenario.take("submit", "endorse", "accept")
    assert [*visible_proposals(by)] == []  # another round has begun, with experts of its own
    assert [*visible_reviews(by)] == [review]


def readers(scenario: Scenario) -> dict[str, Actor]:
    return {
        "director": actor_of(scenario.director.account),
        "officer": scenario.officer,
        "aao": scenario.aao,
        "approver": scenario.approver,
        "stranger": officer(Role.COLLEGE_OFFICER, CollegeFactory()),
    }


def test_nobody_reads_anothers_opinion_before_their_own_and_makers_not_before_it_is_concluded(scenario: Scenario):
    first, early = named_expert(scenario, *GIVEN)
    late, by = named_expert(scenario, DECLARED)
    people = readers(scenario) | {"early": early, "late": by}

    def told() -> set[str]:
        return {who for who, actor in people.items() if opinions_on([scenario.proposal], actor)}

    assert told() == {"aao", "approver", "early"}
    take_step(Review, late.pk, "give", by=by, inputs=OPINION)
    assert told() == {"aao", "approver", "early", "late"}
    scenario.take("conclude")
    assert told() == {"aao", "approver", "early", "late", "director", "officer"}
    for who in ("director", "officer", "stranger"):
        assert [*visible_reviews(people[who])] == []
        assert visible_entries([first], people[who]) == {}


def test_makers_mend_with_what_experts_said_until_they_are_asked_again(scenario: Scenario):
    named_expert(scenario, *GIVEN)
    scenario.take("conclude")
    director = actor_of(scenario.director.account)

    def reads() -> bool:
        return scenario.proposal.pk in opinions_on([scenario.proposal], director)

    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.approver, reason=REASON)
    assert reads()
    scenario.take("submit", "endorse", "accept")
    named_expert(scenario, *GIVEN)
    assert not reads()


def test_makers_learn_nothing_of_the_count_before_it_is_concluded(scenario: Scenario, opinions_of_experts: None):
    named_expert(scenario, *AGAINST)
    with pytest.raises(StepRefused):
        scenario.take("conclude")
    proposal = scenario.proposal
    for maker in (actor_of(scenario.director.account), scenario.officer):
        steps = {one.step.name: one for one in steps_from_here([proposal], by=maker)[proposal.pk]}
        assert steps["conclude"].findings == ()
        told = [entry.step for entry in visible_entries([proposal], maker)[proposal.pk]]
        assert "conclude" not in told
    assert LogEntry.objects.filter(kind="proposal", step="conclude", outcome="refused").count() == 1
    entries = visible_entries([proposal], scenario.aao)[proposal.pk]
    assert entries[-1].step == "conclude"


def test_opinions_stand_in_an_order_that_tells_nothing(scenario: Scenario):
    for number in range(4):
        named_expert(scenario, DECLARED, ("give", OPINION | {"remarks": f"意见{number}"}))
    found = opinions_on([scenario.proposal], scenario.aao)[scenario.proposal.pk]
    again = opinions_on([scenario.proposal], scenario.aao)[scenario.proposal.pk]
    assert [one.remarks for one in found] == [one.remarks for one in again]
    assert [one.pk for one in found] != sorted(one.pk for one in found)


def letters() -> list[tuple[int, str]]:
    """Answer to whom letters are on their way, and their subjects."""
    return [(m.payload["account"], m.payload["subject"]) for m in OutboxMessage.objects.order_by("created_at", "pk")]


def test_an_expert_is_told_that_they_were_named(scenario: Scenario):
    review, by = named_expert(scenario)
    assert letters() == [(by.account_id, f"请您评审微专业申报书：{scenario.programme.title}")]
    assert review.proposal == scenario.proposal


def test_who_submitted_it_is_told_what_was_decided_and_what_to_mend_and_no_experts_name(scenario: Scenario):
    review, _ = named_expert(scenario, *GIVEN)
    inputs = {"courses": "课时偏少"}
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.aao, reason="请修改", inputs=inputs)
    message = OutboxMessage.objects.filter(payload__account=scenario.director.account_id).get()
    assert message.payload["subject"] == f"申报书“{scenario.programme.title}”：退回修改"
    assert "人才培养方案：课时偏少" in message.payload["body"]
    assert review.expert.name not in message.payload["body"]


def test_the_office_is_offered_the_experts_who_have_no_part_in_it_and_nobody_else_is():
    scenario = Scenario()
    guest, other = teacher_of_the_plan(scenario), CollegeFactory()
    begin(Consent, {"college": other.pk}, by=actor_of(scenario.director.account), under=scenario.proposal)
    with_office(scenario.director)
    own, of_the_other, free, named = (
        with_office(StaffFactory(college=college)) for college in (scenario.college, other, None, None)
    )
    take_step(Consent, Consent.objects.get().pk, "give", by=officer(Role.COLLEGE_OFFICER, other))
    scenario.take("submit", "endorse", "accept")
    name(scenario, named)
    offered = candidates_for([scenario.proposal], scenario.aao)[scenario.proposal.pk]
    assert offered == [free]
    assert {guest, own, of_the_other} & {*offered} == set()
    for somebody in (scenario.officer, actor_of(scenario.director.account), actor_of(free.account)):
        assert candidates_for([scenario.proposal], somebody) == {}


def test_the_least_burdened_experts_are_offered_first(scenario: Scenario):
    busy, idle, judged = expert(), expert(), expert()
    for staff, pinyin in ((busy, "a"), (idle, "b"), (judged, "c")):
        StaffMember.objects.filter(pk=staff.pk).update(pinyin=pinyin)
    other = Scenario()
    other.take("submit", "endorse", "accept")
    name(other, busy)
    given = name(other, judged)
    for step, inputs in GIVEN:
        take_step(Review, given.pk, step, by=actor_of(judged.account), inputs=inputs)
    offered = candidates_for([scenario.proposal], scenario.aao)[scenario.proposal.pk]
    assert [(one.pk, one.open_reviews) for one in offered] == [(idle.pk, 0), (judged.pk, 0), (busy.pk, 1)]


def test_an_expert_who_has_moved_into_the_college_judges_no_more_and_is_let_go(scenario: Scenario):
    moved, by = named_expert(scenario, DECLARED)
    StaffMember.objects.filter(pk=moved.expert_id).update(college=scenario.college)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Review, moved.pk, "give", by=by, inputs=OPINION)
    assert [finding.rule for finding in refused.value.findings if finding.blocks] == ["expert_has_no_part_in_it"]
    with pytest.raises(IntegrityError, match="art4_expert_is_independent"), transaction.atomic():
        Review.objects.filter(pk=moved.pk).update(state="given")
    assert take_step(Review, moved.pk, "recuse", by=by, reason=REASON).state == "recused"


@pytest.mark.parametrize("step", ["send_back", "reject", "conclude"])
def test_a_proposal_goes_on_whatever_became_of_its_experts(scenario: Scenario, step: str):
    moved, _ = named_expert(scenario, DECLARED)
    StaffMember.objects.filter(pk=moved.expert_id).update(college=scenario.college)
    taken = take_step(Proposal, scenario.proposal.pk, step, by=scenario.aao, reason=REASON)
    assert (taken.state, Review.objects.get(pk=moved.pk).state) == (
        {"send_back": "returned", "reject": "rejected", "conclude": "reviewed"}[step],
        "released",
    )


def test_nobody_names_themselves_and_no_officer_of_the_college_nor_who_let_it_pass_is_an_expert(scenario: Scenario):
    colleague = StaffFactory(college=CollegeFactory())
    grant_office(colleague.account, Role.COLLEGE_OFFICER, scenario.college)
    accepted = StaffMember.objects.get(account=scenario.aao.account_id)
    itself = StaffFactory(college=None)
    grant_office(itself.account, Role.AAO_OFFICER)
    for one in (colleague, accepted, itself):
        grant_office(one.account, Role.EXPERT)
    names = {colleague: scenario.aao, accepted: actor_of(itself.account), itself: actor_of(itself.account)}
    for one, office in names.items():
        with nothing_changes(), pytest.raises(InvalidInput) as refused:
            begin(Review, {"expert": one.pk}, by=office, under=scenario.proposal)
        assert [fault.code for fault in refused.value.faults] == ["CONFLICT"]


def test_an_expert_of_the_panel_decides_at_no_gate_and_reads_no_other_opinion_first(scenario: Scenario):
    both = StaffFactory(college=None)
    for role in (Role.EXPERT, Role.AAO_OFFICER, Role.SCHOOL_APPROVER):
        grant_office(both.account, role)
    review = begin(Review, {"expert": both.pk}, by=scenario.aao, under=scenario.proposal)
    other, by = named_expert(scenario, DECLARED)
    take_step(Review, other.pk, "give", by=by, inputs=OPINION)
    actor = actor_of(both.account)
    assert opinions_on([scenario.proposal], actor) == {}
    with pytest.raises(NotPermitted):
        take_step(Proposal, scenario.proposal.pk, "conclude", by=actor)
    take_step(Review, review.pk, "accept", by=actor, inputs=DECLARED[1])
    take_step(Review, review.pk, "give", by=actor, inputs=OPINION)
    assert len(opinions_on([scenario.proposal], actor)[scenario.proposal.pk]) == 2
    scenario.take("conclude")
    with pytest.raises(NotPermitted):
        take_step(Proposal, scenario.proposal.pk, "establish", by=actor, inputs={"decision_number": "1"})


def test_a_maker_with_an_office_of_the_school_learns_no_expert_and_no_opinion_early(scenario: Scenario):
    director = scenario.director.account
    grant_office(director, Role.AAO_OFFICER)
    review, by = named_expert(scenario, DECLARED)
    take_step(Review, review.pk, "give", by=by, inputs=OPINION)
    actor = actor_of(director)
    assert opinions_on([scenario.proposal], actor) == {}
    assert candidates_for([scenario.proposal], actor) == {}
    colleague = StaffFactory(college=scenario.college)
    grant_office(colleague.account, Role.COLLEGE_OFFICER, scenario.college)
    grant_office(colleague.account, Role.SCHOOL_APPROVER)
    assert [*visible_reviews(actor_of(colleague.account))] == []


def test_whose_words_a_further_proposal_takes_over_decides_on_it_no_more():
    scenario = Scenario()
    writer = officer(Role.COLLEGE_OFFICER, scenario.college)
    revise(Proposal, scenario.proposal.pk, {"positioning": "写过的话"}, by=writer)
    take_step(Proposal, scenario.proposal.pk, "withdraw", by=actor_of(scenario.director.account))
    again = begin(Proposal, {}, by=actor_of(scenario.director.account), under=scenario.programme)
    scenario.take("submit")
    with pytest.raises(NotPermitted):
        take_step(Proposal, again.pk, "endorse", by=writer)
