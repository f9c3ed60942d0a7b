"""The desks in the admin's addresses, menu and home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from cms.desk.inbox import InboxPanel
from cms.desk.records import DESKS
from cms.desk.viewset import DeskMenuItem, DeskViewSet

FIRST_IN_THE_MENU = 20
"""Before pages, which Wagtail puts at 100."""


@hooks.register("register_admin_viewset")
def desks() -> list[DeskViewSet]:
    """Answer the screens of every desk."""
    return [
        DeskViewSet(f"desk_{kind}", url_prefix=f"desk/{kind}", desk=desk, icon=desk.icon)
        for kind, desk in DESKS.items()
    ]


def _menu_item(place: int, kind: str) -> None:
    hooks.register("register_admin_menu_item", lambda: DeskMenuItem(DESKS[kind], order=FIRST_IN_THE_MENU + place))


for _place, _kind in enumerate(DESKS):
    _menu_item(_place, _kind)


@hooks.register("construct_homepage_panels")
def inbox(request: HttpRequest, panels: list[Any]) -> None:
    """Put the inbox on the admin's home page, before everything else."""
    panels.insert(0, InboxPanel())
