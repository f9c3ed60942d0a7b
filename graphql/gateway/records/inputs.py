"""What clients give with a step: the common inputs, and those of the form with which a step asks for more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import strawberry
from django import forms
from django.utils.text import capfirst
from django.utils.translation import override

RECORD = "The record's global id. Since 0.1."
EXPECTED_VERSION = "The version that was read; another one answers VersionConflict. Since 0.1."
KEY = (
    "A key of the client's making, at most 80 characters: told again under it, the deed is not done again and its "
    "record is answered. Since 0.1."
)
REASON = "A reason, kept with the step; needed where a clause or the step asks for one. Since 0.1."


@strawberry.input(description="A step of one record. Since 0.1.")
class StepInput:
    id: strawberry.ID = strawberry.field(description=RECORD)
    expected_version: int | None = strawberry.field(default=None, description=EXPECTED_VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
    reason: str | None = strawberry.field(default=None, description=REASON)


_TAKEN_AS: Mapping[type[forms.Field], tuple[type, Any]] = {forms.CharField: (str, "")}
"""As what a client gives a field of a form, and what stands for nothing: the form says what is missing."""


@cache
def input_of(form: type[forms.Form] | None) -> type:
    """
    Answer the input of a step that asks with this form: ``DecisionInput`` of the form ``Decision``.

    :raises KeyError: at start, for a kind of field that no step has had yet
    """
    if form is None:
        return StepInput
    made: dict[str, Any] = {"__annotations__": {}}
    for name, field in form.base_fields.items():
        taken_as, nothing = _TAKEN_AS[type(field)]
        with override("en"):
            description = f"{capfirst(str(field.label))}. Since 0.1."
        made["__annotations__"][name] = taken_as
        made[name] = strawberry.field(default=nothing, description=description)
    described = f"{(form.__doc__ or '').strip()} Since 0.1."
    return strawberry.input(type(f"{form.__name__}Input", (StepInput,), made), description=described)
