"""The rubric of expert reviews: what experts score, as an edition says (Art. 4, 6)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from workflows.regulation.article_number import ArticleNumber
from workflows.regulation.words import Part, Words

BEST_SCORE = 5
"""Scores go from 1 to this."""
CriterionKey = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,29}$", description="small_letters")]
RESERVED = frozenset({"favours", "remarks", "confidential", "reason", "key", "version"})
"""What an opinion asks for besides: no criterion is called so."""


class Criterion(Part):
    """One thing that experts score."""

    key: CriterionKey
    article: ArticleNumber
    label: Words
