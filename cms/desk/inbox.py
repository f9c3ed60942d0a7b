"""The inbox: what waits for whoever signed in, on the admin's home page and as counts in the menu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F
from wagtail.admin.ui.components import Component

from cms.desk.desks import Desk
from cms.desk.entry import actor_at_desk
from cms.desk.listing import MINE
from cms.desk.records import DESKS
from workflows import clock
from workflows.regulation.actor import Actor

SHOWN = 10
"""Records of each kind that the panel shows, those that wait longest first; the others are in the list."""


class InboxPanel(Component):
    """The panel on the admin's home page."""

    name = "inbox"
    order = 50
    template_name = "cms/desk/inbox.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Answer what waits, kind by kind."""
        actor = actor_at_desk(parent_context["request"].user)
        return {"trays": list(trays_of(actor)), "holds_office": bool(actor.offices)}


def trays_of(actor: Actor) -> Iterator[Mapping[str, Any]]:
    """Answer, for each kind of record of which some wait for the actor, how many, and the first of them."""
    today = clock.today()
    for desk in DESKS.values():
        waiting = desk.waiting(actor)
        if not (count := waiting.count()):
            continue
        due = [F(desk.deadline_path).asc(nulls_last=True)] if desk.deadline_path else []
        yield {
            "desk": desk,
            "count": count,
            "rows": [_entry(desk, row, today) for row in waiting.order_by(*due, "changed_at", "pk")[:SHOWN]],
            "address": f"{desk.address('index')}?task={MINE}",
            "has_more": count > SHOWN,
        }


def _entry(desk: Desk[Any], row: Any, today: dt.date) -> Mapping[str, Any]:
    deadline = desk.deadline.value_of(row) if desk.deadline else None
    return {
        "line": desk.line(row),
        "age": (today - clock.day_of(row.changed_at)).days,
        "deadline": deadline,
        "is_late": deadline is not None and deadline <= today,
    }
