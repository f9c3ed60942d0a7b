"""What is set once for a whole site: names, contact, foot, menu."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField

from cms.blocks.base import FEATURES
from cms.blocks.links import LinkBlock
from cms.models.media import PortalImage


class MenuEntryBlock(blocks.StructBlock):
    """An entry of a menu; a page is shown in the reader's language where it is translated."""

    label = blocks.CharBlock(label=_("Words"), max_length=40)
    label_en = blocks.CharBlock(label=_("Words in English"), max_length=60, required=False)
    link = LinkBlock(label=_("Link"))

    class Meta:
        icon = "link"
        label = _("Entry")


class MenuItemBlock(MenuEntryBlock):
    """An entry of the main menu, with entries below it."""

    children = blocks.ListBlock(MenuEntryBlock(), label=_("Below it"), default=[], max_num=12)

    class Meta:
        icon = "bars"
        label = _("Entry")


class MenuBlock(blocks.StreamBlock):
    """A menu."""

    item = MenuItemBlock()


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """What is set once for a whole site."""

    name = models.CharField(_("name of the site"), max_length=80, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    slogan = models.CharField(_("slogan"), max_length=120, blank=True)
    slogan_en = models.CharField(_("slogan in English"), max_length=200, blank=True)
    contact_office = models.CharField(_("office"), max_length=80, blank=True)
    contact_office_en = models.CharField(_("office in English"), max_length=120, blank=True)
    contact_address = models.CharField(_("place"), max_length=120, blank=True)
    contact_address_en = models.CharField(_("place in English"), max_length=160, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    footer = RichTextField(_("foot"), features=FEATURES, blank=True)
    footer_en = RichTextField(_("foot in English"), features=FEATURES, blank=True)
    share_image = models.ForeignKey(
        PortalImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture for sharing")
    )
    main_menu = StreamField(MenuBlock(), verbose_name=_("main menu"), blank=True, max_num=8)
    footer_menu = StreamField(MenuBlock(), verbose_name=_("menu at the foot"), blank=True, max_num=6)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slogan"), FieldPanel("slogan_en")],
            _("name of the site"),
        ),
        MultiFieldPanel([FieldPanel("main_menu"), FieldPanel("footer_menu")], _("menus")),
        MultiFieldPanel(
            [
                FieldPanel("contact_office"),
                FieldPanel("contact_office_en"),
                FieldPanel("contact_address"),
                FieldPanel("contact_address_en"),
                FieldPanel("contact_email"),
                FieldPanel("contact_phone"),
            ],
            _("contact"),
        ),
        MultiFieldPanel([FieldPanel("footer"), FieldPanel("footer_en"), FieldPanel("share_image")], _("foot")),
    ]

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def words(self, name: str, language: str) -> str:
        """Answer a field that exists in both languages in the reader's; the Chinese one where there is no other."""
        english = getattr(self, f"{name}_en") if language.startswith("en") else ""
        return str(english or getattr(self, name))
