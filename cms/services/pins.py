"""Pages and proposals: what is submitted is pinned, and what is approved is published, exactly (Art. 6(5))."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.models import BoundPage, CollegePage, PinnedRevision, ProgrammePage
from cms.models.pin import held_of
from cms.selectors.bundles import pages_of_plan
from cms.services.pages import open_programme_page
from workflows import clock
from workflows.models import OutboxMessage, Proposal, Submission
from workflows.services.refusals import FieldFault
from workflows.services.requests import refuse


def pin_pages(submission: Submission) -> None:
    """
    Pin the latest drafts of a programme's page and of its courses' syllabi, in every language, as submitted.

    :raises InvalidInput: a page could not be published as it is, with the page and what is to be mended
    """
    pages = [*pages_of_plan(submission.proposal.plan)]
    refuse(
        [
            FieldFault(("pages",), f"“{page.title}”: {fault}", "INVALID")
            for page in pages
            for fault in _faults_of(page.get_latest_revision_as_object(), submission.proposal)
        ]
    )
    PinnedRevision.objects.bulk_create(_pin(submission, page) for page in pages)


def _faults_of(draft: BoundPage, proposal: Proposal) -> Iterator[str]:
    """Yield why a draft cannot be submitted: what is approved is published at once, under the programme's own title."""
    if isinstance(draft, ProgrammePage) and draft.programme_id and draft.title != proposal.proposed_title:
        yield _("Its title is not the programme's, “%(title)s”: give it that one.") % {"title": proposal.proposed_title}
    yield from map(str, draft.faults().values())
    if draft.go_live_at and draft.go_live_at > clock.now():
        yield _("It is set to go live later: leave this empty, since approval publishes it.")


def publish_approved(proposal: Proposal) -> None:
    """
    Publish the pages of an approved proposal as they were submitted, or open the page of a programme that has none.

    A page that is out already and says what was approved stays as it is: what else stands on it may be newer. Done
    again, it does nothing more. A college without a section gets no page.
    """
    submission = proposal.submissions.order_by("-number").first()
    for pin in submission.pins.order_by("page__path") if submission else ():
        page = pin.page.specific
        if PinnedRevision.in_force(page) == pin and (not page.live or pin.differing(page)):
            pin.revision.publish()
    programme = proposal.programme
    if CollegePage.objects.filter(college=programme.college_id).exists():
        open_programme_page(programme)


def deliver(message: OutboxMessage) -> None:
    """Publish what a message says was approved."""
    publish_approved(Proposal.objects.select_related("programme").get(pk=message.payload["proposal"]))


def _pin(submission: Submission, page: BoundPage) -> PinnedRevision:
    revision = page.get_latest_revision() or page.save_revision()
    held = held_of(page, revision.content, page.judged)
    return PinnedRevision(submission=submission, page=page, revision=revision, held=held)
