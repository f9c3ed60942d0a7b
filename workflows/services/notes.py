"""Notes: what officers write on records beside the steps."""

from __future__ import annotations

from workflows import clock
from workflows.models import Note, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.services.fields import faults_in
from workflows.services.refusals import InvalidInput


def write_note(record: Record, text: str, *, by: Actor) -> Note:
    """
    Write a note on a record that the caller knows the actor handles.

    :raises InvalidInput: it says nothing, or too much
    """
    note = Note(
        kind=kind_of(record),
        record_id=record.pk,
        author_id=by.signed_in_as,
        author_name=by.name,
        text=text.strip(),
        written_at=clock.now(),
    )
    if faults := faults_in(note, {"text"}):
        raise InvalidInput(faults)
    note.save(force_insert=True)
    return note
