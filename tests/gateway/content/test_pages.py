"""Pages through the graph: found, dressed, and what is around them."""

from collections.abc import Callable

import pytest
from wagtail.models import Page

from cms.models import StandardPage
from gateway.ids import to_global_id
from tests.cms.factories import DocumentFactory, ImageFactory, Site, drawn, publish, standard_page
from tests.gateway.content.conftest import Ask
from tests.gateway.content.pages import EVERYTHING, every_block, programme_blocks

Refused = Callable[..., list[str]]
BASE = "http://localhost:8000"


def test_a_page_with_one_of_every_block(site: Site, ask: Ask):
    image, document, target = ImageFactory(), DocumentFactory(), standard_page(site.home, "目标", slug="target")
    page = site.programme_page(
        body=[*every_block(image, document, target), *programme_blocks(image)],
        hero_image=image,
        positioning="<p>定位</p>",
        objectives=[("objective", {"text": "会做"})],
        tagline="一句话",
    )

    found = ask(EVERYTHING + "query ($id: ID!) { page(id: $id) { ...Any } }", id=to_global_id("ProgrammePage", page.pk))
    shown = found["page"]
    blocks = {block["__typename"]: block for block in shown["body"]}

    assert list(blocks) == [
        "HeadingBlock", "TextBlock", "CalloutBlock", "QuoteBlock", "PointsBlock", "PictureBlock", "GalleryBlock",
        "DocumentBlock", "QuestionsBlock", "StepsBlock", "LinksBlock", "CallToActionBlock", "ContactBlock",
        "CareersBlock", "PartnersBlock",
    ]  # fmt: skip
    assert (shown["tagline"], shown["positioning"]["html"], shown["objectives"]) == (
        "一句话",
        "<p>定位</p>",
        [{"text": "会做"}],
    )
    assert blocks["HeadingBlock"]["level"] == 2
    assert blocks["PictureBlock"]["preset"] == "CONTENT"
    assert blocks["CalloutBlock"]["tone"] == "IMPORTANT"
    assert blocks["PointsBlock"]["points"] == ["甲", "乙"]
    assert blocks["QuoteBlock"]["image"]["alt"] == "一片湖水"
    assert blocks["DocumentBlock"]["document"]["title"] == document.title_en
    assert blocks["PartnersBlock"]["partners"][0]["name"] == "某行"
    links = [entry["link"] for entry in blocks["LinksBlock"]["links"]]
    assert [link["url"] for link in links] == [f"{BASE}/target/", f"{BASE}{document.url}", "/programmes/"]
    assert [link["isExternal"] for link in links] == [False, False, False]
    assert links[0]["page"]["title"] == "目标"


def test_rich_text_leads_to_the_frontends_own_addresses(site: Site, ask: Ask):
    document, target = DocumentFactory(), standard_page(site.home, "目标", slug="target")
    page = standard_page(site.home, body=every_block(ImageFactory(), document, target)[1:2])

    found = ask(EVERYTHING + "query ($id: ID!) { page(id: $id) { ...Any } }", id=to_global_id("StandardPage", page.pk))

    assert found["page"]["body"][0]["body"] == {
        "html": (
            f'<p>见 <a href="{BASE}/target/">这一页</a>、<a href="{BASE}{document.url}">文件</a>和 '
            '<a href="https://example.org/?a=1&amp;b=2">外站</a>，<b>重要</b>。</p><ul><li>一</li><li>二</li></ul>'
        ),
        "markdown": (
            f"见 [这一页]({BASE}/target/)、[文件]({BASE}{document.url})和 [外站](https://example.org/?a=1&b=2)，**重要**。"
            "\n\n- 一\n- 二"
        ),
        "plainText": "见 这一页、文件和 外站，重要。 一 二",
    }


def test_a_page_is_found_by_path_id_and_slug(site: Site, ask: Ask):
    page = standard_page(standard_page(site.home, slug="help"), "报名指南", slug="apply")
    document = """query ($path: String!, $id: ID!, $under: ID!) {
      path: page(path: $path) { title } bare: page(path: "help/apply") { title } id: page(id: $id) { title }
      slug: page(slug: "apply", under: $under) { title } top: page(slug: "help") { title }
    }"""

    found = ask(
        document,
        path="/help/apply/?utm=1#top",
        id=to_global_id("StandardPage", page.pk),
        under=to_global_id("StandardPage", page.get_parent().pk),
    )
    assert [answer["title"] for answer in found.values()] == [
        "报名指南",
        "报名指南",
        "报名指南",
        "报名指南",
        "关于微专业",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//",
        "/en/",
        "/en",
        "/nothing/",
        "/../portal/",
        "/portal/",
        "/%2e%2e/",
        "a" * 5000,
        "/\x00/",
        "/en/en/",
        "//[",
        "http://[",
        "/\ud800/",
    ],
)
def test_any_path_has_an_answer(site: Site, ask: Ask, path: str):
    found = ask(
        "query ($path: String!) { page(path: $path) { title } route(path: $path) { page { title } } }", path=path
    )

    home = {"": "微专业", "/": "微专业", "//": "微专业", "/en/": "Micro-majors", "/en": "Micro-majors"}
    expected = {"title": home[path]} if path in home else None
    assert found == {"page": expected, "route": expected and {"page": expected}}


def test_asking_for_a_page_in_two_ways_or_none_is_refused(site: Site, refused: Refused):
    assert refused("{ page { title } }") == refused('{ page(path: "/", slug: "a") { title } }')
    assert len(refused('{ page(id: "nonsense") { title } }')) == 1


def test_an_id_of_something_else_finds_no_page(site: Site, ask: Ask):
    for type_name in ("Image", "Programme", "ProgrammePage"):
        given = to_global_id(type_name, site.home.pk)
        assert ask("query ($id: ID!) { page(id: $id) { title } }", id=given) == {"page": None}


def test_the_tree_around_a_page(site: Site, ask: Ask):
    syllabus = site.syllabus_page()
    page = Page.objects.get(pk=syllabus.pk).get_parent()
    standard_page(site.section, "招生说明")
    english = site.in_english(page.specific, title="Intelligent Finance")
    document = """query ($id: ID!) { page(id: $id) {
      title path breadcrumbs { title path } ancestors { title } parent { title } translations { title locale path }
      children { nodes { title } totalCount } siblings { nodes { title } totalCount }
    } }"""

    found = ask(document, id=to_global_id("ProgrammePage", page.pk))["page"]

    college = site.scenario.college.name
    assert [crumb["title"] for crumb in found["breadcrumbs"]] == ["微专业", college, page.title]
    assert [crumb["path"] for crumb in found["breadcrumbs"]] == ["/", f"/{site.section.slug}/", found["path"]]
    assert [above["title"] for above in found["ancestors"]] == ["微专业", college]
    assert found["parent"] == {"title": college}
    assert found["children"] == {"nodes": [{"title": syllabus.title}], "totalCount": 1}
    assert found["siblings"] == {"nodes": [{"title": "招生说明"}], "totalCount": 1}
    assert found["translations"] == [
        {"title": "Intelligent Finance", "locale": "EN", "path": f"/en/{site.section.slug}/{english.slug}/"}
    ]


def test_a_home_page_has_nothing_above_it(site: Site, ask: Ask):
    found = ask("{ homePage { parent { title } ancestors { title } siblings { totalCount } breadcrumbs { title } } }")

    assert found["homePage"] == {
        "parent": None, "ancestors": [], "siblings": {"totalCount": 0}, "breadcrumbs": [{"title": "微专业"}],
    }  # fmt: skip


def test_the_home_page_is_in_the_language_asked_for(site: Site, ask: Ask):
    assert ask("{ homePage { title } }")["homePage"]["title"] == "微专业"
    assert ask("{ homePage { title } }", language="en")["homePage"]["title"] == "Micro-majors"
    assert ask("{ homePage(locale: EN) { title } }")["homePage"]["title"] == "Micro-majors"


def test_lists_are_narrowed_by_what_is_wanted(site: Site, ask: Ask):
    standard_page(site.section, "招生说明", show_in_menus=True)
    standard_page(site.home, "报名指南")

    def titles(**wanted: object) -> list[str]:
        document = "query ($filter: PageFilter) { pages(filter: $filter) { nodes { title } } }"
        return [node["title"] for node in ask(document, filter=wanted)["pages"]["nodes"]]

    assert titles(kinds=["STANDARD"]) == ["招生说明", "报名指南"]
    assert titles(kinds=["HOME"]) == ["微专业", "Micro-majors"]
    assert titles(locale="EN", kinds=["HOME"]) == ["Micro-majors"]
    assert titles(under=to_global_id("CollegePage", site.section.pk)) == ["招生说明"]
    assert titles(titleContains="指南") == ["报名指南"]
    assert titles(isInMenus=True) == ["招生说明"]
    assert titles(under=to_global_id("Image", 1)) == []
    assert titles(titleContains="\x00") == titles(titleContains="\ud800") == []


@pytest.mark.parametrize("order", ["TREE_ASC", "TITLE_ASC", "CREATED_DESC"])
def test_a_list_read_page_by_page_is_the_whole_list(site: Site, ask: Ask, order: str):
    for number in range(5):
        standard_page(site.home, f"同名{number % 2}")
    document = """query ($after: String, $order: PageOrder!) {
      pages(first: 3, after: $after, orderBy: $order) {
        totalCount nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
      }
    }"""
    seen: list[str] = []
    after = None
    while True:
        listed = ask(document, after=after, order=order)["pages"]
        seen += [node["id"] for node in listed["nodes"]]
        assert listed["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert listed["pageInfo"]["endCursor"] == listed["edges"][-1]["cursor"]
        if not listed["pageInfo"]["hasNextPage"]:
            break
        after = listed["pageInfo"]["endCursor"]

    assert len(seen) == len(set(seen)) == listed["totalCount"] == 9
    whole = ask("query ($order: PageOrder!) { pages(first: 100, orderBy: $order) { nodes { id } } }", order=order)
    assert seen == [node["id"] for node in whole["pages"]["nodes"]]


def test_children_are_read_page_by_page(site: Site, ask: Ask):
    for number in range(5):
        standard_page(site.section, f"第{number}页")
    document = (
        """query ($after: String) { page(slug: "%s") {
      children(first: 2, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } totalCount }
    } }"""
        % site.section.slug
    )
    seen, after = [], None
    for _ in range(3):
        children = ask(document, after=after)["page"]["children"]
        seen += [node["title"] for node in children["nodes"]]
        after = children["pageInfo"]["endCursor"]

    assert seen == [f"第{number}页" for number in range(5)]
    assert (children["totalCount"], children["pageInfo"]["hasNextPage"]) == (5, False)


@pytest.mark.parametrize("field", ["pages", 'searchPages(text: "微专业")', "sitemap"])
def test_pages_too_large_and_cursors_of_nobodys_making_are_refused(site: Site, refused: Refused, field: str):
    name, _, given = field.rstrip(")").partition("(")
    for bad in ("first: 101", "first: -1", 'after: "abc"', 'after: "W10"', 'after: "\\u0000"'):
        arguments = ", ".join(filter(None, (given, bad)))
        assert len(refused(f"{{ {name}({arguments}) {{ totalCount }} }}")) == 1


def test_an_empty_page_of_a_list_can_be_asked_for(site: Site, ask: Ask):
    assert ask("{ pages(first: 0) { nodes { id } totalCount } }") == {"pages": {"nodes": [], "totalCount": 4}}


def test_seo_falls_back_to_what_the_page_says(site: Site, ask: Ask):
    image, shared = ImageFactory(), ImageFactory(alt_text="分享图")
    page = standard_page(site.home, "关于", lead="很长的开头" * 60, hero_image=image)
    document = "query ($id: ID!) { page(id: $id) { seo { title description image { alt } } } }"
    given = to_global_id("StandardPage", page.pk)

    seo = ask(document, id=given)["page"]["seo"]
    assert (seo["title"], len(seo["description"]), seo["image"]) == ("关于", 150, {"alt": "一片湖水"})

    publish(StandardPage.objects.get(), seo_title="标题", search_description="一句话", share_image=shared)
    assert ask(document, id=given)["page"]["seo"] == {
        "title": "标题",
        "description": "一句话",
        "image": {"alt": "分享图"},
    }


def test_a_picture_in_the_sizes_of_a_preset(site: Site, ask: Ask):
    image = ImageFactory(
        file=drawn(1200, 900), focal_point_x=300, focal_point_y=450, focal_point_width=10, focal_point_height=10
    )
    standard_page(site.home, "图", slug="picture", hero_image=image)
    document = """{ page(path: "/picture/") { heroImage {
      alt english: alt(locale: EN) width height focalPoint { x y }
      rendition(preset: CARD) { url width height mimeType } sources(preset: CARD) { url width height mimeType }
    } } }"""

    shown = ask(document)["page"]["heroImage"]

    assert (shown["alt"], shown["english"], shown["width"], shown["height"]) == ("一片湖水", "a lake", 1200, 900)
    assert shown["focalPoint"] == {"x": 0.25, "y": 0.5}
    assert [(source["width"], source["height"], source["mimeType"]) for source in shown["sources"]] == [
        (320, 213, "image/webp"), (640, 426, "image/webp"), (960, 640, "image/webp"),
        (320, 213, "image/jpeg"), (640, 426, "image/jpeg"), (960, 640, "image/jpeg"),
    ]  # fmt: skip
    assert shown["rendition"] == shown["sources"][4]
    assert all(source["url"].startswith(f"{BASE}/media/images/") for source in shown["sources"])
    assert ask(document)["page"]["heroImage"] == shown
    assert image.renditions.count() == 6


def test_decoration_is_read_to_nobody(site: Site, ask: Ask):
    standard_page(site.home, "图", slug="picture", hero_image=ImageFactory(alt_text="", is_decorative=True))

    found = ask('{ page(path: "/picture/") { heroImage { alt isDecorative focalPoint { x } } } }')
    assert found["page"]["heroImage"] == {"alt": "", "isDecorative": True, "focalPoint": None}


def test_a_syllabus(site: Site, ask: Ask):
    page = site.syllabus_page(
        abstract="三句话",
        goals=[("objective", {"text": "会做"})],
        units=[("unit", {"title": "第一单元", "hours": "6.5", "text": "内容"})],
        assessment=[("part", {"title": "考试", "percent": 100, "text": ""})],
        readings=[("reading", {"title": "书", "author": "人", "publisher": "社", "isbn": "", "is_required": True})],
    )

    found = ask(EVERYTHING + "query ($id: ID!) { page(id: $id) { ...Any } }", id=to_global_id("SyllabusPage", page.pk))[
        "page"
    ]
    assert (found["abstract"], found["goals"]) == ("三句话", [{"text": "会做"}])
    assert found["units"] == [{"title": "第一单元", "hours": "6.5", "text": "内容"}]
    assert found["assessment"] == [{"title": "考试", "percent": 100}]
    assert found["readings"] == [{"title": "书", "author": "人", "publisher": "社", "isbn": "", "isRequired": True}]
