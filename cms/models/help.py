"""What the offices read about their own work, and whether they were shown round: for nobody outside."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.body import BodyBlock
from workflows.models import Account
from workflows.models.people import ROLE_LABELS


class HelpPage(Page):
    """
    Help for whoever holds an office, read at the desk.

    Help pages stand in a tree of their own, outside of every site: whoever asks for pages by their place on a site,
    as the graph, its search and its sitemap do, never finds one.
    """

    role = models.CharField(
        _("role"),
        max_length=20,
        blank=True,
        choices=[(role.value, label) for role, label in ROLE_LABELS.items()],
        help_text=_("Who finds this page at the desk; everybody who holds an office where none is chosen."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    prose = ("body",)
    template = "cms/preview/page.html"

    parent_page_types = ["cms.HelpPage"]
    subpage_types = ["cms.HelpPage"]

    content_panels = [*Page.content_panels, FieldPanel("role"), FieldPanel("body")]
    promote_panels: list[FieldPanel] = []

    class Meta:
        verbose_name = _("help page")
        verbose_name_plural = _("help pages")


class TourSeen(models.Model):
    """That an account has closed the tour of the desk; without a row it is shown on the home page."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="tour_seen", verbose_name=_("account")
    )
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("tour that was seen")
        verbose_name_plural = _("tours that were seen")
