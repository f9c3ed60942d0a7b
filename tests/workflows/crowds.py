"""Many at once, each over a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Any

from django.db import DatabaseError, connections

from workflows.services.refusals import Busy, Refusal

CROWD = 40
"""Connections at a time."""


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
