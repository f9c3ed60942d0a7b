"""A new edition of the rulebook: upload, preview with every fault or with what it changes, loading."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.held import Held
from cms.desk.law_words import SaidChange, said_changes, said_decisions, said_waiving_offices
from cms.desk.rulebook import NAME as RULEBOOK
from cms.desk.rulebook import RulebookPage
from cms.desk.uploads import CommitScreen, LimitedFileField, PreviewScreen, TakesFiles, UploadScreen
from workflows import clock, reader
from workflows.regulation.faults import RulebookRefused
from workflows.selectors.edition_reach import reach_of_editions
from workflows.services.refusals import Busy
from workflows.services.rulebooks import EditionPreview, load_uploaded_edition, may_load, preview_edition

UPLOAD = "desk_edition_upload"
PREVIEW = "desk_edition_preview"
LOAD = "desk_edition_load"
EDITION = "edition"
LARGEST_FILE = 2**20
MOST_FAULTS = 100
"""Faults that a page shows; a file that is no edition at all may have half a million."""


class LoaderOnly(TakesFiles):
    """Lets in who may load editions."""

    admits = may_load
    kinds = (EDITION,)
    upload = UPLOAD
    preview = PREVIEW

    def address_of(self, became: int) -> str:
        """Answer where the rulebook shows the edition that was loaded."""
        return _address_of(became)


class EditionForm(forms.Form):
    """Which file."""

    file = LimitedFileField(
        largest=LARGEST_FILE,
        label=gettext_lazy("The edition's file"),
        help_text=gettext_lazy("TOML in UTF-8, at most 1 MB. It is compared before anything is loaded."),
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )


class UploadEdition(LoaderOnly, UploadScreen):
    """Takes the file of an edition."""

    form_class = EditionForm
    template_name = "cms/desk/edition_upload.html"
    page_title = gettext_lazy("A new edition")
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy(RULEBOOK), "label": gettext_lazy("Rulebook")},
        {"url": reverse_lazy(UPLOAD), "label": gettext_lazy("A new edition")},
    ]

    def read(self, form: forms.Form) -> tuple[str, bytes]:
        """Answer the file as it is: what is wrong with it is on the preview."""
        return EDITION, form.cleaned_data["file"].read()


class PreviewEdition(LoaderOnly, PreviewScreen):
    """Shows every fault of a file; or what would be in force from when on, and in what it differs."""

    template_name = "cms/desk/edition_preview.html"

    def get_page_title(self) -> str:
        """Say what is shown."""
        return _("Preview of the edition")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the upload."""
        return [*UploadEdition.breadcrumbs_items, {"url": "", "label": _("Preview")}]

    def previewed(self, found: Held) -> EditionPreview:
        """Answer what loading it would do."""
        return preview_edition(found.content, by=self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is wrong with it, or what it says and changes."""
        preview: EditionPreview = kwargs["preview"]
        context = super().get_context_data(**kwargs) | {
            "faults": [fault.in_words(_) for fault in preview.faults[:MOST_FAULTS]],
            "fault_count": len(preview.faults),
            "upload_address": reverse(UPLOAD),
        }
        if preview.rulebook is None:
            return context
        edition = preview.rulebook.edition
        return context | {
            "title": edition.title.in_language(reader.language()),
            "edition": edition,
            "is_past": edition.effective_from <= clock.today(),
            "loaded_address": preview.loaded and _address_of(preview.loaded.pk),
            "decisions": list(said_decisions(preview.rulebook)),
            "reach": reach_of_editions(),
            **_comparison(preview),
        }


class LoadEdition(LoaderOnly, CommitScreen):
    """Loads the edition that was previewed, and shows it in the rulebook."""

    refusals = {
        RulebookRefused: gettext_lazy("Nothing was loaded: the preview says why."),
        Busy: gettext_lazy("Somebody else is loading an edition at this moment: try again."),
    }

    def do(self, found: Held, token: uuid.UUID) -> int:
        """Load it, and say whether it was new."""
        edition, is_new = load_uploaded_edition(found.content, by=self.actor)
        if is_new:
            messages.success(self.request, _("Loaded: %(edition)s.") % {"edition": edition})
        else:
            messages.info(self.request, _("%(edition)s was loaded before; nothing changed.") % {"edition": edition})
        return edition.pk


def _address_of(edition_id: int) -> str:
    return f"{reverse(RULEBOOK)}?{urlencode({RulebookPage.asked_by: edition_id})}"


def _comparison(preview: EditionPreview) -> dict[str, Any]:
    """Answer the tables of what changes, where there is an edition to compare with."""
    if preview.otherwise is None or preview.rulebook is None:
        return {}
    both = preview.otherwise.rulebook, preview.rulebook
    changes = said_changes(preview.changes, *both)
    offices = said_waiving_offices(preview.changes, *both)
    return {
        "changes": changes,
        "changes_table": _table(changes, _("What changes")),
        "offices": offices,
        "offices_table": _table(offices, _("Waiver offices")),
    }


def _table(changes: Iterable[SaidChange], caption: str) -> Table:
    labels = {"where": _("article"), "what": _("what"), "before": _("until then"), "after": _("from then on")}
    return Table([Column(name, label=label) for name, label in labels.items()], list(changes), caption=caption)
