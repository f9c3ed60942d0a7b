"""What clients give with a deed: what every such deed takes, and the form with which it asks for more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

import strawberry
from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from gateway.records.enums import enum_of_choices
from workflows.services.refusals import FieldFault
from workflows.services.requests import refuse

KEY = (
    "A key of the client's making, at most 80 characters: told again under it, the deed is not done again and its "
    "record is answered. Since 0.1."
)

TOGETHER = "A score for each criterion of the edition in force. Since 0.1."

Find = Callable[[str, type[models.Model]], int]
"""Answers the key of the row of a kind that an id names, or refuses."""


@strawberry.input(description="A record that begins. Since 0.1.")
class BeginInput:
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A change of one record. Since 0.1.")
class ReviseInput:
    id: strawberry.ID = strawberry.field(description="The record's global id. Since 0.1.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version that was read; another one answers VersionConflict. Since 0.1."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A step of one record. Since 0.1.")
class StepInput(ReviseInput):
    reason: str | None = strawberry.field(
        default=None,
        description="A reason, kept with the step; needed where a clause or the step asks for one. Since 0.1.",
    )


@strawberry.input(description="What an expert gives for one criterion. Since 0.1.")
class ScoreInput:
    criterion: str = strawberry.field(description="The key of the criterion: rulebook { criteria { key } }. Since 0.1.")
    score: int = strawberry.field(description="From 1 to 5. Since 0.1.")


class PartInput:
    """A part of a deed's input: what it asks for stands in its form."""


@dataclass(frozen=True, slots=True)
class Given:
    """How a client gives one field of a form."""

    field: str
    """Of the form."""
    name: str
    """In the input: a row of another kind is given by its id, so ``director`` is ``director_id``."""
    annotation: Any
    nothing: Any
    """What stands for no value: the form says what is missing."""
    description: str
    kind: type[models.Model] | None = None
    """Of the rows that are given by their ids."""

    def read(self, value: Any, find: Find) -> Any:
        """Answer a value as the form takes it."""
        match value:
            case list():
                return [self.read(one, find) for one in value]
            case Enum():
                return value.value
            case str() if self.kind:
                return find(value, self.kind)
        return value


MOST_LISTED = 200
"""Values of one list: rows that are given by their ids are looked for one by one."""

_VALUES: Mapping[type[forms.Field], type] = {
    forms.BooleanField: bool,
    forms.CharField: str,
    forms.DecimalField: str,  # exact, as everywhere in the graph; before what it is made of
    forms.IntegerField: int,
    forms.DateField: dt.date,
    forms.DateTimeField: dt.datetime,
}


def given_with(form: type[forms.Form] | None) -> list[Given]:
    """
    Answer how each field of a form is given.

    :raises TypeError: at start, for a kind of field that no deed has had yet
    """
    if form is None:
        return []
    found = [_given(name, field) for name, field in form.base_fields.items()]
    if together := getattr(form, "together", ""):
        found.append(Given(together, together, list[ScoreInput] | None, None, TOGETHER))
    return found


def fields_given_together(form: type[forms.Form] | None) -> dict[str, tuple[str]]:
    """Answer the fields of a form that are not its class's own, with the name under which they are given as a list."""
    if form is None or not (together := getattr(form, "together", "")):
        return {}
    return {name: (together,) for name in form().fields if name not in form.base_fields}


def _given(name: str, field: Any) -> Given:
    with override("en"):
        words = f"{capfirst(str(field.label))}. {field.help_text} Since 0.1.".replace("  ", " ")
    kind = getattr(getattr(field, "queryset", None), "model", None)
    match field:
        case forms.ModelMultipleChoiceField():
            return Given(name, name, list[strawberry.ID] | None, None, words, kind)
        case forms.ModelChoiceField():
            return Given(name, f"{name}_id", strawberry.ID | None, None, words, kind)
        case SimpleArrayField():
            return Given(name, name, list[_value_of(name, field.base_field)] | None, None, words)  # type: ignore[misc]  # known at run time
        case forms.TypedChoiceField():
            return Given(name, name, enum_of_choices(cast("Any", field).choices) | None, None, words)
        case forms.CharField():
            return Given(name, name, str, "", words)
    return Given(name, name, _value_of(name, field) | None, None, words)


def _value_of(name: str, field: forms.Field) -> Any:
    for form_field, value in _VALUES.items():
        if isinstance(field, form_field):
            return value
    raise TypeError(f"{name} is a {type(field).__name__}: say in gateway.records.inputs how clients give one.")


def input_of(name: str, form: type[forms.Form] | None, common: type, *, described: str | None, **under: str) -> type:
    """
    Answer the input of a deed: what is common to its kind, ``under`` which row (its id, described), the form's fields.

    A deed that revises leaves out what shall stay as it is.
    """
    leaves_out = common is ReviseInput
    made: dict[str, Any] = {"__annotations__": dict.fromkeys(under, strawberry.ID)}
    made |= {given: strawberry.field(description=words) for given, words in under.items()}
    for given in given_with(form):
        made["__annotations__"][given.name] = given.annotation | None if leaves_out else given.annotation
        nothing = strawberry.UNSET if leaves_out else given.nothing
        made[given.name] = strawberry.field(default=nothing, description=given.description)
    return strawberry.input(type(name, (common,), made), description=f"{(described or '').strip()} Since 0.1.")


def read_input(given: Any, form: type[forms.Form] | None, find: Find) -> dict[str, Any]:
    """
    Answer what a client gave as the form takes it, by the form's names; without what was left out.

    :raises InvalidInput: for a list that is longer than any that could be meant
    """
    values = {one: getattr(given, one.name) for one in given_with(form)}
    refuse(
        [
            FieldFault((one.field,), _("At most %(most)s at once.") % {"most": MOST_LISTED}, "TOO_LONG")
            for one, value in values.items()
            if isinstance(value, list) and len(value) > MOST_LISTED
        ]
    )
    read = {one.field: one.read(value, find) for one, value in values.items() if value is not strawberry.UNSET}
    scores = read.pop(getattr(form, "together", ""), None) or []
    return read | (_scores(scores, form) if scores else {})


def _scores(given: Sequence[ScoreInput], form: type[forms.Form] | None) -> dict[str, int]:
    """
    Answer scores by their criteria, as the form takes them.

    :raises InvalidInput: for a criterion that is not asked for, or is given twice
    """
    asked, names = fields_given_together(form), [one.criterion for one in given]
    refuse(
        [
            FieldFault(("scores", name), _("No expert is asked to score this."), "NOT_ASKED_FOR")
            for name in sorted({*names} - asked.keys())
        ]
        + [
            FieldFault(("scores", name), _("This is scored twice: give it once."), "TWICE")
            for name in asked
            if names.count(name) > 1
        ]
    )
    return {one.criterion: one.score for one in given}
