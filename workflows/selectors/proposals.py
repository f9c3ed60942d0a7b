"""Proposals: whose may be seen by whom, and the rows that are a part of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects

from workflows.models import Consent, ConstructionStep, Membership, Proposal, Review, StaffMember
from workflows.models.review import part_in
from workflows.regulation.actor import Actor, Role
from workflows.selectors.handled import handled

OPENED = (Review.State.ACCEPTED, Review.State.GIVEN)
"""States of a review in which its expert reads the proposal: once they have declared to be independent."""
READ_BY_EXPERTS = (
    Proposal.State.IN_REVIEW,
    Proposal.State.REVIEWED,
    Proposal.State.ESTABLISHED,
    Proposal.State.REJECTED,
)
"""States of a proposal in which the experts of its round read it: not while it is written again."""
TAKES_PART = (Consent.State.ASKED, Consent.State.GIVEN)
"""States of a consent in which its college reads what it was asked to take part in."""


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """
    Answer the proposals that an actor may see.

    Those of one's college and those in which it was asked to take part, those that one began or directs, those that an
    expert has opened, from the review on and not while they are written again; all for the school's offices.
    """
    if actor.oversees_school:
        return Proposal.objects.all()
    asked = Consent.objects.filter(college__in=actor.own_colleges, state__in=TAKES_PART)
    seen = Q(programme__college__in=actor.own_colleges) | Q(pk__in=asked.values("proposal"))
    if actor.is_signed_in:
        seen |= Q(proposed_by=actor.account_id)
    if actor.staff_id is not None:
        seen |= Q(programme__director=actor.staff_id)
    opened = visible_reviews(actor).filter(
        state__in=OPENED, round=F("proposal__round"), proposal__state__in=READ_BY_EXPERTS
    )
    seen |= Q(pk__in=opened.values("proposal"))
    return Proposal.objects.filter(seen)


def candidates_for(proposals: Sequence[Proposal], actor: Actor) -> Mapping[int, list[StaffMember]]:
    """
    Answer the experts who could be named for proposals: for the school's offices (six queries at most).

    Those who hold the office of an expert, have no part in what is proposed, and were not named in this round. Those
    come first who have the fewest reviews before them (``open_reviews``), and among these by pinyin.
    """
    if not actor.oversees_school:
        return {}
    prefetch_related_objects(proposals, "programme__director", "new_director", "plan__courses", "consents", "reviews")
    experts = list(experts_by_load())
    return {
        proposal.pk: [one for one in experts if one.pk not in _named(proposal) and part_in(proposal, one) is None]
        for proposal in proposals
        if actor.account_id not in proposal.hands  # whom nobody offers her would tell her whom they have named
    }


def experts_by_load() -> QuerySet[StaffMember]:
    """Answer all experts with how many reviews each has before them (``open_reviews``), the fewest first."""
    holds = Membership.objects.filter(account=OuterRef("account"), role=Role.EXPERT)
    waiting = Count("reviews", filter=Q(reviews__state__in=(Review.State.INVITED, Review.State.ACCEPTED)))
    return (
        StaffMember.objects.filter(Exists(holds))
        .prefetch_related("account__memberships")
        .annotate(open_reviews=waiting)
        .order_by("open_reviews", "pinyin", "pk")
    )


def _named(proposal: Proposal) -> set[int]:
    """Answer the experts who were named in the present round, and not released."""
    reviews = proposal.reviews.all()
    return {one.expert_id for one in reviews if one.round == proposal.round and one.state != Review.State.RELEASED}


def visible_reviews(actor: Actor) -> QuerySet[Review]:
    """
    Answer the reviews that an actor may see, with names: an expert's own; all for the school's offices.

    None of what one had a hand in, or of one's own college, whichever offices one holds besides: who proposes does not
    learn who judges.
    """
    if actor.oversees_school:
        made = Proposal.objects.filter(
            Proposal.with_a_hand_of(actor.account_id) | Q(programme__college__in=actor.own_colleges)
        )
        return Review.objects.exclude(proposal__in=made.values("pk"))
    return Review.objects.filter(expert=actor.staff_id) if actor.holds(Role.EXPERT) else Review.objects.none()


def given_opinions(proposals: Sequence[Proposal]) -> Mapping[int, list[Review]]:
    """
    Answer the opinions given on proposals in their present round, in an order that does not tell by whom (one query).

    The caller tells those who may not know the experts nothing of a review but the opinion.
    """
    given = Review.objects.filter(proposal__in=[p.pk for p in proposals], state=Review.State.GIVEN)
    found: dict[int, list[Review]] = defaultdict(list)
    for review in given.filter(round=F("proposal__round")):
        found[review.proposal_id].append(review)
    return {proposal: sorted(opinions, key=_shuffled) for proposal, opinions in found.items()}


def opinions_on(proposals: Sequence[Proposal], actor: Actor) -> Mapping[int, list[Review]]:
    """
    Answer the opinions on those proposals of which somebody may read any, by the proposals' keys (two queries).

    The school's offices read them as they come; an expert of the review once their own is given, whichever offices they
    hold; those who make the proposal once the review is concluded.
    """
    prefetch_related_objects(proposals, *Proposal.to_its_people())
    given, judging = given_opinions(proposals), _judged_by(proposals, actor)
    return {
        proposal.pk: given.get(proposal.pk, [])
        for proposal in proposals
        if proposal.pk not in judging and _may_read_opinions(proposal, given.get(proposal.pk, []), actor)
    }


def _judged_by(proposals: Sequence[Proposal], actor: Actor) -> set[int]:
    """Answer the proposals on which an actor has still to give an opinion of their own (one query, for experts)."""
    if actor.staff_id is None or not actor.holds(Role.EXPERT):
        return set()
    open_ones = Review.objects.filter(
        proposal__in=[proposal.pk for proposal in proposals],
        expert=actor.staff_id,
        round=F("proposal__round"),
        state__in=(Review.State.INVITED, Review.State.ACCEPTED),
    )
    return set(open_ones.values_list("proposal", flat=True))


def _may_read_opinions(proposal: Proposal, given: Sequence[Review], actor: Actor) -> bool:
    if actor.oversees_school and actor.account_id not in proposal.hands:
        return True
    if any(review.expert_id == actor.staff_id for review in given) and actor.holds(Role.EXPERT):
        return True
    return proposal.reviewed_at is not None and works_on(proposal, actor)


def works_on(proposal: Proposal, actor: Actor) -> bool:
    """Answer whether somebody is of the lead college, of the school's offices, or directs the programme."""
    return actor.oversees(proposal.college_id) or (
        actor.staff_id is not None and actor.staff_id == proposal.director_id
    )


def _shuffled(review: Review) -> str:
    """Answer a key that puts opinions in an order which depends on nothing but their words."""
    told = f"{review.remarks}{sorted(review.scores.items())}"
    return hashlib.sha256(told.encode()).hexdigest()


def visible_consents(actor: Actor) -> QuerySet[Consent]:
    """Answer the consents that an actor may see: those that fall to one's college, and those of its own proposals."""
    own = handled(Proposal.objects.all(), actor) | Proposal.objects.filter(programme__director=actor.staff_id or 0)
    return handled(Consent.objects.all(), actor) | Consent.objects.filter(proposal__in=own.values("pk"))


def construction_steps_of(proposals: Sequence[Proposal]) -> Mapping[int, list[ConstructionStep]]:
    """Answer the steps of each proposal's construction plan in their order (one query)."""
    steps: dict[int, list[ConstructionStep]] = defaultdict(list)
    for step in ConstructionStep.objects.filter(proposal__in=[proposal.pk for proposal in proposals]):
        steps[step.proposal_id].append(step)
    return steps
