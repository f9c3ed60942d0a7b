"""A list costs the same number of queries for one page as for twenty, whatever is asked of each."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cms.factories import DocumentFactory, ImageFactory, Site, standard_page
from tests.gateway.content.conftest import Ask
from tests.gateway.content.pages import EVERYTHING, every_block

LISTS = {
    "pages": EVERYTHING + "{ pages(filter: {kinds: [STANDARD]}, first: 100) { nodes { ...Any } totalCount } }",
    "searchPages": EVERYTHING
    + """{ searchPages(text: "说得好", first: 100) {
      nodes { page { ...Any } title { text isMatch } snippet { text isMatch } } facets { kind count } totalCount
    } }""",
    "children": EVERYTHING
    + """{ homePage { all: children(first: 100) { nodes { ...Any all: children(first: 100) { nodes { ...Any } } } } } }""",
    "sitemap": "{ sitemap(first: 100) { nodes { title path url locale updatedAt alternates { locale url } } totalCount } }",
}
COUNTS = {"pages": 30, "searchPages": 29, "children": 46, "sitemap": 4}


def test_lists_cost_the_same_at_1_3_and_20_pages(site: Site, ask: Ask):
    target = standard_page(site.home, "目标")
    counted: dict[str, list[int]] = {name: [] for name in LISTS}
    made = 0
    for count in (1, 3, 20):
        for number in range(made, count):
            image, document = ImageFactory(), DocumentFactory()
            body = every_block(image, document, target)
            standard_page(site.section, f"第{number}页", body=body, hero_image=image, lead="开头")
        made = count
        for name, document in LISTS.items():
            ask(document)  # makes the renditions
            with CaptureQueriesContext(connection) as captured:
                ask(document)
            counted[name].append(len(captured))

    assert counted == {name: [count] * 3 for name, count in COUNTS.items()}
