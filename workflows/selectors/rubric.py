"""Scores of experts, in the words of the edition by which they were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from workflows import clock
from workflows.models import Review
from workflows.regulation.rubric import Criterion
from workflows.selectors.rulebooks import criteria_of, edition_in_force


class Score(NamedTuple):
    """What an expert gave for one criterion."""

    criterion: Criterion
    score: int


def scores_of(review: Review) -> list[Score]:
    """Answer the scores of an opinion in the order of its edition's criteria; none before it is given."""
    if not review.scores:
        return []
    # Opinions from before editions had criteria keep none: theirs are those that every edition of the school has.
    criteria = criteria_of(review.edition_id or edition_in_force(on=clock.today()).pk)
    return [Score(one, review.scores[one.key]) for one in criteria if one.key in review.scores]


def criteria_scored(reviews: Sequence[Review]) -> list[Criterion]:
    """Answer what some opinions have scored, each criterion once."""
    found = {score.criterion.key: score.criterion for review in reviews for score in scores_of(review)}
    return list(found.values())
