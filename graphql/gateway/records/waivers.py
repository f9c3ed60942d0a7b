"""Waivers in the graph."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry

from gateway.peers import load_for
from gateway.records.enums import Role
from gateway.records.node import RecordNode, record_type
from workflows import models
from workflows.selectors.waivers import matter_of, waivers_of


def _matter(root: strawberry.Parent[models.Waiver], info: strawberry.Info) -> str | None:
    bound = info.context.rulebook.clauses.get(root.rule)
    return matter_of(root, bound and bound.clause, info.context.language) or None


@record_type(
    models.Waiver,
    description="An office lets one record pass one clause that binds in principle (原则上). "
    "For the college, whoever asked, the office that decides, and the school's offices.",
)
class Waiver(RecordNode):
    rule: str = strawberry.field(description="The rule, as findings name it. Since 0.1.")
    matter: str | None = strawberry.field(
        resolver=_matter,
        description="What it is for, in the reader's language: what the rule found when it was asked for. It helps "
        "while the rule finds the same; null in waivers from before this was kept, which help whatever the record "
        "becomes. Since 0.1.",
    )
    reason: str = strawberry.field(description="Why it was asked for. Since 0.1.")
    decided_by_role: Role = strawberry.field(description="The office that decides. Since 0.1.")
    decided_at: dt.datetime | None = strawberry.field(description="When it was decided. Since 0.1.")
    decision_reason: str = strawberry.field(description="Why it was decided so. Since 0.1.")


def waivers(root: strawberry.Parent[Any], info: strawberry.Info) -> list[Waiver]:
    """Answer the waivers asked for a record, loaded for all of its peers."""
    actor = info.context.actor
    return load_for(root, "waivers", lambda rows: waivers_of(rows, actor)) or []


WAIVERS = "Waivers asked for it, those that the reader may see: its college, whoever asked, the offices. Since 0.1."
