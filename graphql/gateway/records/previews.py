"""Previews in the graph: the token with which a frontend shows a page as it would be after approval."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry

from cms.addresses import preview_address
from cms.selectors.previews import previews_of
from gateway.peers import load_for


@strawberry.type(
    description="A preview of a programme's page with its proposed plan, for an hour: for those who work on the "
    "programme, and those who look at its proposal. Since 0.1."
)
class Preview:
    token: str = strawberry.field(
        description="Sent along as X-Preview-Token, it lets public queries be answered as after approval. Since 0.1."
    )
    path: str = strawberry.field(description="Where the page is, or will be, on the frontend. Since 0.1.")
    address: str = strawberry.field(
        description="Where the portal itself shows it, in other scenes too; to pass on. Since 0.1."
    )
    ends_at: dt.datetime = strawberry.field(description="When it ends. Since 0.1.")


def _preview(root: strawberry.Parent[Any], info: strawberry.Info) -> Preview | None:
    actor = info.context.actor
    found = load_for(root, "preview", lambda rows: previews_of(rows, actor))
    if found is None:
        return None
    preview, path = found
    return Preview(token=preview.token, path=path, address=preview_address(preview), ends_at=preview.ends_at)


def preview() -> Any:
    """Declare the field."""
    return strawberry.field(
        resolver=_preview,
        description="A preview of its page that begins now; null for others, and where there is no page. Since 0.1.",
    )
