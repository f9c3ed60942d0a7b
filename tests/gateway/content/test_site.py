"""Settings, menus, routes and the map of the site through the graph."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.models import Site as WagtailSite

from cms.models import SiteSettings
from tests.cms.factories import DocumentFactory, ImageFactory, Site, publish, standard_page
from tests.gateway.content.conftest import Ask

BASE = "http://localhost:8000"
MENU = "query ($locale: Locale) { menu(name: MAIN, locale: $locale) { label link { url page { title } } children { label link { url } } } }"


def settings(**fields: object) -> SiteSettings:
    """Set something for the whole site."""
    return SiteSettings.objects.create(site=WagtailSite.objects.get(), **fields)


def entry(label: str, english: str = "", **link: object) -> dict[str, object]:
    """Answer an entry of a menu as the editors' code writes it."""
    return {"label": label, "label_en": english, "link": {"page": None, "document": None, "url": ""} | link}


def test_settings_are_in_the_readers_language_where_there_is_one(site: Site, ask: Ask):
    settings(
        name="微专业", name_en="Micro-majors", slogan="多学一门", footer="<p>教务处</p>", share_image=ImageFactory()
    )
    document = (
        "query ($locale: Locale) { siteSettings(locale: $locale) { name slogan footer { html } shareImage { alt } } }"
    )

    chinese = {
        "name": "微专业",
        "slogan": "多学一门",
        "footer": {"html": "<p>教务处</p>"},
        "shareImage": {"alt": "一片湖水"},
    }
    assert ask(document)["siteSettings"] == chinese
    assert ask(document, locale="EN")["siteSettings"] == chinese | {"name": "Micro-majors"}


def test_before_anything_is_set_the_settings_are_empty(site: Site, ask: Ask):
    assert ask("{ siteSettings { name footer { html } shareImage { id } } menu(name: FOOTER) { label } }") == {
        "siteSettings": {"name": "", "footer": {"html": ""}, "shareImage": None},
        "menu": [],
    }


def test_a_menu_leads_to_the_page_in_the_language_asked_for(site: Site, ask: Ask):
    page = standard_page(site.home, "报名指南", slug="apply")
    publish(page.copy_for_translation(site.home.get_translations().get().locale), title="How to apply")
    below = [entry("名单", url="/admission-lists/"), entry("文件", document=DocumentFactory())]
    settings(
        main_menu=[
            ("item", entry("指南", "Guide", page=page) | {"children": below}),
            ("item", entry("外站", url="https://example.org/") | {"children": []}),
        ]
    )

    chinese, english = ask(MENU)["menu"], ask(MENU, locale="EN")["menu"]

    assert chinese[0]["label"] == "指南"
    assert chinese[0]["link"] == {"url": f"{BASE}/apply/", "page": {"title": "报名指南"}}
    assert [child["label"] for child in chinese[0]["children"]] == ["名单", "文件"]
    assert english[0]["label"] == "Guide"
    assert english[0]["link"] == {"url": f"{BASE}/en/apply/", "page": {"title": "How to apply"}}
    assert chinese[1]["link"] == english[1]["link"] == {"url": "https://example.org/", "page": None}


def test_an_old_path_leads_to_the_page_that_took_its_place(site: Site, ask: Ask):
    page = standard_page(site.home, "报名指南", slug="apply")
    Redirect.objects.create(old_path="/old", redirect_page=page)
    Redirect.objects.create(old_path="/gone", redirect_link="https://example.org/", is_permanent=False)
    Redirect.objects.create(old_path="/bad", redirect_link="javascript:alert(1)")
    document = (
        "query ($path: String!) { route(path: $path) { page { title } redirect { url isPermanent page { title } } } }"
    )

    assert ask(document, path="/old/?from=poster")["route"] == {
        "page": None, "redirect": {"url": f"{BASE}/apply/", "isPermanent": True, "page": {"title": "报名指南"}},
    }  # fmt: skip
    assert ask(document, path="/gone")["route"]["redirect"] == {
        "url": "https://example.org/", "isPermanent": False, "page": None,
    }  # fmt: skip
    assert ask(document, path="/bad")["route"] is None
    assert ask(document, path="/apply/")["route"] == {"page": {"title": "报名指南"}, "redirect": None}


def test_a_new_slug_leaves_a_redirect_behind(site: Site, ask: Ask, django_capture_on_commit_callbacks):
    page = standard_page(site.home, "报名指南", slug="apply")
    with django_capture_on_commit_callbacks(execute=True):
        publish(page, slug="how-to-apply")

    found = ask('{ route(path: "/apply/") { redirect { url } } }')
    assert found["route"] == {"redirect": {"url": f"{BASE}/how-to-apply/"}}


def test_the_map_lists_every_page_with_its_other_languages(site: Site, ask: Ask):
    page = site.programme_page()
    site.in_english(page)

    nodes = ask("{ sitemap { nodes { url alternates { locale url } } totalCount } }")["sitemap"]["nodes"]
    only_english = ask("{ sitemap(locale: EN) { totalCount } }")["sitemap"]

    assert len(nodes) == Page.objects.filter(depth__gt=1).count() == 6
    assert only_english == {"totalCount": 3}
    path = f"{site.section.slug}/{page.slug}/"
    by_url = {node["url"]: node["alternates"] for node in nodes}
    assert by_url[f"{BASE}/{path}"] == [{"locale": "EN", "url": f"{BASE}/en/{path}"}]
    assert by_url[f"{BASE}/en/{path}"] == [{"locale": "ZH_HANS", "url": f"{BASE}/{path}"}]


def test_addresses_of_chinese_slugs_are_encoded(site: Site, ask: Ask):
    standard_page(site.home, "招生 说明", slug="招生说明")

    encoded = "/%E6%8B%9B%E7%94%9F%E8%AF%B4%E6%98%8E/"
    for path in ("/招生说明/", encoded, encoded.lower()):
        found = ask("query ($path: String!) { page(path: $path) { path url } }", path=path)["page"]
        assert found == {"path": "/招生说明/", "url": f"{BASE}{encoded}"}
