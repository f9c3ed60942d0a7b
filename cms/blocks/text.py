"""Blocks of running text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import FEATURES, LISTS, TEXT, EditorialBlock, title_block


class HeadingBlock(EditorialBlock):
    """A heading between paragraphs."""

    text = blocks.CharBlock(label=_("Text"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("2", _("section")), ("3", _("subsection"))], default="2", icon="title"
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = TEXT
        description = _("A heading; sections make the table of contents.")
        preview_value = {"text": "把技术带到需要它的地方", "level": "2"}


class TextBlock(EditorialBlock):
    """Paragraphs, with lists and links in them."""

    body = blocks.RichTextBlock(label=_("Text"), features=FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = TEXT
        description = _("Paragraphs, with lists and links in them.")
        preview_value = {"body": "<p>微专业是一组精心编排的课程：<b>小而完整</b>，贴着真实的行业问题展开。</p>"}


class CalloutBlock(EditorialBlock):
    """A box beside the text: something that must not be overlooked."""

    title = title_block()
    body = blocks.RichTextBlock(label=_("Text"), features=FEATURES)
    tone = blocks.ChoiceBlock(
        label=_("Tone"), choices=[("note", _("note")), ("important", _("important"))], default="note"
    )

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = TEXT
        description = _("A box for what must not be overlooked.")
        preview_value = {"title": "证书说明什么", "body": "<p>它不是学历证书。</p>", "tone": "note"}


class QuoteBlock(EditorialBlock):
    """What somebody said, with a name and perhaps a face."""

    text = blocks.TextBlock(label=_("Text"), max_length=600)
    speaker = blocks.CharBlock(label=_("Who said it"), required=False, max_length=80)
    image = ImageChooserBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = TEXT
        description = _("A sentence worth quoting. Ask the person first.")
        preview_value = {"text": "外专业的学生会问出我们自己早就不问的问题。", "speaker": "韩知序"}


class PointsBlock(EditorialBlock):
    """A short list of points."""

    title = title_block()
    points = blocks.ListBlock(
        blocks.CharBlock(label=_("Point"), max_length=300), label=_("Points"), min_num=1, max_num=24
    )

    class Meta:
        icon = "list-ul"
        label = _("Points")
        group = LISTS
        description = _("A short list, one sentence to a point.")
        preview_value = {"title": "学生能得到什么", "points": ["一套知识与方法", "一件可以写进简历的作品"]}
