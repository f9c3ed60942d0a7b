"""The forms of a record's page: a note, and a file, for colleagues."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from cms.desk.keyed import Keyed
from workflows.models.beginning import LinesField
from workflows.models.note import LONGEST_NOTE
from workflows.services.file_kinds import FILE_KINDS


class NoteForm(Keyed):
    """A note for colleagues, written once."""

    text = LinesField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy(
            "For those who handle it. Applicants and the public never see it; it cannot be removed."
        ),
    )


class AttachmentForm(Keyed):
    """A file for colleagues, attached once."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in FILE_KINDS)}),
        help_text=gettext_lazy(
            "PDF, JPEG, PNG, Word (.docx), Excel (.xlsx), text or ZIP, at most 10 MB. For those who handle the record."
            " Applicants and the public never see it; it cannot be removed."
        ),
    )
