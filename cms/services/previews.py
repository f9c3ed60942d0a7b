"""Previews: letting readers find a page, and the programme that it shows, as they would be after approval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from wagtail.models import Page

from cms.models import BoundPage, PinnedRevision
from cms.previews import Preview, PreviewEnded
from cms.selectors.bundles import pages_of_plan
from workflows import clock
from workflows.models import Programme
from workflows.models.programme import AT_A_GATE
from workflows.selectors.scenes import Staging, proposed_plan, staging_of
from workflows.services.stage import on_stage


@contextmanager
def previewing(preview: Preview, typed: Page | None = None) -> Iterator[Page]:
    """
    Let everything that is read inside find what a preview shows, at its moment, and yield the page.

    Nothing is written. ``typed`` is the page as somebody is writing it, in place of its latest draft.

    :raises PreviewEnded: its page is gone, or what was submitted is not looked at any more
    """
    page = Page.objects.filter(pk=preview.page).specific().first()
    if page is None:
        raise PreviewEnded
    programme = page.programme_in_question() if isinstance(page, BoundPage) else None
    staging = staging_of(programme, preview.scene, preview.on) if programme else Staging((), clock.now())
    drafts = _submitted(programme) if preview.is_as_submitted else _drafts(programme)
    if preview.is_as_submitted and page.pk not in drafts:
        raise PreviewEnded  # it was returned or withdrawn meanwhile: what is being written again is not shown
    shown = drafts | {page.pk: typed or drafts.get(page.pk) or page.get_latest_revision_as_object()}
    above = list(page.get_ancestors().filter(depth__gt=1))
    withheld = _withheld(above, [*shown, *(one.pk for one in above)])
    pages = [*withheld, *map(_out, above), *map(_out, shown.values())]
    with on_stage([*staging.rows, *pages]), clock.moved_to(staging.at):
        yield shown[page.pk]


def _drafts(programme: Programme | None) -> dict[int, Page]:
    """Answer the latest drafts of all that stands or falls with a page."""
    plan = programme and proposed_plan(programme)
    return {one.pk: one.get_latest_revision_as_object() for one in (pages_of_plan(plan) if plan else ())}


def _submitted(programme: Programme | None) -> dict[int, Page]:
    """Answer the pages of the proposal that is looked at, as they were submitted last."""
    pins = PinnedRevision.objects.filter(
        submission__proposal__programme=programme, submission__proposal__state__in=AT_A_GATE
    )
    newest = pins.order_by("submission__number").select_related("revision")
    return {pin.page_id: pin.revision.as_object() for pin in newest}


def _withheld(above: Sequence[Page], shown: Sequence[int]) -> list[Page]:
    """Answer the other pages below a section that is not out: with the section out, they stay kept from readers."""
    top = next((one for one in above if not one.live or one.expired), None)
    if top is None:
        return []
    others = list(Page.objects.descendant_of(top).filter(live=True).exclude(pk__in=shown))
    for one in others:
        one.live = False
    return others


def _out(page: Page) -> Page:
    """Let a page be out: nobody saves it."""
    page.live, page.expired, page.go_live_at, page.expire_at = True, False, None, None
    page.first_published_at = page.first_published_at or clock.now()
    page.last_published_at = page.last_published_at or clock.now()
    return page
