"""Writing the rows that are a part of a record, while it can be revised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from workflows.models import Record
from workflows.models.beginning import form_of
from workflows.models.part import Part
from workflows.models.told import told
from workflows.regulation.actor import Actor
from workflows.services.door import Besides, keep_changed
from workflows.services.fields import faults_of, faults_of_constraints, faults_of_text
from workflows.services.parts import rows_as_told, write_rows
from workflows.services.refusals import FieldFault
from workflows.services.requests import Request, refuse, tidied

R = TypeVar("R", bound=Record)


def revise_part(
    model: type[R],
    pk: int,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    expected_version: int | None = None,
    key: str | None = None,
) -> R:
    """
    Let a part of a record have these rows, in their order, and no others.

    Each row is told by the part's fields, related rows by their keys. The record gets a version of its own, and an
    entry in the log with all rows before and now.

    :raises RecordMissing: no such record
    :raises NotPermitted: to revise it is not this actor's duty
    :raises StaleVersion: the record is not at ``expected_version``
    :raises StepNotFromHere: its state leaves nothing open
    :raises InvalidInput: a value cannot be taken, a key stands twice, or there are too many; each with the part's
        name, place and field
    :raises Busy: somebody else holds the record
    """
    part = model.made_of[name]
    asked = tidied(Request(inputs={name: [dict(row) for row in rows]}, key=key, expected_version=expected_version))

    def change(record: R) -> Besides:
        cleaned = _cleaned(part, name, asked.inputs[name])
        owner = part.owner_of(record)
        before = rows_as_told(part, owner)
        now = [told(part.model(**row), part.fields) for row in cleaned]
        if before == now:
            return Besides()
        record.complete(by)
        write_rows(part, owner, cleaned)
        return Besides(rows={name: {"from": before, "to": now}})

    return keep_changed(model, pk, asked, change, by=by)


def _cleaned(part: Part, name: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Answer the rows as their form reads them; or refuse with everything that is wrong with any."""
    if len(rows) > part.most:
        message = _("There can be at most %(most)s.") % {"most": part.most}
        refuse([FieldFault((name,), message, "TOO_MANY")])
    forms = [form_of(part.model, part.fields)(dict(row)) for row in rows]
    faults = [
        replace(fault, path=(name, str(place), *fault.path))
        for place, form in enumerate(forms)
        for fault in (_faults_of_row(part, form.cleaned_data) if form.is_valid() else faults_of(_errors(form)))
    ]
    faults += [
        replace(fault, path=(name, str(place), *fault.path))
        for place, row in enumerate(rows)
        for fault in faults_of_text(row)
    ]
    keys = [form.cleaned_data.get(part.key) for form in forms]
    for place, key in enumerate(keys):
        if key and key in keys[:place]:
            message = _("%(key)s stands there twice: each needs its own.") % {"key": key}
            faults.append(FieldFault((name, str(place), part.key), message, "TWICE"))
    refuse(faults)
    return [_as_kept(part, form.cleaned_data) for form in forms]


def _errors(form: Any) -> ValidationError:
    return ValidationError(form.errors.as_data())


def _faults_of_row(part: Part, row: Mapping[str, Any]) -> list[FieldFault]:
    """Answer which constraints with words of their own stand against a row, of those that ask nobody else."""
    made = part.model(**row)
    checks = [one for one in made._meta.constraints if isinstance(one, models.CheckConstraint)]
    return faults_of_constraints(made, among=checks)


def _as_kept(part: Part, row: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a row's values as the database will give them back: 2 credits as 2.0."""
    fields: dict[str, Any] = {name: part.model._meta.get_field(name) for name in row}
    return {
        name: value.quantize(Decimal(1).scaleb(-fields[name].decimal_places)) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }
