"""Many at once, over real connections: crowds of deeds, and records for them to run at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from tests.factories import Scenario
from workflows.models import Application, Intake, Record
from workflows.regulation.actor import Actor
from workflows.selectors.invariants import invariant_violations
from workflows.services import door
from workflows.services.drafts import begin
from workflows.services.refusals import Busy, Refusal

CROWD = 40
"""Connections at a time."""
HESITATION = 0.3
"""Seconds."""


def together(deeds: Sequence[Callable[[], Any]], *, are_patient: bool = True) -> list[Any]:
    """
    Do all of these at once, the first of them at the same moment; answer what each gave, or what refused it.

    Patient ones are done again where the database was too busy for them, as people do: a slow machine decides nothing.
    """
    at_once = min(CROWD, len(deeds))
    start = threading.Barrier(at_once)

    def alone(place: int, deed: Callable[[], Any]) -> Any:
        if place < at_once:  # whoever comes later follows one that has ended
            start.wait()
        try:
            return _patiently(deed) if are_patient else deed()
        except (Refusal, DatabaseError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(at_once) as pool:
        # The clock goes with the context.
        futures = [pool.submit(copy_context().run, alone, place, deed) for place, deed in enumerate(deeds)]
        return [future.result() for future in futures]


def _patiently(deed: Callable[[], Any]) -> Any:
    for _ in range(5):
        with suppress(Busy):
            return deed()
    return deed()


def crowd_under_review(scenario: Scenario, count: int, *, places: int) -> tuple[Intake, list[int]]:
    """Answer an intake of so many places, and so many applications that wait for a decision."""
    intake = scenario.open_intake(places=places)
    return intake, [scenario.application("under_review", intake=intake).pk for _ in range(count)]


def drafts_of_one(scenario: Scenario, applicant: Actor, count: int) -> list[int]:
    """Answer drafts of one student, each to an intake of its own."""
    intakes = [scenario.open_intake() for _ in range(count)]
    return [begin(Application, {}, by=applicant, under=intake).pk for intake in intakes]


def lock_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Let the door read the record as it is, and lock neither it nor its parents.

    It hesitates before it writes, so that those who come at once have all read, however slow the machine is.
    """
    write = door._move_on
    monkeypatch.setattr(door, "_locked", lambda model, pk, locks: model._default_manager.get(pk=pk))
    monkeypatch.setattr(door, "_move_on", lambda record: (time.sleep(HESITATION), write(record)))


def hold_nothing_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever begins read the row above as it is, and hesitate before it goes on."""

    def read(above: Record) -> Record:
        found: Record = type(above)._default_manager.get(pk=above.pk)
        time.sleep(HESITATION)
        return found

    monkeypatch.setattr(door, "_held_still", read)


def drop(table: str, *constraints: str) -> None:
    """Remove constraints of the database."""
    with connection.cursor() as cursor:
        for constraint in constraints:
            cursor.execute(f"ALTER TABLE workflows_{table} DROP CONSTRAINT {constraint}")


def violated() -> set[str]:
    """Answer the names of all invariants that do not hold now."""
    return {violation.invariant for violation in invariant_violations()}
