"""The blocks of the strawberry-django peer: a small type for each, made from what Wagtail's StreamField answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import strawberry
from django.db.models import prefetch_related_objects
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from benchmarks.renditions import CARD, CONTENT
from cms.models import PortalImage, PortalRendition


@strawberry.type
class Picture:
    alt: str
    url: str
    width: int
    height: int


@strawberry.type
class HeadingBlock:
    text: str
    level: str


@strawberry.type
class TextBlock:
    body: str


@strawberry.type
class PointsBlock:
    title: str
    points: list[str]


@strawberry.type
class PictureBlock:
    image: Picture | None
    caption: str


@strawberry.type
class CalloutBlock:
    title: str
    body: str
    tone: str


@strawberry.type
class LinkItem:
    title: str
    text: str
    url: str


@strawberry.type
class LinksBlock:
    title: str
    links: list[LinkItem]


@strawberry.type
class ContactBlock:
    office: str
    address: str
    email: str
    phone: str


@strawberry.type
class Item:
    title: str
    text: str


@strawberry.type
class CareersBlock:
    title: str
    careers: list[Item]


@strawberry.type
class QuoteBlock:
    text: str
    speaker: str
    image: Picture | None


@strawberry.type
class Partner:
    name: str
    text: str


@strawberry.type
class PartnersBlock:
    title: str
    partners: list[Partner]


@strawberry.type
class GalleryItem:
    image: Picture | None
    caption: str


@strawberry.type
class GalleryBlock:
    title: str
    pictures: list[GalleryItem]


@strawberry.type
class StepsBlock:
    title: str
    steps: list[Item]


@strawberry.type
class Question:
    question: str
    answer: str


@strawberry.type
class QuestionsBlock:
    title: str
    questions: list[Question]


@strawberry.type
class CallToActionBlock:
    title: str
    text: str
    label: str
    url: str


Block = Annotated[
    HeadingBlock
    | TextBlock
    | PointsBlock
    | PictureBlock
    | CalloutBlock
    | LinksBlock
    | ContactBlock
    | CareersBlock
    | QuoteBlock
    | PartnersBlock
    | GalleryBlock
    | StepsBlock
    | QuestionsBlock
    | CallToActionBlock,
    strawberry.union("Block"),
]


def blocks_of(body: StreamValue) -> list[Block]:
    """Answer a body's blocks; the sizes of all of its pictures are fetched together."""
    children = list(body)
    images = [image for child in children for image in _images_in(child.value)]
    prefetch_related_objects(images, "renditions")
    return [_MAKERS[child.block_type](child.value) for child in children]


def picture_of(image: PortalImage, rendition: PortalRendition) -> Picture:
    """Answer a picture in one of its sizes."""
    return Picture(alt=image.default_alt_text, url=rendition.full_url, width=rendition.width, height=rendition.height)


def address_of(link: Mapping[str, Any]) -> str:
    """Answer where a link leads."""
    page: Page | None = link["page"]
    document = link["document"]
    return str((page and page.url) or (document and document.url) or link["url"] or "")


def _images_in(value: Any) -> Iterator[PortalImage]:
    if isinstance(value, Mapping):
        if image := value.get("image"):
            yield image
        for item in value.get("pictures") or ():
            yield item["image"]


def _shown(image: PortalImage | None, spec: str) -> Any:
    return image and picture_of(image, image.get_rendition(spec))


def _rich(value: Any) -> str:
    return str(expand_db_html(value.source))


def _item(value: Mapping[str, Any]) -> Item:
    return Item(title=value["title"], text=value["text"])


_MAKERS: Mapping[str, Callable[[Any], Block]] = {
    "heading": lambda v: HeadingBlock(text=v["text"], level=v["level"]),
    "text": lambda v: TextBlock(body=_rich(v["body"])),
    "points": lambda v: PointsBlock(title=v["title"], points=list(v["points"])),
    "picture": lambda v: PictureBlock(image=_shown(v["image"], CONTENT), caption=v["caption"]),
    "callout": lambda v: CalloutBlock(title=v["title"], body=_rich(v["body"]), tone=v["tone"]),
    "links": lambda v: LinksBlock(
        title=v["title"],
        links=[LinkItem(title=i["title"], text=i["text"], url=address_of(i["link"])) for i in v["links"]],
    ),
    "contact": lambda v: ContactBlock(office=v["office"], address=v["address"], email=v["email"], phone=v["phone"]),
    "careers": lambda v: CareersBlock(title=v["title"], careers=[_item(i) for i in v["careers"]]),
    "quote": lambda v: QuoteBlock(text=v["text"], speaker=v["speaker"], image=_shown(v["image"], CARD)),
    "partners": lambda v: PartnersBlock(
        title=v["title"], partners=[Partner(name=i["name"], text=i["text"]) for i in v["partners"]]
    ),
    "gallery": lambda v: GalleryBlock(
        title=v["title"],
        pictures=[GalleryItem(image=_shown(i["image"], CARD), caption=i["caption"]) for i in v["pictures"]],
    ),
    "steps": lambda v: StepsBlock(title=v["title"], steps=[_item(i) for i in v["steps"]]),
    "questions": lambda v: QuestionsBlock(
        title=v["title"],
        questions=[Question(question=i["question"], answer=_rich(i["answer"])) for i in v["questions"]],
    ),
    "call_to_action": lambda v: CallToActionBlock(
        title=v["title"], text=v["text"], label=v["label"], url=address_of(v["link"])
    ),
}
