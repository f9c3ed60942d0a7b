"""What every block of an editor has: a label, an icon, a group, help, an example, and one template for previews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT = _("Text")
MEDIA = _("Pictures and files")
LISTS = _("Lists")
ACTIONS = _("Links and actions")
SYLLABUS = _("Syllabus")

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
"""What rich text may hold: nothing that the graph could not hand to any kind of frontend."""


class EditorialBlock(blocks.StructBlock):
    """
    A block as editors choose it, and as the graph serves it: one type per block, its name the class's.

    Fields of one name have one type across all blocks: ``title`` and ``text`` are plain, ``body`` is rich.
    """

    class Meta:
        template = "cms/blocks/block.html"
        preview_template = "cms/blocks/preview.html"


class ItemBlock(blocks.StructBlock):
    """A part of a block that is no block by itself: an entry of a list, a link."""

    class Meta:
        template = "cms/blocks/block.html"


def title_block() -> blocks.CharBlock:
    """Answer the optional heading above a block."""
    return blocks.CharBlock(label=_("Title"), required=False, max_length=120)
