"""The worker: delivers what waits in the outbox, and keeps the calendar."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import import_string

from workflows import clock
from workflows.services.calendar import keep_the_calendar
from workflows.services.outbox import deliver_one

CALENDAR_EVERY = dt.timedelta(seconds=30)
SHORTEST_REST, LONGEST_REST = 0.2, 5.0
"""Seconds between two looks at an empty outbox: twice as long after each one, until something is found."""
BLINK = 0.2
"""Seconds after which a resting worker looks whether it is told to stop."""

logger = logging.getLogger(__name__)


def tidy_up() -> None:
    """Let every part of the portal remove what nobody needs any more."""
    for name in settings.HOUSEKEEPING:
        import_string(name)(at=clock.now())


class Worker:
    """
    Works until it is told to stop, and then finishes what it has in hand.

    Any number of workers may run: each message is leased to one of them, and each step of the calendar is taken once.
    """

    def __init__(self, *, rest: Callable[[float], None] = time.sleep) -> None:
        """Begin with nothing done; ``rest`` waits for so many seconds."""
        self._rest = rest
        self._is_stopping = False
        self._calendar_due = clock.now()

    def stop(self) -> None:
        """Stop after the message or the step in hand; safe to call from the handler of a signal."""
        self._is_stopping = True

    def work_once(self) -> None:
        """Keep the calendar, deliver everything that is due, and end."""
        keep_the_calendar()
        tidy_up()
        while not self._is_stopping and deliver_one() is not None:
            pass

    def work(self) -> None:
        """Work on; a database that goes away is waited for."""
        pause = SHORTEST_REST
        while not self._is_stopping:
            try:
                has_work = self._look()
            except (OperationalError, InterfaceError) as error:
                logger.warning("the database is away: %s", error)
                connection.close()
                has_work = False
            pause = SHORTEST_REST if has_work else min(pause * 2, LONGEST_REST)
            if not has_work:
                self._rest_for(pause)

    def _look(self) -> bool:
        if (now := clock.now()) >= self._calendar_due:
            self._calendar_due = now + CALENDAR_EVERY
            try:
                keep_the_calendar()
                tidy_up()
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("the calendar was not kept")  # a fault in it must not stop the mail
        return not self._is_stopping and deliver_one() is not None

    def _rest_for(self, seconds: float) -> None:
        while seconds > 0 and not self._is_stopping:
            self._rest(min(seconds, BLINK))
            seconds -= BLINK
