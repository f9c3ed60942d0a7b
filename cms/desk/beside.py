"""What officers put beside a record, for those who handle it: notes and attachments."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.desk.beside_forms import NoteForm
from cms.desk.downloads import handed_out
from cms.desk.record_page import RecordPage
from cms.desk.record_screen import RecordScreen
from workflows.selectors.handled import attachments_on
from workflows.services.attachments import attach
from workflows.services.notes import write_note
from workflows.services.refusals import Busy, InvalidInput, in_words


class PutBeside(RecordPage):
    """Takes what a form of the record's page sends."""

    panel: str
    """Of the page, where the form is and what was taken is shown."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take what was sent, from whoever works on the record."""
        self.subject = self.record(kwargs["pk"])
        if not self.is_noted():
            raise Http404
        return self.take(request)

    def take(self, request: HttpRequest) -> HttpResponse:
        """Take what was sent."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the record, where the form is."""
        self.subject = self.record(kwargs["pk"])
        return redirect(self.back)

    def shown(self) -> HttpResponse:
        """Lead to where on the record's page it is shown."""
        return redirect(f"{self.back}#{self.panel}-section")


class Notes(PutBeside):
    """Takes a note; shows the page again with the words of one that cannot be kept."""

    panel = "notes"

    def take(self, request: HttpRequest) -> HttpResponse:
        """Write it down."""
        form = NoteForm(request.POST)
        if form.is_valid():
            try:
                write_note(self.subject, form.cleaned_data["text"], by=self.actor, key=form.cleaned_data["key"])
                return self.shown()
            except (InvalidInput, Busy) as refused:
                form.add_error("text", in_words(refused))
        return self.render_to_response(self.get_context_data(note_form=form), status=422)


class Attachments(PutBeside):
    """Takes a file, once however often it is sent."""

    panel = "attachments"

    def take(self, request: HttpRequest) -> HttpResponse:
        """Attach it; a browser keeps no file in a form, so that what is refused is chosen anew."""
        try:
            attach(self.subject, request.FILES.get("file"), by=self.actor, key=request.POST.get("key") or None)
        except (InvalidInput, Busy) as refused:
            messages.error(request, in_words(refused))
        return self.shown()


class Download(RecordScreen):
    """Hands out an attachment; where its bytes are lost, a screen says so."""

    template_name = "cms/desk/lost.html"
    page_title = gettext_lazy("The file is missing")

    def show(self, **kwargs: Any) -> HttpResponse:
        """Answer the file under its name: for this reader alone, and to be kept, not to be opened as a page."""
        attachment = get_object_or_404(attachments_on(self.subject), pk=kwargs["attachment"])
        if (found := handed_out(attachment)) is None:
            return self.render_to_response(self.get_context_data(attachment=attachment), status=404)
        return found
