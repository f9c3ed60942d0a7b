"""What is wrong with the fields of a record, as its validators and the database's constraints say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext as _
from django_fsm import FSMField

from workflows.regulation.text import is_clean
from workflows.services.refusals import FieldFault

_CODES = {"blank": "REQUIRED", "null": "REQUIRED", "max_length": "TOO_LONG"}
"""Django's codes of forms and models, where they have two words for one thing."""


def faults_of_text(texts: Mapping[str, Any]) -> list[FieldFault]:
    """Answer which of some values are texts with characters that nobody types, or that could not be kept."""
    message = _("This text has an invisible control character: type it anew instead of pasting it.")
    return [
        FieldFault((name,), message, "INVALID")
        for name, text in texts.items()
        if isinstance(text, str) and not is_clean(text)
    ]


def faults_of(error: ValidationError) -> list[FieldFault]:
    """Answer what Django's validation says, fault by fault; one of no field in particular has no path."""
    return [
        FieldFault(
            () if name == NON_FIELD_ERRORS else (name,),
            " ".join(fault.messages),
            _CODES.get(fault.code or "", (fault.code or "invalid").upper()),
        )
        for name, faults in error.error_dict.items()
        for fault in faults
    ]


def faults_in(record: models.Model, names: Collection[str]) -> list[FieldFault]:
    """Answer what is wrong with some fields of a record; without asking the database."""
    texts = {name: getattr(record, name) for name in names}
    if faults := faults_of_text(texts):
        return faults
    try:
        record.clean_fields(exclude=[f.name for f in record._meta.fields if f.attname not in names])
    except ValidationError as error:
        return faults_of(error)
    return []


def faults_of_constraints(
    record: models.Model, *, among: Iterable[models.BaseConstraint] | None = None
) -> list[FieldFault]:
    """Answer which constraints with words of their own, or of some, stand against a record (one query each)."""
    faults = []
    for constraint in record._meta.constraints if among is None else among:
        if not constraint.violation_error_code:
            continue
        try:
            constraint.validate(type(record), record)
        except ValidationError:
            faults.append(_fault_of(constraint, type(record)))
    return faults


def own_fields(record: models.Model) -> list[str]:
    """Answer the names of the fields that somebody fills in; the database itself holds state and relations."""
    return [
        field.attname
        for field in record._meta.concrete_fields
        if field.editable and not field.is_relation and not isinstance(field, FSMField)
    ]


def collision(error: IntegrityError) -> FieldFault | None:
    """Answer the fault that a constraint's own words name; None where it has none: then it is a bug of ours."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_app_config("workflows").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and constraint.violation_error_code:
                return _fault_of(constraint, model)
    return None


def _fault_of(constraint: models.BaseConstraint, model: type[models.Model]) -> FieldFault:
    """Answer a constraint's own words, at the last of the columns that it names: that one is most likely wrong."""
    condition = getattr(constraint, "condition", None)
    expressed = [_name_of(one) for one in getattr(constraint, "expressions", ()) if isinstance(one, models.F)]
    fields = getattr(constraint, "fields", ()) or expressed or [*_named_in(condition)]
    path = tuple(str(model._meta.get_field(field).attname) for field in fields[-1:])  # type: ignore[union-attr]  # of a column
    return FieldFault(path, str(constraint.violation_error_message), constraint.violation_error_code or "INVALID")


def _named_in(condition: Any) -> Iterator[str]:
    """Answer the fields that a condition compares, in its order."""
    for child in getattr(condition, "children", ()):
        match child:
            case models.Q():
                yield from _named_in(child)
            case (str(lookup), value):
                yield lookup.partition(LOOKUP_SEP)[0]
                if isinstance(value, models.F):
                    yield _name_of(value)


def _name_of(column: models.F) -> str:
    return str(cast("Any", column).name)
