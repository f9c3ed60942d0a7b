"""Blocks: one small type for each, its fields of one type per name across all of them."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.blocks import Block as WagtailBlock

from cms.blocks import links, lists, media, syllabus
from cms.blocks import text as texts
from gateway.content.enums import CalloutTone, ImagePreset
from gateway.content.fields import many, number, one, public, text, truth
from gateway.content.links import Link
from gateway.content.media import Document, Image
from gateway.content.prose import RichText, Stored

TYPES: dict[type[WagtailBlock], type[graphene.ObjectType]] = {}
"""The type of each kind of block."""


class Block(graphene.Interface):
    """Reads a ``Stored``."""

    class Meta:
        description = public("A piece of a page's body. Clients must expect new kinds.")

    key = text("The piece's own key: steady while the editors move it about.")

    @classmethod
    def resolve_type(cls, instance: Stored, info: Any) -> type[graphene.ObjectType]:
        """Answer the type of a stored block."""
        return TYPES[type(instance.block)]


def words(name: str, description: str) -> graphene.String:
    """Declare a field of plain words; empty where the editors left it so."""
    return text(description, lambda root, info: root.words(name))


def rich(name: str, description: str) -> Any:
    """Declare a field of rich text."""
    return one(RichText, description, lambda root, info: root.rich(name), required=True)


def picture(name: str, description: str) -> Any:
    """Declare a field of a picture, which is missing where the reader does not see it."""
    return one(Image, description, lambda root, info: root.image(name))


def items(of: Any, name: str, description: str) -> Any:
    """Declare a field of items."""
    return many(of, description, lambda root, info: root.items(name))


def item_type(type_name: str, description: str, /, **fields: Any) -> Any:
    """Make the type of an item of a block."""
    meta = type("Meta", (), {"name": type_name, "description": public(description)})
    return type(type_name, (graphene.ObjectType,), {"Meta": meta, **fields})


def block_type(block: type[WagtailBlock], description: str, /, **fields: Any) -> Any:
    """Make the type of a kind of block: it bears the block's own name."""
    meta = type("Meta", (), {"name": block.__name__, "interfaces": (Block,), "description": public(description)})
    TYPES[block] = type(block.__name__, (graphene.ObjectType,), {"Meta": meta, **fields})
    return TYPES[block]


TITLE = words("title", "The heading above it; empty where it has none.")

# Running text ------------------------------------------------------------------------------------

block_type(
    texts.HeadingBlock,
    "A heading between paragraphs.",
    text=words("text", "The heading."),
    level=number("2 for a section, 3 for a subsection.", lambda root, info: int(root.words("level") or 2)),
)
block_type(texts.TextBlock, "Paragraphs, with lists and links in them.", body=rich("body", "The paragraphs."))
block_type(
    texts.CalloutBlock,
    "A box for what must not be overlooked.",
    title=TITLE,
    body=rich("body", "The words in the box."),
    tone=one(CalloutTone, "How firmly it speaks.", lambda root, info: root.words("tone") or "note", required=True),
)
block_type(
    texts.QuoteBlock,
    "What somebody said.",
    text=words("text", "The words."),
    speaker=words("speaker", "Who said it; empty where nobody is named."),
    image=picture("image", "The speaker's picture; null where there is none."),
)
block_type(
    texts.PointsBlock,
    "A short list of points.",
    title=TITLE,
    points=many(
        graphene.String, "The points, a sentence each.", lambda root, info: [i.value for i in root.items("points")]
    ),
)

# Pictures and files ------------------------------------------------------------------------------

block_type(
    media.PictureBlock,
    "A picture in the text.",
    image=picture("image", "The picture; null where it is hidden."),
    alt=words("alt", "What it means here; empty where the picture's own description serves."),
    caption=words("caption", "The words below it; may be empty."),
    preset=one(
        ImagePreset, "The preset in which the editors meant it.",
        lambda root, info: root.words("preset") or "content", required=True,
    ),
)  # fmt: skip
GalleryItem = item_type(
    "GalleryItem",
    "A picture of a gallery.",
    image=picture("image", "The picture; null where it is hidden."),
    caption=words("caption", "The words below it; may be empty."),
)
block_type(
    media.GalleryBlock,
    "Several pictures side by side.",
    title=TITLE,
    pictures=items(GalleryItem, "pictures", "The pictures in their order."),
)
block_type(
    media.DocumentBlock,
    "A file to download.",
    title=TITLE,
    text=words("text", "What it is; may be empty."),
    document=one(Document, "The file; null where it is hidden.", lambda root, info: root.document("document")),
)

# Lists -------------------------------------------------------------------------------------------

CareerItem = item_type(
    "CareerItem", "A kind of work.", title=words("title", "The work."), text=words("text", "What it is.")
)
block_type(
    lists.CareersBlock,
    "Where a programme can lead.",
    title=TITLE,
    careers=items(CareerItem, "careers", "The kinds of work."),
)
PartnerItem = item_type(
    "PartnerItem",
    "A company or institution that takes part (Art. 5).",
    name=words("name", "Its name."),
    text=words("text", "What it brings."),
    url=words("url", "Its address; may be empty."),
    image=picture("image", "Its logo; null where there is none."),
)
block_type(
    lists.PartnersBlock,
    "With whom a programme is run (Art. 5).",
    title=TITLE,
    partners=items(PartnerItem, "partners", "The partners."),
)
QuestionItem = item_type(
    "QuestionItem",
    "A question with its answer.",
    question=words("question", "The question."),
    answer=rich("answer", "The answer."),
)
block_type(
    lists.QuestionsBlock,
    "Frequently asked questions.",
    title=TITLE,
    questions=items(QuestionItem, "questions", "The questions in their order."),
)
StepItem = item_type(
    "StepItem", "A step of a procedure.", title=words("title", "The step."), text=words("text", "How.")
)
block_type(
    lists.StepsBlock,
    "What to do, one after the other.",
    title=TITLE,
    steps=items(StepItem, "steps", "The steps in their order."),
)

# Links and actions -------------------------------------------------------------------------------

LINK = one(
    Link, "Where it leads; null where the reader cannot go there.", lambda root, info: Link.leading(root.part("link"))
)
LinkItem = item_type(
    "LinkItem",
    "A link with its words.",
    title=words("title", "The link's words."),
    text=words("text", "What is there; may be empty."),
    link=LINK,
)
block_type(links.LinksBlock, "A list of places to go to.", title=TITLE, links=items(LinkItem, "links", "The links."))
CallToActionBlock = block_type(
    links.CallToActionBlock,
    "One thing that the reader is asked to do.",
    title=TITLE,
    text=words("text", "Why; may be empty."),
    label=words("label", "The words on the button."),
    link=LINK,
)
block_type(
    links.ContactBlock,
    "Whom to ask, and where.",
    office=words("office", "The office."),
    address=words("address", "The place; may be empty."),
    email=words("email", "The e-mail address; may be empty."),
    phone=words("phone", "The telephone number; may be empty."),
)

# Syllabus ----------------------------------------------------------------------------------------

ObjectiveBlock = block_type(
    syllabus.ObjectiveBlock, "One thing that a student can do afterwards.", text=words("text", "The objective.")
)
UnitBlock = block_type(
    syllabus.UnitBlock,
    "A unit of a course's contents.",
    title=words("title", "The unit."),
    hours=text("Its hours, an exact decimal as a string.", lambda root, info: root.words("hours")),
    text=words("text", "What it is about; may be empty."),
)
AssessmentBlock = block_type(
    syllabus.AssessmentBlock,
    "A part of the mark.",
    title=words("title", "What is assessed."),
    percent=number(
        "Its share of the mark; all parts make 100.", lambda root, info: int(root.value.get("percent") or 0)
    ),
    text=words("text", "How; may be empty."),
)
ReadingBlock = block_type(
    syllabus.ReadingBlock,
    "A text to read.",
    title=words("title", "Its title."),
    author=words("author", "Who wrote it; may be empty."),
    publisher=words("publisher", "Who published it; may be empty."),
    isbn=words("isbn", "Its number; may be empty."),
    is_required=truth("Whether it must be read.", lambda root, info: bool(root.value.get("is_required"))),
)
