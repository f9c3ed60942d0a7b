"""What officers put beside a record, for those who handle it: notes and attachments."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from cms.desk.record_screen import OfRecord, RecordScreen
from workflows.models import Record
from workflows.models.note import LONGEST_NOTE
from workflows.selectors.handled import attachments_on
from workflows.services.attachments import attach
from workflows.services.file_kinds import FILE_KINDS
from workflows.services.notes import write_note
from workflows.services.refusals import Busy, InvalidInput, in_words

logger = logging.getLogger(__name__)


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy(
            "For those who handle it. Applicants and the public never see it; it cannot be removed."
        ),
    )


class AttachmentForm(forms.Form):
    """A file for colleagues."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in FILE_KINDS)}),
        help_text=gettext_lazy(
            "PDF, JPEG, PNG, Word (.docx), Excel (.xlsx), text or ZIP, at most 10 MB. For those who handle the record."
            " Applicants and the public never see it; it cannot be removed."
        ),
    )


class PutBeside(OfRecord, View):
    """Takes what a form of the record's page sends."""

    panel: str
    """Of the page, where the form is and what was taken is shown."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to the record, where the form is."""
        return redirect(self.desk.address("record", self.record(pk).pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep it, and show the record again."""
        record = self.record(pk)
        try:
            self.keep(record)
        except (InvalidInput, Busy) as refused:
            messages.error(request, in_words(refused))
        return redirect(f"{self.desk.address('record', pk)}#{self.panel}-section")

    def keep(self, record: Record) -> None:
        """
        Put what was sent beside the record.

        :raises InvalidInput: it cannot be kept
        :raises Busy: it cannot be kept at the moment
        """
        raise NotImplementedError


class Notes(PutBeside):
    """Takes a note."""

    panel = "notes"

    def keep(self, record: Record) -> None:
        """Write it down."""
        write_note(record, self.request.POST.get("text", ""), by=self.actor)


class Attachments(PutBeside):
    """Takes a file."""

    panel = "attachments"

    def keep(self, record: Record) -> None:
        """Attach it."""
        attach(record, self.request.FILES.get("file"), by=self.actor)


class Download(RecordScreen):
    """Hands out an attachment; where its bytes are lost, a screen says so."""

    template_name = "cms/desk/lost.html"
    page_title = gettext_lazy("The file is missing")

    def show(self, **kwargs: Any) -> HttpResponse:
        """Answer the file under its name: for this reader alone, and to be kept, not to be opened as a page."""
        attachment = get_object_or_404(attachments_on(self.subject), pk=kwargs["attachment"])
        try:
            with attachment.file.open() as file:
                content = file.read()
        except FileNotFoundError:
            logger.error("attachment %s has no file: restore %s from a backup", attachment.pk, attachment.file.name)
            return self.render_to_response(self.get_context_data(attachment=attachment), status=404)
        return HttpResponse(
            content,
            content_type=attachment.media_type,
            headers={
                "Cache-Control": "private, no-store",
                "Content-Disposition": content_disposition_header(True, attachment.name) or "attachment",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "X-Content-Type-Options": "nosniff",
            },
        )
