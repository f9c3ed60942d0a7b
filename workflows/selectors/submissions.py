"""Submissions of proposals: what each differs in from the one before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import prefetch_related_objects

from workflows.models import Proposal, Submission
from workflows.regulation.actor import Actor
from workflows.selectors.differences import Difference, differences, named
from workflows.selectors.proposals import works_on


def submissions_of(proposals: Sequence[Proposal], actor: Actor) -> Mapping[int, list[Submission]]:
    """Answer how each proposal stood when it was submitted, the first time first: for those who work on it."""
    prefetch_related_objects(proposals, *Proposal.to_its_people())
    own = [proposal.pk for proposal in proposals if works_on(proposal, actor)]
    found: dict[int, list[Submission]] = defaultdict(list)
    for submission in Submission.objects.filter(proposal__in=own).order_by("proposal", "number"):
        found[submission.proposal_id].append(submission)
    return found


def differences_of_submissions(submissions: Sequence[Submission]) -> Mapping[int, list[Difference]]:
    """Answer what each differs in from the one before it, of the same proposal; of a first one nothing."""
    proposals = {submission.proposal_id for submission in submissions}
    before: dict[tuple[int, int], Submission] = {
        (one.proposal_id, one.number + 1): one for one in Submission.objects.filter(proposal__in=proposals)
    }
    return named(
        {
            one.pk: differences(Submission.field_of, former.told, one.told)
            for one in submissions
            if (former := before.get((one.proposal_id, one.number))) is not None
        }
    )
