"""What a step causes besides its state: in the same transaction, in the order given, for whoever takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from workflows.models import AnnualReview, Application, GrantedPlaces, Intake, Programme, Proposal, Record, Review
from workflows.models.record import Taking
from workflows.selectors.foreseen import lapsing
from workflows.selectors.judging import steps_of
from workflows.services import letters, plans, proposals, submissions

PORTAL = "portal"
"""The service account under which one record's step is taken because of another's."""


@dataclass(frozen=True, slots=True)
class Then:
    """A step of another record that follows from the one taken; the door takes it, under the portal's own account."""

    model: type[Record]
    pk: int
    step: str
    reason: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What changes of another record, besides its state, because of the step taken; kept as every revision is."""

    model: type[Record]
    pk: int
    columns: Mapping[str, Any]


Consequence = Callable[[Any, Taking], Iterable[Then | Change] | None]
Begun = Callable[[Any], Iterable[Record] | None]
"""Writes what belongs to a record that has just begun; answers further records that begin with it, not yet written."""


def lapse_applications(intake: Intake, taking: Taking) -> list[Then]:
    """Let the applications of a cancelled intake lapse as if never made, and withdrawn ones that count (Art. 12(1))."""
    keys = lapsing([intake]).order_by("pk").values_list("pk", flat=True)
    return [Then(Application, pk, "lapse", taking.reason) for pk in keys]


def establish_programme(proposal: Proposal, taking: Taking) -> list[Then]:
    """Establish the programme of a proposal that was approved, where that is new (Art. 4)."""
    if proposal.programme.state != Programme.State.PROPOSED:
        return []
    inputs = {"decision_number": proposal.decision_number}
    return [Then(Programme, proposal.programme_id, "establish", taking.reason, inputs)]


def change_programme(proposal: Proposal, taking: Taking) -> list[Change]:
    """Let an established programme have the title and the director that were approved (Art. 4, 6(3))."""
    return [Change(Programme, proposal.programme_id, proposal.changes)] if proposal.changes else []


def grant_first_places(proposal: Proposal, taking: Taking) -> None:
    """Grant the places that a new programme's proposal planned for its first year (Art. 6(4))."""
    is_new = proposal.programme.state == Programme.State.PROPOSED
    if is_new and proposal.first_year is not None and proposal.first_places is not None:
        GrantedPlaces.objects.create(
            programme_id=proposal.programme_id,
            academic_year=proposal.first_year,
            places=proposal.first_places,
            proposal=proposal,
        )


def grant_next_places(review: AnnualReview, taking: Taking) -> None:
    """Grant the places that the school has decided on for the year after the one under review (Art. 6(4))."""
    assert review.granted is not None  # noqa: S101  the step has just set it
    GrantedPlaces.objects.create(
        programme_id=review.programme_id, academic_year=review.academic_year + 1, places=review.granted, review=review
    )


def stop_programme(review: AnnualReview, taking: Taking) -> list[Then]:
    """Suspend or revoke the programme, as was decided on its review, where that is not so already (Art. 8)."""
    step = {AnnualReview.State.SUSPENDED: "suspend", AnnualReview.State.REVOKED: "revoke"}[
        AnnualReview.State(review.state)
    ]
    if review.programme.state not in steps_of(Programme)[step].sources:
        return []
    return [Then(Programme, review.programme_id, step, taking.reason, {"decision_number": review.decision_number})]


def release_experts(proposal: Proposal, taking: Taking) -> list[Then]:
    """Let the experts go who have not given an opinion, where the review ends without them."""
    waiting = proposal.reviews.filter(state__in=steps_of(Review)["release"].sources).order_by("pk")
    return [
        Then(Review, pk, "release", taking.reason or gettext("The review has ended."))
        for pk in waiting.values_list("pk", flat=True)
    ]


BEGUN: Mapping[type[Record], tuple[Begun, ...]] = {
    Programme: (lambda programme: [Proposal(programme=programme)],),
    Proposal: (proposals.open_parts,),
    Review: (letters.tell_named,),
    AnnualReview: (letters.tell_report_due,),
}


CONSEQUENCES: Mapping[tuple[type[Record], str], tuple[Consequence, ...]] = {
    (Proposal, "submit"): (submissions.keep_submission,),
    (Proposal, "conclude"): (release_experts,),
    (Proposal, "send_back"): (release_experts, letters.tell_gate),
    (Proposal, "reject"): (release_experts, letters.tell_gate),
    (Proposal, "withdraw"): (release_experts,),
    (Proposal, "establish"): (
        plans.freeze_version,
        grant_first_places,
        establish_programme,
        change_programme,
        submissions.publish_approved,
        letters.tell_gate,
    ),
    (AnnualReview, "go_on"): (grant_next_places,),
    (AnnualReview, "suspend"): (stop_programme,),
    (AnnualReview, "revoke"): (stop_programme,),
    (Intake, "publish"): (letters.tell_decisions,),
    (Intake, "cancel"): (lapse_applications,),
    (Application, "submit"): (letters.tell_submitted,),
    (Application, "send_back"): (letters.tell_returned,),
    (Application, "lapse"): (letters.tell_lapsed,),
}
