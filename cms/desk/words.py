"""How the desk says a value: in the reader's language and at the school's time, the same on screens and in files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from workflows import clock, reader
from workflows.regulation.words import NOTHING


def said(value: Any) -> str:
    """Answer a value in words; a dash where there is none."""
    match value:
        case None | "" | () | []:
            return NOTHING
        case bool():
            return _("yes") if value else _("no")
        case dt.datetime():
            return date_format(at_school(value), "DATETIME_FORMAT")
        case dt.date():
            return date_format(value, "DATE_FORMAT")
        case Decimal():
            return f"{value.normalize():f}"
        case list() | tuple():
            return reader.listed(said(item) for item in value)
        case Mapping():
            return reader.in_turn(f"{name}: {said(item)}" for name, item in value.items())
        case _:
            return str(value)


def at_school(instant: dt.datetime) -> dt.datetime:
    """Answer an instant on the school's clocks."""
    return localtime(instant, clock.SCHOOL_ZONE)
