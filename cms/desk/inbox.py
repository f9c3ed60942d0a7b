"""The inbox: what waits for whoever signed in, on the admin's home page and as counts in the menu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db.models import F
from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from cms.desk.desks import Desk
from cms.desk.entry import actor_at_desk
from cms.desk.listing import MINE
from cms.desk.records import DESKS
from workflows import clock
from workflows.regulation.actor import Actor
from workflows.selectors.inbox import counted

SHOWN = 10
"""Records of each kind that the panel shows, those that wait longest first; the others are in the list."""


class InboxPanel(Component):
    """The panel on the admin's home page."""

    name = "inbox"
    order = 50
    template_name = "cms/desk/inbox.html"

    class Media:
        css: ClassVar[Mapping[str, list[str]]] = {"all": ["cms/desk.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Answer what waits, kind by kind."""
        request = parent_context["request"]
        actor = actor_at_desk(request.user)
        return {"trays": list(trays_of(actor, waiting_at_desks(request))), "holds_office": bool(actor.offices)}


def waiting_at_desks(request: HttpRequest) -> Mapping[str, int]:
    """Answer how many records of each kind wait for whoever asks; asked again within a request, the same."""
    known: Mapping[str, int] | None = getattr(request, "_waiting_at_desks", None)
    if known is None:
        actor = actor_at_desk(request.user)
        known = counted({kind: desk.waiting(actor) for kind, desk in DESKS.items()})
        request._waiting_at_desks = known  # type: ignore[attr-defined]  # lives as long as the request
    return known


def trays_of(actor: Actor, counts: Mapping[str, int]) -> Iterator[Mapping[str, Any]]:
    """Answer, for each kind of record of which some wait for the actor, how many, and the first of them."""
    today = clock.today()
    for kind, desk in DESKS.items():
        waiting, count = desk.waiting(actor), counts[kind]
        if not count:
            continue
        due = [F(desk.deadline_path).asc(nulls_last=True)] if desk.deadline_path else []
        yield {
            "desk": desk,
            "count": count,
            "rows": [_entry(desk, row, today) for row in waiting.order_by(*due, "changed_at", "pk")[:SHOWN]],
            "address": desk.address("index", query={"task": MINE}),
            "has_more": count > SHOWN,
        }


def _entry(desk: Desk[Any], row: Any, today: dt.date) -> Mapping[str, Any]:
    deadline = desk.deadline.value_of(row) if desk.deadline else None
    return {
        "line": desk.line(row),
        "age": (today - clock.day_of(row.changed_at)).days,
        "deadline": deadline,
        "is_late": deadline is not None and deadline < today,
    }
