"""From a programme or a proposal to the page that students will see: a link for an hour, to pass on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cms.addresses import PREVIEW
from cms.desk.record_screen import RecordScreen
from cms.models import ProgrammePage
from cms.selectors.previews import Preview
from workflows.models import Programme, Proposal, Record
from workflows.models.programme import AT_A_GATE
from workflows.regulation.actor import Actor
from workflows.selectors.proposals import works_on

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
    """
    Answer a preview of a programme's page for somebody who sees the record; None where there is nothing for them.

    Who works on a programme sees the latest drafts; who looks at a proposal, what was submitted with it.
    """
    if not isinstance(record, Programme | Proposal):
        return None
    is_judged = isinstance(record, Proposal) and record.state in AT_A_GATE
    is_open = isinstance(record, Programme) or record.state in Proposal.OPEN
    if not is_judged and not (is_open and _works_on(record, actor)):
        return None
    programme = record.pk if isinstance(record, Programme) else record.programme_id
    page = ProgrammePage.objects.filter(programme=programme).values_list("pk", flat=True).first()
    return Preview.begun(page, is_as_submitted=is_judged) if page is not None else None


def _works_on(record: Programme | Proposal, actor: Actor) -> bool:
    if isinstance(record, Proposal):
        return works_on(record, actor)
    return actor.oversees(record.college_id) or (actor.staff_id is not None and actor.staff_id == record.director_id)
