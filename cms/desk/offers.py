"""What the desk offers besides steps: to begin a record, and to revise one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from cms.desk.desks import Desk
from cms.desk.preview import LABEL as PREVIEW_LABEL
from cms.desk.preview import preview_for
from cms.desk.records import DESKS, desks_under
from cms.desk.review_summary import NAME as REVIEW_SUMMARY
from workflows.models import Proposal, Record
from workflows.models.beginning import Beginning
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.review_summaries import is_summary_for
from workflows.services.refusals import standing_against

REVISE = gettext_lazy("Revise")
SUMMARY = gettext_lazy("Summary of the review (PDF)")


def rows_to_begin_under(model: type[Record], actor: Actor, *, only: int | None = None) -> QuerySet[Any]:
    """Answer the rows that the actor handles and under which it is theirs to begin a record of this kind."""
    beginning: Any = model.begins
    above: Any = model._meta.get_field(beginning.under).related_model
    rows = DESKS[kind_of(above)].rows(actor)
    if beginning.while_it_is:
        rows = rows.filter(state__in=beginning.while_it_is)
    found = list(rows if only is None else rows.filter(pk=only))
    prefetch_related_objects(found, *above.to_its_people())
    return rows.filter(pk__in=[row.pk for row in found if may_begin(model, row, actor)])


def may_begin(model: type[Record], above: Record, actor: Actor) -> bool:
    """Answer whether it is the actor's to begin a record of a kind under a row, as that is now."""
    beginning: Any = model.begins
    return beginning.is_open_in(above.state) and bool(beginning.duty(model(**{beginning.under: above}), actor))


def is_offered(beginning: Beginning, actor: Actor) -> bool:
    """Answer whether it may be one of the actor's offices that begins such records."""
    return any(office.role in beginning.duty.offices for office in actor.offices)


def offers_in_list(desk: Desk[Any], actor: Actor) -> Iterator[Button]:
    """Answer the button with which one of the actor's offices begins a record of the list's kind."""
    beginning: Beginning | None = desk.model.begins
    if beginning and is_offered(beginning, actor):
        yield Button(beginning.label, url=desk.address("begin"), icon_name="plus")


def offers_on_page(record: Record, actor: Actor) -> Iterator[Button]:
    """Answer the buttons with which the actor revises a record, takes its paper, and begins others under it."""
    revision, desk = record.revises, DESKS[kind_of(record)]
    if revision and standing_against(record, revision.duty, revision.states, actor) is None:
        yield Button(REVISE, url=desk.address("revise", record.pk), icon_name="edit")
        for name, part in record.made_of.items():
            yield Button(part.label, url=desk.address("part", record.pk, name), icon_name="list-ul")
    if isinstance(record, Proposal) and is_summary_for(record, actor):
        yield Button(SUMMARY, url=reverse(REVIEW_SUMMARY, args=[record.pk]), icon_name="download")
    if preview_for(record, actor) is not None:
        yield Button(PREVIEW_LABEL, url=desk.address("preview", record.pk), icon_name="view")
    for below in desks_under(type(record)):
        beginning = below.model.begins
        if may_begin(below.model, record, actor):
            address = below.address("begin", query={beginning.under: record.pk})
            yield Button(beginning.label, url=address, icon_name="plus")
