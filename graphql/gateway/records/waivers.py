"""Waivers in the graph."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry

from gateway.peers import load_for
from gateway.records.enums import Role, WaiverState
from gateway.records.node import RecordNode, record_type
from workflows import models
from workflows.clock import in_utc
from workflows.selectors.waivers import waivers_of


def _state(root: strawberry.Parent[models.Waiver]) -> WaiverState:
    return WaiverState(root.state)


def _decided_by_role(root: strawberry.Parent[models.Waiver]) -> Role:
    return Role(root.decided_by_role)


def _decided_at(root: strawberry.Parent[models.Waiver]) -> dt.datetime | None:
    return in_utc(root.decided_at)


@record_type(
    models.Waiver,
    description="An office lets one record pass one clause that binds in principle (原则上). "
    "For the college, whoever asked, the office that decides, and the school's offices.",
)
class Waiver(RecordNode):
    rule: str = strawberry.field(description="The rule, as findings name it. Since 0.1.")
    reason: str = strawberry.field(description="Why it was asked for. Since 0.1.")
    state: WaiverState = strawberry.field(resolver=_state, description="Its state. Since 0.1.")
    decided_by_role: Role = strawberry.field(
        resolver=_decided_by_role, description="The office that decides. Since 0.1."
    )
    decided_at: dt.datetime | None = strawberry.field(
        resolver=_decided_at, description="When it was decided. Since 0.1."
    )
    decision_reason: str = strawberry.field(description="Why it was decided so. Since 0.1.")


def waivers(root: strawberry.Parent[Any], info: strawberry.Info) -> list[Waiver]:
    """Answer the waivers asked for a record, loaded for all of its peers."""
    actor = info.context.actor
    return load_for(root, "waivers", lambda rows: waivers_of(rows, actor)) or []


WAIVERS = "Waivers asked for it, those that the reader may see: its college, whoever asked, the offices. Since 0.1."
