"""Which records an edition reaches: those that keep one already, and those that have still to begin under one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflows.models import RECORDS, Record
from workflows.selectors.judging import Step, states_before, steps_of


@dataclass(frozen=True, slots=True)
class Reach:
    """Records of one kind, by whether they keep an edition."""

    model: type[Record]
    step: Step
    """The step from which on a record keeps the edition by which it was judged."""
    keeping: int
    """Records that another edition does not concern any more."""
    still_open: int
    """Records that keep none yet and may still come to that step."""

    @property
    def label(self) -> str:
        """Answer what such records are called."""
        return str(self.model._meta.verbose_name_plural)


def reach_of_editions() -> list[Reach]:
    """Answer, for each kind of record that keeps an edition, from which step on, and how many do (two queries each)."""
    return [_reach(model, step) for model in RECORDS for step in steps_of(model).values() if step.manner.fixes_edition]


def _reach(model: type[Record], step: Step) -> Reach:
    rows: Any = model._default_manager  # the state is a field of each kind of record, and not of what they share
    still_open = rows.filter(edition=None, state__in=states_before(model, step))
    return Reach(model, step, keeping=rows.exclude(edition=None).count(), still_open=still_open.count())
