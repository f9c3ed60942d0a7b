"""Pages through the graph: found, dressed, and what is around them."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.db import connection

from cms.models import StandardPage
from tests.cms.factories import DocumentFactory, ImageFactory, Site, standard_page
from tests.gateway.content.conftest import Ask
from tests.gateway.content.pages import EVERYTHING, every_block, programme_blocks

LIST = EVERYTHING + "query ($kinds: [PageKind!]) { pages(filter: {kinds: $kinds}, first: 100) { nodes { ...Any } } }"


def rich_pages(site: Site, count: int) -> None:
    """Publish so many pages, each with a picture of its own and one of every block."""
    target = standard_page(site.home, "目标")
    for number in range(count):
        image, document = ImageFactory(), DocumentFactory()
        body = every_block(image, document, target)
        standard_page(site.section, f"第{number}页", body=body, hero_image=image, lead="开头")


def test_a_page_with_one_of_every_block(site: Site, ask: Ask):
    image, document, target = ImageFactory(), DocumentFactory(), standard_page(site.home, "目标", slug="target")
    body = [*every_block(image, document, target), *programme_blocks(image)]
    page = site.programme_page(body=body, hero_image=image, positioning="<p>定位</p>", tagline="一句话")

    found = ask(EVERYTHING + "query ($path: String!) { page(path: $path) { ...Any } }", path=page.get_url_parts()[2])["page"]

    assert found["__typename"] == "ProgrammePage"
    assert [block["__typename"] for block in found["body"]] == [
        "HeadingBlock", "TextBlock", "CalloutBlock", "QuoteBlock", "PointsBlock", "PictureBlock", "GalleryBlock",
        "DocumentBlock", "QuestionsBlock", "StepsBlock", "LinksBlock", "CallToActionBlock", "ContactBlock",
        "CareersBlock", "PartnersBlock",
    ]  # fmt: skip
    print(found)


@pytest.mark.parametrize("count", [1, 3, 20])
def test_queries(site: Site, ask: Ask, count: int):
    rich_pages(site, count)
    ask(LIST, kinds=["STANDARD"])
    with CaptureQueriesContext(connection) as captured:
        found = ask(LIST, kinds=["STANDARD"])
    assert len(found["pages"]["nodes"]) == count + 1
    print(count, len(captured))
    for q in captured: print("   ", q["sql"][:140], "...", q["sql"][-160:])
