"""Notes: what officers write on records beside the steps."""

from __future__ import annotations

import hashlib

from django.db import transaction

from workflows import clock
from workflows.models import Note, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.regulation.text import trimmed
from workflows.services.beside import claim_beside
from workflows.services.fields import faults_in
from workflows.services.idempotency import faults_of_key
from workflows.services.persistence import persistently
from workflows.services.refusals import InvalidInput


def write_note(record: Record, text: str, *, by: Actor, key: str | None = None) -> Note:
    """
    Write a note on a record that the caller knows the actor handles; sent again under its key, it is there once.

    :raises InvalidInput: it says nothing, or too much
    :raises Busy: the same note is being written at this moment
    """
    if faults := faults_of_key(key):
        raise InvalidInput(faults)
    note = Note(
        kind=kind_of(record),
        record_id=record.pk,
        author_id=by.signed_in_as,
        author_name=by.name,
        text=trimmed(text),
        written_at=clock.now(),
    )
    if faults := faults_in(note, {"text"}):
        raise InvalidInput(faults)
    return persistently(lambda: _keep(note, by=by, key=key))


def _keep(note: Note, *, by: Actor, key: str | None) -> Note:
    with transaction.atomic():
        claimed = None if key is None else claim_beside(key, note, _digest(note), by=by)
        if claimed and not claimed.is_new:
            return Note.objects.get(pk=claimed.row.record_id)  # type: ignore[misc]  # who claimed it has fulfilled it
        note.save(force_insert=True)
        if claimed:
            claimed.fulfil(note)
    return note


def _digest(note: Note) -> str:
    return hashlib.sha256(note.text.encode()).hexdigest()
