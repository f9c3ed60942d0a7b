"""What a step causes besides its state: in the same transaction, in the order given, for whoever takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from workflows.models import Application, Intake, Programme, Record
from workflows.models.record import Taking
from workflows.selectors.judging import steps_of
from workflows.services import letters, plans

PORTAL = "portal"
"""The service account under which one record's step is taken because of another's."""


@dataclass(frozen=True, slots=True)
class Then:
    """A step of another record that follows from the one taken; the door takes it, under the portal's own account."""

    model: type[Record]
    pk: int
    step: str
    reason: str


Consequence = Callable[[Any, Taking], Iterable[Then] | None]


def _lapsing(intake: Intake) -> QuerySet[Application]:
    """Answer what lapses with an intake: its applications, and withdrawn ones that count (Art. 12(1))."""
    return intake.applications.filter(state__in=steps_of(Application)["lapse"].sources).exclude(
        state=Application.State.WITHDRAWN, period_ordinal__isnull=True
    )


def lapse_applications(intake: Intake, taking: Taking) -> list[Then]:
    """Let the applications of a cancelled intake lapse as if never made, and withdrawn ones that count (Art. 12(1))."""
    keys = _lapsing(intake).order_by("pk").values_list("pk", flat=True)
    return [Then(Application, pk, "lapse", taking.reason) for pk in keys]


CONSEQUENCES: Mapping[tuple[type[Record], str], tuple[Consequence, ...]] = {
    (Programme, "establish"): (plans.freeze_latest_version,),
    (Intake, "publish"): (letters.tell_decisions,),
    (Intake, "cancel"): (lapse_applications,),
    (Application, "submit"): (letters.tell_submitted,),
    (Application, "send_back"): (letters.tell_returned,),
    (Application, "lapse"): (letters.tell_lapsed,),
}


def _lapsing_in_words(intake: Intake) -> str:
    count = _lapsing(intake).count()
    return ngettext("%(count)s application lapses.", "%(count)s applications lapse.", count) % {"count": count}


_FORESEEN: Mapping[tuple[type[Record], str], Callable[[Any], str]] = {(Intake, "cancel"): _lapsing_in_words}


def foreseen(record: Record, step: str) -> str:
    """Answer how many would follow if a step were taken now, in the language of the moment; empty where none do."""
    tell = _FORESEEN.get((type(record), step))
    return tell(record) if tell else ""
