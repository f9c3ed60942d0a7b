"""Which blocks may stand where."""

from __future__ import annotations

from wagtail import blocks

from cms.blocks.links import CallToActionBlock, ContactBlock, LinksBlock
from cms.blocks.lists import CareersBlock, PartnersBlock, QuestionsBlock, StepsBlock
from cms.blocks.media import DocumentBlock, GalleryBlock, PictureBlock
from cms.blocks.syllabus import AssessmentBlock, ObjectiveBlock, ReadingBlock, UnitBlock
from cms.blocks.text import CalloutBlock, HeadingBlock, PointsBlock, QuoteBlock, TextBlock


class BodyBlock(blocks.StreamBlock):
    """The body of any page."""

    heading = HeadingBlock()
    text = TextBlock()
    points = PointsBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    questions = QuestionsBlock()
    steps = StepsBlock()
    document = DocumentBlock()
    links = LinksBlock()
    call_to_action = CallToActionBlock()
    contact = ContactBlock()

    class Meta:
        max_num = 60


class ProgrammeBodyBlock(BodyBlock):
    """The body of a programme's page: also where it leads, and with whom it is run."""

    careers = CareersBlock()
    partners = PartnersBlock()


class ActionsBlock(blocks.StreamBlock):
    """The buttons at the head of the home page."""

    call_to_action = CallToActionBlock()


class ObjectivesBlock(blocks.StreamBlock):
    """Objectives, one below the other."""

    objective = ObjectiveBlock()

    class Meta:
        max_num = 20


class UnitsBlock(blocks.StreamBlock):
    """The contents of a course."""

    unit = UnitBlock()

    class Meta:
        max_num = 40


class AssessmentsBlock(blocks.StreamBlock):
    """How a course is assessed."""

    part = AssessmentBlock()

    class Meta:
        max_num = 12


class ReadingsBlock(blocks.StreamBlock):
    """What is read in a course."""

    reading = ReadingBlock()

    class Meta:
        max_num = 20
