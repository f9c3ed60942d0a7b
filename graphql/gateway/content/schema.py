"""The content's half of the schema."""

from __future__ import annotations

import graphene

from gateway.content import blocks, pages
from gateway.content.completeness import missing_types
from gateway.content.media import Document, Image
from gateway.content.queries import Query


class ContentIsIncomplete(TypeError):
    """Editors could make what the graph could not serve; nothing is served until it can."""


def content_schema() -> graphene.Schema:
    """
    Answer the content's schema, built anew at each call: joining it with the records uses it up.

    :raises ContentIsIncomplete: a page model or a block has no type
    """
    if missing := missing_types():
        raise ContentIsIncomplete("; ".join(missing))
    return graphene.Schema(query=Query, types=[*pages.TYPES, *blocks.TYPES.values(), Image, Document])
