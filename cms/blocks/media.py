"""Blocks of pictures and files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import MEDIA, EditorialBlock, ItemBlock, title_block
from cms.presets import PRESETS


class PictureBlock(EditorialBlock):
    """A picture in the text."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Description here"),
        required=False,
        max_length=200,
        help_text=_("Only where the picture means something else here than its own description says."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)
    preset = blocks.ChoiceBlock(
        label=_("Shape"),
        choices=[(name, PRESETS[name].label) for name in ("content", "card", "hero", "square")],
        default="content",
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        group = MEDIA
        description = _("A picture with its caption.")


class GalleryItemBlock(ItemBlock):
    """A picture of a gallery."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")


class GalleryBlock(EditorialBlock):
    """Several pictures side by side."""

    title = title_block()
    pictures = blocks.ListBlock(GalleryItemBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Gallery")
        group = MEDIA
        description = _("Several pictures side by side.")


class DocumentBlock(EditorialBlock):
    """A file to download."""

    title = title_block()
    text = blocks.CharBlock(label=_("Text"), required=False, max_length=200)
    document = DocumentChooserBlock(label=_("Document"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        group = MEDIA
        description = _("A file to download, with a sentence on what it is.")
