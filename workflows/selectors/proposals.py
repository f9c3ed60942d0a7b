"""Proposals: whose may be seen by whom, and the rows that are a part of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from workflows.models import Consent, ConstructionStep, Proposal
from workflows.regulation.actor import Actor
from workflows.selectors.handled import handled

TAKES_PART = (Consent.State.ASKED, Consent.State.GIVEN)
"""States of a consent in which its college reads what it was asked to take part in."""


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """
    Answer the proposals that an actor may see.

    Those of one's college and those in which it was asked to take part, those that one began or directs; all for the
    school's offices.
    """
    if actor.oversees_school:
        return Proposal.objects.all()
    asked = Consent.objects.filter(college__in=actor.own_colleges, state__in=TAKES_PART)
    seen = Q(programme__college__in=actor.own_colleges) | Q(pk__in=asked.values("proposal"))
    if actor.is_signed_in:
        seen |= Q(proposed_by=actor.account_id)
    if actor.staff_id is not None:
        seen |= Q(programme__director=actor.staff_id)
    return Proposal.objects.filter(seen)


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
