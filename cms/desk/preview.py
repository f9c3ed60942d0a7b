"""From a programme or a proposal to the page that students will see: a link for an hour, to pass on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cms.addresses import PREVIEW
from cms.desk.record_screen import RecordScreen
from cms.previews import Preview
from cms.selectors.previews import previews_of
from workflows.models import Programme, Proposal, Record
from workflows.regulation.actor import Actor

LABEL = _("Preview as students will see it")


class PreviewOfRecord(RecordScreen):
    """Begins a preview."""

    def show(self, **kwargs: Any) -> HttpResponse:
        """Lead to the page of the preview; its address can be passed on."""
        preview = preview_for(self.subject, self.actor)
        if preview is None:
            raise Http404
        return redirect(PREVIEW, token=preview.token)


def preview_for(record: Record, actor: Actor) -> Preview | None:
    """Answer a preview of the page of a programme or a proposal for somebody who sees it; None of other records."""
    if not isinstance(record, Programme | Proposal):
        return None
    begun = previews_of([record], actor).get(record.pk)
    return begun.preview if begun else None
