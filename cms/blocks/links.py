"""Links: where a reader can go from here."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.base import ACTIONS, EditorialBlock, ItemBlock, title_block

ADDRESS = r"^(https?://[^\s<>\"']+|mailto:[^\s<>\"']+|tel:[+\d-]+|/(?!/)[^\s<>\"']*|#[\w-]+)$"
"""Addresses that a link may lead to: the web, mail, telephone, or a place of the site itself; nothing that runs."""


class LinkBlock(ItemBlock):
    """One place to go to: a page, a document, or an address."""

    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    document = DocumentChooserBlock(label=_("Document"), required=False)
    url = blocks.RegexBlock(
        label=_("Address"),
        regex=ADDRESS,
        required=False,
        max_length=400,
        help_text=_("https://…, mailto:…, tel:…, or a path of the site that begins with a slash."),
        error_messages={"invalid": _("Begin with https://, mailto:, tel: or a slash.")},
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        """Refuse a link that leads nowhere or to several places."""
        cleaned = super().clean(value)
        chosen = [name for name in ("page", "document", "url") if cleaned.get(name)]
        if len(chosen) != 1:
            fault = ValidationError(_("Choose one: a page, a document or an address."))
            raise blocks.StructBlockValidationError(block_errors=dict.fromkeys(chosen or ["page"], fault))
        return cleaned


class LinkItemBlock(ItemBlock):
    """A link of a list, with its words."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.CharBlock(label=_("Text"), required=False, max_length=200)
    link = LinkBlock(label=_("Link"))

    class Meta:
        icon = "link"
        label = _("Link")


class LinksBlock(EditorialBlock):
    """A list of links: what to read next, or the short cuts of the home page."""

    title = title_block()
    links = blocks.ListBlock(LinkItemBlock(), label=_("Links"), min_num=1, max_num=12)

    class Meta:
        icon = "list-ul"
        label = _("Links")
        group = ACTIONS
        description = _("A list of places to go to from here.")
        preview_value = {
            "title": "接着看",
            "links": [{"title": "怎样报名", "text": "从看懂招生说明到收到录取结果", "link": {"url": "/how-to-apply/"}}],
        }


class CallToActionBlock(EditorialBlock):
    """One thing that the reader is asked to do, with its button."""

    title = title_block()
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)
    label = blocks.CharBlock(label=_("Words on the button"), max_length=40)
    link = LinkBlock(label=_("Link"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        group = ACTIONS
        description = _("A sentence and a button. At most one or two on a page.")
        preview_value = {
            "title": "想试一试？",
            "text": "登录后系统会逐条告诉你是否符合条件。",
            "label": "查看报名条件",
            "link": {"url": "/how-to-apply/"},
        }


class ContactBlock(EditorialBlock):
    """Whom to ask, and where."""

    office = blocks.CharBlock(label=_("Office"), max_length=80)
    address = blocks.CharBlock(label=_("Place"), required=False, max_length=120)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    phone = blocks.CharBlock(label=_("Telephone"), required=False, max_length=40)

    class Meta:
        icon = "mail"
        label = _("Contact")
        group = ACTIONS
        description = _("An office with its place, e-mail and telephone.")
        preview_value = {"office": "教学办公室", "address": "信息楼东侧二层", "email": "", "phone": "8101"}
