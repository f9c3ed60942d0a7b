"""The log of a record, as far as the reader may know it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry

from gateway.peers import load_for
from gateway.records.enums import StepOutcome
from workflows.selectors.history import visible_entries

HISTORY = (
    "What happened to it, the oldest first: for those who act on it. The applicant sees her own steps and what was "
    "told to her; the public sees nothing. At most the latest 50. Since 0.1."
)


@strawberry.type(description="One step that was taken or refused. Since 0.1.")
class LogEntry:
    at: dt.datetime = strawberry.field(description="When. Since 0.1.")
    actor_name: str = strawberry.field(description="Who. Since 0.1.")
    step: str = strawberry.field(description="Which step. Since 0.1.")
    outcome: StepOutcome = strawberry.field(description="Whether the step was taken. Since 0.1.")
    from_state: str = strawberry.field(description="From which state. Since 0.1.")
    to_state: str = strawberry.field(description="To which state. Since 0.1.")
    reason: str = strawberry.field(description="The recorded reason. Since 0.1.")


def history(root: strawberry.Parent[Any], info: strawberry.Info) -> list[LogEntry]:
    """Answer the entries that the reader may see, loaded for all peers at once."""
    actor = info.context.actor
    return load_for(root, "history", lambda rows: visible_entries(rows, actor)) or []
