"""Blocks that list things of one kind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import FEATURES, LISTS, EditorialBlock, ItemBlock, title_block
from cms.blocks.links import ADDRESS


class CareerBlock(ItemBlock):
    """A kind of work."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)

    class Meta:
        icon = "user"
        label = _("Career")


class CareersBlock(EditorialBlock):
    """Where a programme can lead."""

    title = title_block()
    careers = blocks.ListBlock(CareerBlock(), label=_("Careers"), min_num=1, max_num=24)

    class Meta:
        icon = "group"
        label = _("Careers")
        group = LISTS
        description = _("Kinds of work for which the programme prepares.")
        preview_value = {"title": "", "careers": [{"title": "知识库运营", "text": "整理、切分和更新资料。"}]}


class PartnerBlock(ItemBlock):
    """A company or institution."""

    name = blocks.CharBlock(label=_("Name"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    url = blocks.RegexBlock(label=_("Address"), regex=ADDRESS, required=False, max_length=400)
    image = ImageChooserBlock(label=_("Logo"), required=False)

    class Meta:
        icon = "site"
        label = _("Partner")


class PartnersBlock(EditorialBlock):
    """With whom a programme is run (Art. 5)."""

    title = title_block()
    partners = blocks.ListBlock(PartnerBlock(), label=_("Partners"), min_num=1, max_num=24)

    class Meta:
        icon = "site"
        label = _("Partners")
        group = LISTS
        description = _("Companies and institutions that take part, and what they bring.")
        preview_value = {"title": "", "partners": [{"name": "问渠智能", "text": "提供教学用模型服务。"}]}


class QuestionBlock(ItemBlock):
    """A question with its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=160)
    answer = blocks.RichTextBlock(label=_("Answer"), features=FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(EditorialBlock):
    """Frequently asked questions."""

    title = title_block()
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1, max_num=24)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = LISTS
        description = _("Questions as readers ask them, each with its answer.")
        preview_value = {
            "title": "",
            "questions": [{"question": "我可以同时报两个方向吗？", "answer": "<p>登录之后，申请页会告诉你。</p>"}],
        }


class StepBlock(ItemBlock):
    """A step of a procedure."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class StepsBlock(EditorialBlock):
    """What to do, one after the other."""

    title = title_block()
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1, max_num=24)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = LISTS
        description = _("What to do, one after the other.")
        preview_value = {
            "title": "报名流程",
            "steps": [{"title": "登录并核对信息", "text": "学籍信息由学校系统同步。"}],
        }
