"""Fields of records in the graph whose values stand for themselves: their types, and what is said of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import override

from gateway.records.enums import enum_of_choices

_VALUES: Mapping[type[models.Field[Any, Any]], type] = {
    models.BooleanField: bool,
    models.CharField: str,
    models.DateField: dt.date,
    models.DateTimeField: dt.datetime,
    models.PositiveSmallIntegerField: int,
    models.TextField: str,
}


def annotation_of(field: Any) -> Any:
    """
    Answer the type of a field's values: of one with choices, its enum.

    :raises TypeError: for a kind of field that needs a resolver
    """
    if isinstance(field, ArrayField):
        return list[annotation_of(field.base_field)]  # type: ignore[misc]  # made at run time
    if type(field) not in _VALUES or (field.choices and field.blank):
        raise TypeError(f"{field} needs a resolver of its own.")
    value: Any = enum_of_choices(field.choices) if field.choices else _VALUES[type(field)]
    return value | None if field.null else value


def described(field: Any) -> str:
    """Answer a field's label and help in English, as a description."""
    with override("en"):
        return " ".join(filter(None, (f"{capfirst(str(field.verbose_name))}.", str(field.help_text), "Since 0.1.")))
