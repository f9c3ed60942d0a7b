"""Attachments: the files that officers put beside records."""

from __future__ import annotations

import hashlib
import uuid
from contextlib import ExitStack
from typing import NoReturn

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock, reader
from workflows.models import Attachment, Record
from workflows.models.attachment import LARGEST_ATTACHMENT, LONGEST_NAME, private_files
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.handled import attachments_on
from workflows.services.beside import claim_beside
from workflows.services.file_kinds import FILE_KINDS, FileKind
from workflows.services.file_names import cleaned_name
from workflows.services.idempotency import faults_of_key
from workflows.services.persistence import persistently
from workflows.services.refusals import FieldFault, InvalidInput

MOST_ATTACHMENTS = 20
"""Of one record."""


def attach(record: Record, file: File[bytes] | None, *, by: Actor, key: str | None = None) -> Attachment:
    """
    Put a file beside a record that the caller knows the actor handles; sent again under its key, it is there once.

    It is a transaction of its own and cannot be part of another: where it fails, its file is removed again.

    :raises InvalidInput: there is no file, or it is too large, empty or of another kind, or the record has enough, or
        is being looked at by others
    :raises Busy: somebody else holds the record
    """
    if faults := faults_of_key(key):
        raise InvalidInput(faults)
    if file is None:
        _refuse("REQUIRED", _("Choose a file."))
    name = cleaned_name(file.name or "", longest=LONGEST_NAME)
    kind = _kind_named(name)
    content = _content_of(file, kind)
    attachment = Attachment(
        kind=kind_of(record),
        record_id=record.pk,
        author_id=by.signed_in_as,
        author_name=by.name,
        file=uuid.uuid4().hex,
        name=name,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        media_type=kind.media_type,
        added_at=clock.now(),
    )
    return persistently(lambda: _keep(attachment, record, content, by=by, key=key))


def _kind_named(name: str) -> FileKind:
    """Answer the kind of file that the ending of a name says."""
    stem, _dot, ending = name.rpartition(".")
    kind = FILE_KINDS.get(ending.lower())
    if kind is None or not stem:
        message = _("Files of this kind cannot be attached. These can: %(endings)s.")
        _refuse("FILE_KIND", message % {"endings": reader.listed(FILE_KINDS)})
    return kind


def _content_of(file: File[bytes], kind: FileKind) -> bytes:
    """Answer the bytes, if they are few enough and of the kind."""
    content = file.read(LARGEST_ATTACHMENT + 1)
    if not content:
        _refuse("EMPTY", _("The file is empty."))
    if len(content) > LARGEST_ATTACHMENT:
        _refuse("TOO_LARGE", _("The file has more than %(limit)s MB.") % {"limit": LARGEST_ATTACHMENT // 2**20})
    if not kind.is_of_it(content):
        _refuse("FILE_CONTENT", _("The file is not what the ending of its name says: export or save it anew."))
    return content


def _keep(attachment: Attachment, record: Record, content: bytes, *, by: Actor, key: str | None) -> Attachment:
    """Write file and row, both or none; the record's lock keeps two from being its last attachment."""
    with ExitStack() as undo:
        with transaction.atomic(durable=True):
            held = type(record)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
            if not held.takes_files_of(by):
                _refuse("UNDER_REVIEW", _("It is being looked at: files are put beside it before it is submitted."))
            claimed = None if key is None else claim_beside(key, attachment, attachment.digest, by=by)
            if claimed and not claimed.is_new:
                return Attachment.objects.get(pk=claimed.row.record_id)  # type: ignore[misc]  # who claimed it has fulfilled it
            if attachments_on(record).count() >= MOST_ATTACHMENTS:
                message = _("A record has at most %(limit)s attachments: put several files into one ZIP.")
                _refuse("TOO_MANY", message % {"limit": MOST_ATTACHMENTS})
            storage, name = private_files(), str(attachment.file)
            undo.callback(storage.delete, name)
            storage.save(name, ContentFile(content))
            attachment.save(force_insert=True)
            if claimed:
                claimed.fulfil(attachment)
        undo.pop_all()  # it is committed, and stays
    return attachment


def _refuse(code: str, message: str) -> NoReturn:
    raise InvalidInput([FieldFault(("file",), message, code)])
