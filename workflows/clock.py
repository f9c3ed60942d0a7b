"""The one clock: everything that asks for the time asks here, so that tests, demos and previews can move it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

SCHOOL_ZONE = ZoneInfo("Asia/Shanghai")
"""Where the school's days begin and end: China keeps one zone and no summer time."""

_offset: ContextVar[dt.timedelta] = ContextVar("clock_offset", default=dt.timedelta())


def now() -> dt.datetime:
    """Answer the present instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC) + _offset.get()


def today() -> dt.date:
    """Answer the present day at the school."""
    return day_of(now())


def day_of(instant: dt.datetime) -> dt.date:
    """Answer the day at the school on which an instant falls."""
    return instant.astimezone(SCHOOL_ZONE).date()


@contextmanager
def moved_by(offset: dt.timedelta) -> Iterator[None]:
    """Let the clock run ``offset`` ahead of (or behind) the world inside this context."""
    token = _offset.set(offset)
    try:
        yield
    finally:
        _offset.reset(token)


@contextmanager
def moved_to(instant: dt.datetime) -> Iterator[None]:
    """Let the clock start at ``instant`` inside this context and run on from there."""
    world = dt.datetime.now(dt.UTC)
    with moved_by(instant - world):
        yield
