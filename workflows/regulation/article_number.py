"""How articles are cited: 12, or 12(1) for a paragraph."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from workflows.regulation.text import marked as _

ARTICLE_PATTERN = r"^[1-9][0-9]?(\([1-9][0-9]?\))?$"
ArticleNumber = Annotated[str, Field(pattern=ARTICLE_PATTERN, description=_("12 or 12(1)"))]


def number_of(article: str) -> int:
    """Answer an article without its paragraph: 12 of 12(1)."""
    return int(article.partition("(")[0])
