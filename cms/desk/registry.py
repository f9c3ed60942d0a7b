"""The registry's files in the admin: upload, preview with every bad row, import."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from pydantic import TypeAdapter
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.held import Held
from cms.desk.uploads import CommitScreen, LimitedFileField, PreviewScreen, TakesFiles, UploadScreen
from cms.desk.words import said
from workflows.models import ImportBatch
from workflows.regulation.verdict import Outcome
from workflows.regulation.words import NOTHING
from workflows.selectors.imports import imports_made
from workflows.services.refusals import Busy
from workflows.services.registry.bad_rows import bad_rows_workbook
from workflows.services.registry.importing import (
    ImportPreview,
    ImportRefused,
    commit_table,
    may_import,
    preview_table,
    read_file,
)
from workflows.services.registry.layout import USE_LABELS
from workflows.services.registry.sheets import LARGEST_FILE
from workflows.services.registry.tables import Table as RegistryTable
from workflows.services.registry.undoing import Undoing, UndoRefused, preview_undo, undo_import
from workflows.services.workbook import CONTENT_TYPE

Kind = ImportBatch.Kind
MOST_SHOWN = 200
"""Rows of one list that a page shows; the download has them all."""
LATEST_IMPORTS = 10
PEOPLE = (
    ("number", gettext_lazy("student number")),
    ("name", gettext_lazy("name")),
    ("reasons", gettext_lazy("reason")),
    ("applications", gettext_lazy("applications")),
)
"""What a list says of students for whom the answer changes."""
UPLOAD = "registry_upload"
PREVIEW = "registry_preview"
_TABLE = TypeAdapter(RegistryTable)


class ImporterOnly(TakesFiles):
    """Lets in who may import."""

    admits = may_import
    kinds = Kind.values
    upload = UPLOAD
    preview = PREVIEW

    def previewed(self, found: Held) -> ImportPreview:
        """Answer what importing the table that waits would do."""
        return preview_table(Kind(found.kind), _table(found), by=self.actor, at=self.at)


class UploadForm(forms.Form):
    """Which file, and what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"), choices=Kind.choices, widget=forms.RadioSelect)
    file = LimitedFileField(
        largest=LARGEST_FILE,
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV in UTF-8, UTF-16 or GB 18030, or .xlsx; at most 10 MB and 50,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class Upload(ImporterOnly, UploadScreen):
    """Takes a file of the registry; one that cannot be read at all is refused at once."""

    form_class = UploadForm
    template_name = "cms/desk/registry_upload.html"
    page_title = gettext_lazy("Imports")
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy(UPLOAD), "label": gettext_lazy("Imports")},
    ]

    def get_initial(self) -> dict[str, Any]:
        """Begin with students: results need them."""
        return {"kind": Kind.STUDENTS}

    def read(self, form: forms.Form) -> tuple[str, bytes]:
        """
        Answer what the file says, without identity numbers and whatever else is never stored.

        :raises ValidationError: no rows can be read: it is damaged, of another kind, or lacks columns
        """
        kind, file = Kind(form.cleaned_data["kind"]), form.cleaned_data["file"]
        table = read_file(kind, file.name, file.read(), by=self.actor)
        if table.faults:
            raise forms.ValidationError([fault.said for fault in table.faults])
        return kind, _TABLE.dump_json(table)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the latest imports."""
        return super().get_context_data(**kwargs) | {"latest": _latest_imports()}


class Preview(ImporterOnly, PreviewScreen):
    """Shows what an import would do and what stops it."""

    template_name = "cms/desk/registry_preview.html"

    def get_page_title(self) -> str:
        """Say what is shown."""
        return _("Preview of the import")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the upload."""
        return [*Upload.breadcrumbs_items, {"url": "", "label": _("Preview")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lists, each with as many rows as a page bears."""
        preview: ImportPreview = kwargs["preview"]
        return super().get_context_data(**kwargs) | {
            "kind": preview.kind.label,
            "lists": [shown for shown in _lists(preview) if shown["count"]],
            "most_shown": MOST_SHOWN,
        }


class BadRows(ImporterOnly, View):
    """Hands out the bad rows with their reasons."""

    def get(self, request: HttpRequest, token: uuid.UUID) -> HttpResponse:
        """Answer the file; like everything in the admin it is kept by no cache."""
        found = self.waiting(token)
        if found.became is not None:
            return redirect(UPLOAD)
        return HttpResponse(
            bad_rows_workbook(self.previewed(found)),
            content_type=CONTENT_TYPE,
            headers={"Content-Disposition": 'attachment; filename="bad-rows.xlsx"'},
        )


class Commit(ImporterOnly, CommitScreen):
    """Imports what was previewed."""

    refusals = {
        ImportRefused: gettext_lazy("Nothing was imported: the file has bad rows."),
        Busy: gettext_lazy("Another import is under way: try again when it has ended."),
    }

    def do(self, found: Held, token: uuid.UUID) -> int:
        """Import it, and say how many rows changed."""
        batch = commit_table(Kind(found.kind), _table(found), by=self.actor, at=self.at, key=str(token))
        self._tell(batch)
        return batch.pk

    def tell_again(self, became: int) -> None:
        """Say how many rows had changed."""
        self._tell(imports_made().get(pk=became))

    def _tell(self, batch: ImportBatch) -> None:
        counts = {"added": batch.added, "changed": batch.changed, "unchanged": batch.unchanged}
        messages.success(
            self.request, _("Imported: %(added)s added, %(changed)s changed, %(unchanged)s unchanged.") % counts
        )


class Undo(ImporterOnly, WagtailAdminTemplateMixin, TemplateView):
    """Shows what undoing an import would do and what stops it; undoes it, once however often it is asked."""

    template_name = "cms/desk/registry_undo.html"
    header_icon = "undo"
    page_title = gettext_lazy("Undo an import")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the imports."""
        return [*Upload.breadcrumbs_items, {"url": "", "label": _("Undo an import")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would be undone."""
        batch = get_object_or_404(imports_made(), pk=kwargs["pk"])
        try:
            return self._shown(preview_undo(batch, by=self.actor, at=self.at))
        except Busy:
            messages.error(request, _("Somebody holds what would be undone: try again in a moment."))
            return redirect(UPLOAD)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Undo it, or show what stands in the way."""
        batch = get_object_or_404(imports_made(), pk=kwargs["pk"])
        try:
            undo_import(batch, by=self.actor, at=self.at)
        except UndoRefused:
            return self.get(request, **kwargs)
        except Busy:
            messages.error(request, _("Another import is under way: try again when it has ended."))
            return self.get(request, **kwargs)
        messages.success(request, _("The import of “%(file)s” was undone.") % {"file": batch.file_name})
        return redirect(UPLOAD)

    def _shown(self, undoing: Undoing) -> HttpResponse:
        lists = [
            _list(
                f"eligibility-{outcome}",
                title,
                "user",
                PEOPLE,
                tuple(c for c in undoing.eligibility if c.after is outcome),
            )
            for outcome, title in (
                (Outcome.NOT_MET, _("May no longer apply")),
                (Outcome.CANNOT_TELL, _("Cannot be told any more")),
                (Outcome.MET, _("May apply from now on")),
            )
        ]
        return self.render_to_response(
            self.get_context_data(
                undoing=undoing, lists=[shown for shown in lists if shown["count"]], most_shown=MOST_SHOWN
            ),
            status=200 if self.request.method == "GET" else 409,
        )


def _table(found: Held) -> RegistryTable:
    return _TABLE.validate_json(found.content)


def _lists(preview: ImportPreview) -> list[dict[str, Any]]:
    faults = (("line", _("line")), ("column", _("column")), ("reason", _("reason")), ("remedy", _("remedy")))
    notices = (("line", _("line")), ("column", _("column")), ("message", _("notice")))
    changes = (
        ("line", _("line")),
        ("subject", _("concerned")),
        ("field", _("field")),
        ("before", _("before")),
        ("after", _("after")),
    )
    return [
        _list("bad-rows", _("Bad rows"), "warning", faults, preview.faults),
        _list("ineligible", _("May no longer apply"), "user", PEOPLE, preview.becomes_ineligible),
        _list("unclear", _("Cannot be told any more"), "user", PEOPLE, preview.becomes_unclear),
        _list("eligible", _("May apply from now on"), "user", PEOPLE[:2], preview.becomes_eligible),
        _list("changes", _("Changes"), "edit", changes, preview.changes),
        _list("notices", _("Notices"), "info-circle", notices, preview.notices),
        _list("columns", _("Columns"), "list-ul", (("text", _("heading")), ("use", _("use"))), preview.headings),
    ]


def _list(
    name: str, title: str, icon: str, columns: Sequence[tuple[str, str | Promise]], rows: tuple[object, ...]
) -> dict[str, Any]:
    table = Table(
        [Column(attribute, label=label, accessor=_shown(attribute)) for attribute, label in columns],
        rows[:MOST_SHOWN],
        caption=title,
    )
    return {"name": name, "title": title, "icon": icon, "table": table, "count": len(rows)}


def _shown(attribute: str) -> Any:
    """Answer what a cell of a list shows of an object's attribute."""

    def show(row: object) -> str | Promise:
        value = getattr(row, attribute)
        if attribute == "use":
            return USE_LABELS[value]
        if isinstance(value, tuple):
            return " ".join(value) or NOTHING
        return said(value or None)  # none of them is nothing to tell

    return show


def _latest_imports() -> Table:
    batches = imports_made()[:LATEST_IMPORTS]
    return Table(
        [
            Column("file_name", label=_("file")),
            Column("kind", label=_("kind"), accessor="get_kind_display"),
            Column("imported_at", label=_("imported at"), accessor=lambda batch: said(batch.imported_at)),
            Column("imported_by", label=_("imported by"), accessor=lambda batch: batch.imported_by.get_full_name()),
            Column("added", label=_("added")),
            Column("changed", label=_("changed")),
            Column("unchanged", label=_("unchanged")),
            TitleColumn("undo", label=_("undo"), accessor=_undo_in_words, get_url=_undo_address),
        ],
        batches,
        caption=_("Latest imports"),
    )


def _undo_in_words(batch: ImportBatch) -> str:
    return _("undone") if batch.undone_at else _("Undo…")


def _undo_address(batch: ImportBatch) -> str | None:
    return None if batch.undone_at else reverse("registry_undo", args=[batch.pk])
