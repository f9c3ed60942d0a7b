"""Pages of help, news and rules: whatever shows no record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks.body import BodyBlock
from cms.models.base import PortalPage
from cms.models.media import PortalImage


class StandardPage(PortalPage):
    """A page of text and pictures, of the school or of a college."""

    lead = models.TextField(_("lead"), max_length=600, blank=True)
    hero_image = models.ForeignKey(
        PortalImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture at the head")
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    prose = ("lead", "body")
    picture = "hero_image"

    parent_page_types = ["cms.HomePage", "cms.CollegePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("hero_image"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
