"""How records begin and are revised: declared on the record, as its steps are, for desk, graph and tests alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.models import fields_for_model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.models.duties import Duty

_ENDS_OF_LINES = re.compile(r"[ \t]*[\r\n\t\u2028\u2029][\s]*")
_BETWEEN = re.compile(r"\s*[,，、;；\n]\s*")


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a record of a kind begins: as what, whose duty it is, under which row, with which of its fields."""

    verb: str
    """The deed's name in the graph is this with the record's: ``plan`` an intake, ``planIntake``."""
    label: str | Promise
    """What the button says."""
    effect: str | Promise
    """What follows from it, as whoever is about to do it is told."""
    duty: Duty
    """Asked of the new record before it is kept."""
    under: str = ""
    """The relation to the record under which it begins; empty where it begins by itself."""
    while_it_is: frozenset[str] = frozenset()
    """The states of that record in which it may; empty for all."""
    fields: tuple[str, ...] = ()
    """What whoever begins it fills in."""
    of_any_college: tuple[str, ...] = ()
    """Those of them whose rows are of any college, and not only of those that the actor works for."""

    def is_open_in(self, state: str) -> bool:
        """Answer whether it may begin while the record above is in a state."""
        return not self.while_it_is or state in self.while_it_is


@dataclass(frozen=True, slots=True)
class Revision:
    """How a record's own fields are changed while its state leaves them open."""

    duty: Duty
    states: frozenset[str]
    """In which it may still be revised."""
    fields: tuple[str, ...]


class LineField(forms.CharField):
    """A text of one line: where several were pasted, they become one."""

    def to_python(self, value: Any) -> Any:
        """Answer the text in one line."""
        text = super().to_python(value)
        return _ENDS_OF_LINES.sub(" ", text) if isinstance(text, str) else text


class LinesField(forms.CharField):
    """A text of some lines, whose ends count as one character each, as in the browser: it sends two."""

    def to_python(self, value: Any) -> Any:
        """Answer the text with the ends of lines that we keep."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class ListField(SimpleArrayField):
    """Some values in one line, parted as people part them: by commas, Chinese or not, or by semicolons."""

    default_error_messages = {"item_invalid": _("No. %(nth)s of the list:")}

    def prepare_value(self, value: Any) -> Any:
        """Answer the values as one line."""
        return "，".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Answer the values one by one, each once."""
        parted = [part for part in _BETWEEN.split(value.strip()) if part] if isinstance(value, str) else value
        return list(dict.fromkeys(super().to_python(parted)))


FIRST_YEAR, LAST_YEAR = 2000, 2100
SENSIBLE_DAYS = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
SENSIBLE_INSTANTS = datetime(FIRST_YEAR - 1, 12, 31, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
"""Days and instants that somebody gives are in these years: a slip of the pen is no date of ours."""
_IN_SENSIBLE_YEARS = _("Give a day in the years 2000 to 2100.")


def _is_sensible(given: date) -> None:
    first, last = SENSIBLE_INSTANTS if isinstance(given, datetime) else SENSIBLE_DAYS
    if not first <= given <= last:
        raise ValidationError(_IN_SENSIBLE_YEARS, "OUT_OF_RANGE")


class DayField(forms.DateField):
    """A day of our time."""

    default_validators = [_is_sensible]


class InstantField(forms.DateTimeField):
    """An instant of our time."""

    default_validators = [_is_sensible]


def form_of(model: type[models.Model], fields: tuple[str, ...]) -> type[forms.Form]:
    """Answer the form that asks for some fields of a record: labels, lengths and choices are the fields' own."""
    if (made := _FORMS.get((model, fields))) is None:
        asked = fields_for_model(model, fields=fields, formfield_callback=_form_field)
        made = _FORMS[model, fields] = type(f"{model.__name__}Form", (forms.Form,), asked)
    return made


_FORMS: dict[tuple[type[models.Model], tuple[str, ...]], type[forms.Form]] = {}


_FIELDS: Sequence[tuple[type[models.Field[Any, Any]], type[forms.Field]]] = (
    (ArrayField, ListField),
    (models.TextField, LinesField),
    (models.CharField, LineField),
    (models.DateTimeField, InstantField),
    (models.DateField, DayField),
)


def _form_field(field: Any, **how: Any) -> forms.Field | None:
    for kind, form_class in _FIELDS:
        if isinstance(field, kind) and not field.choices:
            how["form_class"] = form_class
            break
    if isinstance(field, models.IntegerField | models.DecimalField):
        limits = {type(one): one.limit_value for one in cast("Any", field)._validators}
        bounds = {"min_value": limits.get(MinValueValidator), "max_value": limits.get(MaxValueValidator)}
        how |= {name: limit for name, limit in bounds.items() if limit is not None}
    if isinstance(field, ArrayField):
        how["base_field"] = _form_field(field.base_field)
    if field.is_relation:
        how["error_messages"] = {"invalid_choice": _("Choose one of those that are offered to you.")}
    made: forms.Field | None = field.formfield(**how)
    return made
