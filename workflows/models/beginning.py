"""How records begin and are revised: declared on the record, as its steps are, for desk, graph and tests alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.db import models
from django.forms.models import fields_for_model
from django.utils.functional import Promise

from workflows.models.duties import Duty

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


@dataclass(frozen=True, slots=True)
class Revision:
    """How a record's own fields are changed while its state leaves them open."""

    duty: Duty
    states: frozenset[str]
    """In which it may still be revised."""
    fields: tuple[str, ...]


class LinesField(forms.CharField):
    """A text of some lines, whose ends count as one character each, as in the browser: it sends two."""

    def to_python(self, value: Any) -> Any:
        """Answer the text with the ends of lines that we keep."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class ListField(SimpleArrayField):
    """Some values in one line, parted as people part them: by commas, Chinese or not, or by semicolons."""

    def prepare_value(self, value: Any) -> Any:
        """Answer the values as one line."""
        return "，".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Answer the values one by one."""
        parted = [part for part in _BETWEEN.split(value.strip()) if part] if isinstance(value, str) else value
        return super().to_python(parted)


def form_of(model: type[models.Model], fields: tuple[str, ...]) -> type[forms.Form]:
    """Answer the form that asks for some fields of a record: labels, lengths and choices are the fields' own."""
    if (made := _FORMS.get((model, fields))) is None:
        asked = fields_for_model(model, fields=fields, formfield_callback=_form_field)
        made = _FORMS[model, fields] = type(f"{model.__name__}Form", (forms.Form,), asked)
    return made


_FORMS: dict[tuple[type[models.Model], tuple[str, ...]], type[forms.Form]] = {}


def _form_field(field: Any, **how: Any) -> forms.Field | None:
    if isinstance(field, ArrayField):
        how["form_class"] = ListField
    elif isinstance(field, models.TextField):
        how["form_class"] = LinesField
    made: forms.Field | None = field.formfield(**how)
    return made
