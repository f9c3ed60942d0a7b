"""The tour: a panel on the home page of whoever has not closed it yet, with links to the real screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.generic import View
from wagtail.admin.ui.components import Component

from cms.desk.desks import Desk
from cms.desk.entry import AtDesk, actor_at_desk
from cms.desk.inbox import waiting_at_desks
from cms.desk.records import DESKS
from cms.selectors.tour import has_closed_tour
from cms.services.tour import close_tour, reopen_tour
from workflows import clock
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor

CLOSE, REOPEN = "desk_tour_close", "desk_tour_reopen"
HOME = "wagtailadmin_home"


class TourPanel(Component):
    """The panel above the inbox."""

    name = "tour"
    order = 40
    template_name = "cms/desk/tour.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Answer whether the tour is shown, and which list and record it leads to."""
        request = parent_context["request"]
        actor = actor_at_desk(request.user)
        if not actor.offices or has_closed_tour(actor):
            return {"is_shown": False}
        desk, record = _examples_for(actor, waiting_at_desks(request))
        return {
            "is_shown": True,
            "list_address": desk.address("index"),
            "record_address": record,
            "csrf_token": get_token(request),
        }


class CloseTour(AtDesk, View):
    """Closes the tour for good."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close it, and show the home page without it."""
        close_tour(by=self.actor, at=clock.now())
        return redirect(HOME)


class ReopenTour(AtDesk, View):
    """Opens the tour once more."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open it, and lead to where it stands."""
        reopen_tour(by=self.actor)
        return redirect(HOME)


def _examples_for(actor: Actor, counts: Mapping[str, int]) -> tuple[Desk[Any], str]:
    """Answer a desk with the address of one of its records: what waits for the actor, else what the offices handle."""
    waiting = [desk.waiting(actor) for kind, desk in DESKS.items() if counts[kind]]
    for rows in waiting[:1] or [desk.rows(actor) for desk in DESKS.values()]:
        if (row := rows.first()) is not None:
            desk = DESKS[kind_of(row)]
            return desk, desk.address("record", row.pk)
    first = next(iter(DESKS.values()))
    return first, first.address("index")
