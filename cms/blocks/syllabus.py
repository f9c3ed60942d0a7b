"""Blocks of a course's syllabus (教学大纲): objectives, units, assessment, texts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import SYLLABUS, EditorialBlock


class ObjectiveBlock(EditorialBlock):
    """What a student can do afterwards."""

    text = blocks.CharBlock(label=_("Text"), max_length=300)

    class Meta:
        icon = "check"
        label = _("Objective")
        group = SYLLABUS
        description = _("One thing that a student can do afterwards.")
        preview_value = {"text": "能清洗资料、搭建知识库，让回答有据可查"}


class UnitBlock(EditorialBlock):
    """A unit of a course's contents, with its share of the hours."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    hours = blocks.DecimalBlock(label=_("Hours"), min_value=0, max_value=400, max_digits=4, decimal_places=1)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=1000)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Unit")
        group = SYLLABUS
        description = _("A unit of the course, with its hours.")
        preview_value = {"title": "注意力与规模", "hours": 6, "text": "不写公式也能讲清的结构"}


class AssessmentBlock(EditorialBlock):
    """A part of the mark; the parts of a syllabus make a hundred."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    percent = blocks.IntegerBlock(label=_("Percent"), min_value=1, max_value=100)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)

    class Meta:
        icon = "tick"
        label = _("Part of the mark")
        group = SYLLABUS
        description = _("What is assessed, and its share of the mark. All parts together make a hundred.")
        preview_value = {"title": "期末考试", "percent": 50, "text": ""}


class ReadingBlock(EditorialBlock):
    """A textbook or another text to read."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    author = blocks.CharBlock(label=_("Author"), required=False, max_length=120)
    publisher = blocks.CharBlock(label=_("Publisher"), required=False, max_length=80)
    isbn = blocks.CharBlock(label=_("ISBN"), required=False, max_length=20)
    is_required = blocks.BooleanBlock(label=_("Required"), required=False, default=True)

    class Meta:
        icon = "openquote"
        label = _("Text to read")
        group = SYLLABUS
        description = _("A textbook or another text to read.")
        preview_value = {"title": "与模型共事", "author": "林清嘉", "publisher": "北辰大学出版社", "is_required": True}
