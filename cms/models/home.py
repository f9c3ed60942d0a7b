"""The home page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from cms.blocks.base import FEATURES
from cms.blocks.body import ActionsBlock, BodyBlock
from cms.models.base import PortalPage
from cms.models.media import PortalImage


class HomePage(PortalPage):
    """The first page of a site, in one language."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    lead = models.TextField(_("lead"), max_length=600, blank=True)
    hero_image = models.ForeignKey(
        PortalImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture at the head")
    )
    actions = StreamField(ActionsBlock(), verbose_name=_("buttons"), blank=True, max_num=2)
    introduction = RichTextField(_("introduction"), features=FEATURES, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    prose = ("headline", "lead", "actions", "introduction", "body")
    picture = "hero_image"

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CollegePage", "cms.StandardPage"]

    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("lead"), FieldPanel("hero_image"), FieldPanel("actions")], _("head")
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
