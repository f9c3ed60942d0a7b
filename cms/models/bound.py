"""
Pages that show a record: the link between them, and the guard that keeps a page of a proposal out of the public.

The page in the school's language holds the link; its translations share it through their translation key, and a
copy has neither. Facts stand in the record, prose on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester, Revision, Workflow

from cms.forms import BoundPageForm
from cms.models.base import PortalPage, PortalPermissionTester
from cms.models.pin import PinnedRevision
from workflows.models import Programme
from workflows.services.people import SCHOOL_EDITORS


class PublishingRefused(ValidationError):
    """A page was not published: the school has not approved what it shows, or not in these words (Art. 4, 6(5))."""


class BoundPermissionTester(PortalPermissionTester):
    """What a person may do with a page that shows a record: the record's state counts besides the person's groups."""

    def can_publish(self) -> bool:
        """
        Answer whether the person may, and the record lets the page be published.

        What was never judged of a programme that is approved, a translation made since or a page opened since, the
        school's editors publish, and not the college that wrote it.
        """
        page = self.page.specific
        if not super().can_publish() or page.refusal() is not None:
            return False
        return page.live or not page.is_unjudged() or self._is_of_the_school()

    def _is_of_the_school(self) -> bool:
        return bool(self.user.is_superuser or self.user.groups.filter(name=SCHOOL_EDITORS).exists())

    def can_set_view_restrictions(self) -> bool:
        """Answer as Wagtail does, since that publishes nothing; what the public may know of stays for all to read."""
        return super().can_publish() and not self.page.specific.is_shown_for_good()

    def can_unpublish(self) -> bool:
        """Answer whether the person may, and nothing public would vanish (Art. 8)."""
        return super().can_unpublish() and not self.page.specific.is_shown_for_good()

    def can_move_to(self, destination: Page | None) -> bool:
        """Answer whether the person may, and the page belongs there: a record's page stays with its college's."""
        if destination is None or not super().can_move_to(destination):
            return False
        return bool(self.page.specific.belongs_below(destination.specific))


class BoundPage(PortalPage):
    """A page that shows a record: one to one with it, in each language."""

    link: ClassVar[str]
    """The field that holds the link to the record."""
    judged: ClassVar[tuple[str, ...]]
    """The fields that the school judges with a proposal: published as it approved them, and not otherwise."""

    base_form_class = BoundPageForm

    class Meta:
        abstract = True

    def record_id(self) -> int | None:
        """Answer the key of the record that this page shows: its own, or that of the page it translates."""
        own = getattr(self, f"{self.link}_id")
        if own is not None:
            return int(own)
        sources = type(self)._default_manager.filter(translation_key=self.translation_key)
        return sources.exclude(**{self.link: None}).values_list(f"{self.link}_id", flat=True).first()

    def programme_in_question(self) -> Programme | None:
        """Answer the programme whose state decides whether this page may be published."""
        raise NotImplementedError(f"{type(self).__name__} does not say whose state decides")

    def refusal(self) -> str | None:
        """Answer in the reader's language why this page may not be published; None where it may."""
        programme = self.programme_in_question()
        if programme is None:
            return _("This page shows no programme yet. Choose the programme to which it belongs, then publish it.")
        if not self.is_approved(programme):
            return _(
                "What this page shows of “%(programme)s” is still proposed (Art. 4): it can be published once the "
                "school has approved it. Your draft is kept."
            ) % {"programme": programme.title}
        return None

    def is_approved(self, programme: Programme) -> bool:
        """Answer whether the school has approved what this page shows of a programme."""
        return programme.is_public

    def belongs_below(self, parent: Page) -> bool:
        """Answer whether the page may stand below another one."""
        raise NotImplementedError(f"{type(self).__name__} does not say where it belongs")

    def is_ended(self) -> bool:
        """Answer whether the programme is suspended or revoked: its page says so, and stays (Art. 8)."""
        programme = self.programme_in_question()
        return programme is not None and programme.is_public and programme.state != Programme.State.ESTABLISHED

    def is_shown_for_good(self) -> bool:
        """Answer whether the public may know of what it shows: then its address is for ever."""
        programme = self.programme_in_question()
        return programme is not None and self.is_approved(programme)

    def faults(self) -> dict[str, str]:
        """Answer what must be mended before the page is published, by field, in the reader's language."""
        if self.expire_at:
            return {"expire_at": _("The page of a programme does not expire (Art. 8): leave this empty.")}
        return {}

    def approved(self) -> PinnedRevision | None:
        """Answer what the school has approved of this page last, if any of it (one query)."""
        return PinnedRevision.in_force(self) if self.pk else None

    def is_unjudged(self) -> bool:
        """Answer whether pages were submitted for what it shows, and this one was not among them (two queries)."""
        programme = self.programme_in_question()
        if programme is None or self.approved() is not None:
            return False
        return PinnedRevision.objects.filter(submission__proposal__programme=programme).exists()

    def deviations(self) -> dict[str, str]:
        """Answer in which fields it says something else than the school has approved, in the reader's language."""
        pin = self.approved()
        if pin is None:
            return {}
        plan, number = pin.submission.proposal.plan.number, pin.submission.proposal.decision_number
        fault = _(
            "This is published as the school approved it (version %(plan)s, %(number)s; Art. 6(5)). Put the approved "
            "words back, or begin a further proposal, with which they change."
        ) % {"plan": plan, "number": number}
        return dict.fromkeys(pin.differing(self), fault)

    def clean(self) -> None:
        """Refuse to go live while the record does not let it, or with faults; Wagtail cleans what it saves as live."""
        super().clean()
        if self.live and (reason := self.refusal()):
            raise PublishingRefused(reason, code="not_established")
        if self.live and (faults := self.faults()):
            raise ValidationError(faults)

    def publish(self, revision: Revision, **how: Any) -> Any:
        """
        Publish a revision, or schedule it, unless the record does not let it.

        :raises PublishingRefused: with the reason; a schedule that could not be kept is not taken on either
        """
        if reason := self.refusal():
            raise PublishingRefused(reason, code="not_established")
        if faults := self._what_stands_against(revision):
            raise PublishingRefused(faults)
        return super().publish(revision, **how)

    @staticmethod
    def _what_stands_against(revision: Revision) -> dict[str, str]:
        page = revision.as_object()
        return {**page.deviations(), **page.faults()}

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Answer what a person may do here."""
        return BoundPermissionTester(user, self)

    def get_workflow(self) -> Workflow | None:
        """Answer who moderates this page; nobody while approving it could not publish it."""
        return None if self.refusal() else super().get_workflow()

    @property
    def has_workflow(self) -> bool:
        """Answer whether it can be handed in for moderation."""
        return self.get_workflow() is not None

    def with_content_json(self, content: Mapping[str, Any]) -> Self:
        """Answer the page as a revision has it: the link is the page's, no revision can change it."""
        page: Self = super().with_content_json(content)
        setattr(page, f"{self.link}_id", getattr(self, f"{self.link}_id"))
        return page
