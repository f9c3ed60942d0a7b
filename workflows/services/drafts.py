"""Beginning and revising records of any kind, with the fields that each declares for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflows.models.beginning import Beginning, form_of
from workflows.models.record import Record
from workflows.regulation.actor import Actor
from workflows.services.door import Besides, Made, keep_changed, keep_new
from workflows.services.fields import faults_of
from workflows.services.refusals import FieldFault, admit, only_while
from workflows.services.requests import Request, refuse, tidied

R = TypeVar("R", bound=Record)
Links = Mapping[str, Iterable[Any]]


def begin(
    model: type[R], given: Mapping[str, Any], *, by: Actor, under: Record | None = None, key: str | None = None
) -> R:
    """
    Begin a record with the fields given, under the row to which it belongs; the caller knows that the actor sees that.

    :raises RecordMissing: the row above has gone
    :raises NotPermitted: to begin it is not this actor's duty
    :raises InvalidInput: a field that is not asked for, or a value that it cannot take or another record has; or it
        cannot begin under this row; or the key was used for another request
    :raises Busy: the database could not settle who comes first
    """
    beginning = model.begins
    assert beginning is not None  # noqa: S101  what a service of its own begins is not begun here
    asked = tidied(Request(inputs=given, key=key))

    def make(above: Record | None) -> Made[R]:
        record = model(**({beginning.under: above} if beginning.under else {}))
        links, faults = _filled(record, asked.inputs, beginning.fields, beginning.fields)
        faults += _completed(record, by)
        if above is not None:
            admit(beginning.duty, record, by)  # before what is wrong with the fields: a stranger need not know
            refuse(_faults_of_the_row_above(beginning, above))
        refuse(faults)
        admit(beginning.duty, record, by)
        return record, links

    return keep_new(model, asked, make, by=by, above=under)


def _faults_of_the_row_above(beginning: Beginning, above: Record) -> list[FieldFault]:
    """Answer that nothing begins under a row, as its state is now."""
    if beginning.is_open_in(above.state):
        return []
    message = only_while(type(above), beginning.while_it_is)
    return [FieldFault((beginning.under,), message, "NOT_FROM_HERE")]


def revise(
    model: type[R],
    pk: int,
    given: Mapping[str, Any],
    *,
    by: Actor,
    expected_version: int | None = None,
    key: str | None = None,
) -> R:
    """
    Change fields of a record that its state still leaves open; those that are not given stay as they are.

    :raises RecordMissing: no such record
    :raises NotPermitted: to revise it is not this actor's duty
    :raises StaleVersion: the locked record is not at ``expected_version``, as the actor may know it
    :raises StepNotFromHere: its state leaves nothing open
    :raises InvalidInput: a field that may not be revised, or a value that it cannot take; or the key was used for
        another request
    :raises Busy: somebody else holds the record
    """
    revision = model.revises
    assert revision is not None  # noqa: S101  callers revise what can be revised
    asked = tidied(Request(inputs=given, key=key, expected_version=expected_version))

    def change(record: R) -> Besides:
        links, faults = _filled(record, asked.inputs, revision.fields, asked.inputs)
        refuse([*faults, *_completed(record, by)])
        return Besides(links)

    return keep_changed(model, pk, asked, change, by=by)


def _filled(
    record: Record, given: Mapping[str, Any], allowed: tuple[str, ...], asked: Iterable[str]
) -> tuple[dict[str, Any], list[FieldFault]]:
    """Set fields of a record as its form reads them; answer its links to rows of other kinds, and what is wrong."""
    faults = [
        FieldFault((name,), _("This field cannot be given here."), "NOT_ASKED_FOR")
        for name in sorted(set(given) - {*allowed})
    ]
    form = form_of(type(record), tuple(name for name in allowed if name in set(asked)))(dict(given))
    if not form.is_valid():
        faults += faults_of(ValidationError(form.errors.as_data()))
    links = {}
    for name in form.cleaned_data.keys() & given.keys():
        if record._meta.get_field(name).many_to_many:
            links[name] = form.cleaned_data[name]
        else:
            setattr(record, name, form.cleaned_data[name])
    return links, faults


def _completed(record: Record, by: Actor) -> list[FieldFault]:
    """Let a record complete itself; answer because of what it cannot."""
    try:
        record.complete(by)
    except ValidationError as error:
        return faults_of(error)
    return []
