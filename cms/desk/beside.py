"""What officers put beside a record, for those who handle it: notes."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from cms.desk.record_screen import OfRecord
from workflows.models.note import LONGEST_NOTE
from workflows.services.notes import write_note
from workflows.services.refusals import InvalidInput


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


class Notes(OfRecord, View):
    """Takes a note."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write it down, and show the record again."""
        record = self.record(pk)
        try:
            write_note(record, request.POST.get("text", ""), by=self.actor)
        except InvalidInput as refused:
            messages.error(request, " ".join(fault.message for fault in refused.faults))
        return redirect(f"{self.desk.address('record', pk)}#notes-section")
