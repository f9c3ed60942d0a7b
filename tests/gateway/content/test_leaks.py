"""Canaries: what is not published, or kept private, comes out of no edge of the content."""

import copy
import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.models import Site as WagtailSite

from cms.models import HomePage, PortalDocument, PortalImage, SiteSettings
from gateway.content.node import TYPE_NAMES, content_by_id
from gateway.ids import to_global_id
from tests.cms.factories import (
    DocumentFactory,
    ImageFactory,
    Site,
    keep_private,
    private_collection,
    publish,
    standard_page,
)
from tests.factories import AccountFactory, StudentFactory
from tests.gateway.content.conftest import Ask, Asker
from tests.gateway.content.pages import EVERYTHING, every_block
from workflows import clock
from workflows.models import Account
from workflows.regulation.actor import ANYONE, Actor
from workflows.selectors.people import actor_of

CANARY = "金丝雀"
LETTERS = "canary"
PRIVATE = ("login", "groups", "password", "child of private")
WITHHELD = ("draft", "child of draft", "scheduled", "expired", "child of expired", "off the site", "proposal")

TREE = (
    EVERYTHING
    + """{
  pages(first: 100) { totalCount nodes { ...Any } }
  sitemap(first: 100) { nodes { title path url alternates { url } } }
  chinese: searchPages(text: "金丝雀", first: 100) { totalCount facets { kind count } nodes { page { ...Any } } }
  latin: searchPages(text: "canary", first: 100) { totalCount nodes { page { ...Any } } }
  initials: searchPages(text: "jsq", first: 100) { totalCount nodes { page { ...Any } } }
  menu(name: MAIN) { label link { url page { title } document { title } } children { label link { url } } }
  siteSettings { name footer { html markdown plainText } shareImage { title alt rendition(preset: SHARE) { url } } }
  homePage {
    ...Any
    all: children(first: 100) { totalCount nodes {
      ...Any beside: siblings(first: 100) { nodes { title } }
      all: children(first: 100) { totalCount nodes { ...Any all: children(first: 100) { nodes { ...Any } } } }
    } }
  }
}"""
)


class Hidden:
    """A site on which everything hidden bears the canary, and everything published refers to it."""

    def __init__(self) -> None:
        site = Site()
        self.site, self.number = site, 0
        private, draft, expired = self._page(site.home), self._page(site.home, live=False), self._page(site.home)
        self.pages = {
            "login": private,
            "groups": self._page(site.home),
            "password": self._page(site.home),
            "child of private": self._page(private),
            "draft": draft,
            "child of draft": self._page(draft),
            "scheduled": self._page(site.home),
            "expired": expired,
            "child of expired": self._page(expired),
            "off the site": self._page(HomePage(title=CANARY, slug=f"{LETTERS}-home")),
            "proposal": site.draft(title=f"{CANARY}提案", tagline=CANARY),
        }
        keep_private(private)
        self.group = Group.objects.create(name="readers")
        keep_private(self.pages["groups"], PageViewRestriction.GROUPS).groups.add(self.group)
        keep_private(self.pages["password"], PageViewRestriction.PASSWORD)
        now = clock.now()
        Page.objects.filter(pk=self.pages["scheduled"].pk).update(go_live_at=now + dt.timedelta(days=1))
        Page.objects.filter(pk=expired.pk).update(expire_at=now - dt.timedelta(seconds=1))
        self.image = ImageFactory(title=CANARY, alt_text=CANARY, collection=private_collection())
        self.document = DocumentFactory(
            title=CANARY, title_en=LETTERS, collection=private_collection(CollectionViewRestriction.PASSWORD)
        )
        self._refer_to_it()

    def _page(self, parent: Page, *, live: bool = True) -> Page:
        if parent.pk is None:
            Page.objects.get(depth=1).add_child(instance=parent)
        self.number += 1
        return standard_page(
            parent, f"{CANARY}{self.number}", slug=f"{LETTERS}-{self.number}", live=live, lead=f"{CANARY} {LETTERS}"
        )

    def _refer_to_it(self) -> None:
        """Let published pages, the menu, the settings and redirects lead to everything that is hidden."""
        for number, page in enumerate(self.pages.values()):
            body = every_block(self.image, self.document, page)
            standard_page(self.site.home, f"已发布{number}", body=body, hero_image=self.image, share_image=self.image)
            Redirect.objects.create(old_path=f"/old/{number}", redirect_page=page)
        link = {"page": None, "document": None, "url": ""}
        items = [
            {"label": "项", "label_en": "", "link": link | {"page": page}, "children": []}
            for page in self.pages.values()
        ] + [{"label": "项", "label_en": "", "link": link | {"document": self.document}, "children": []}]
        footer = "".join(f'<a linktype="page" id="{page.pk}">这里</a>' for page in self.pages.values())
        SiteSettings.objects.create(
            site=WagtailSite.objects.get(),
            name="微专业",
            main_menu=[("item", item) for item in items],
            footer=footer,
            share_image=self.image,
        )


@pytest.fixture(scope="module")
def hidden_in_the_module(around_the_module: None) -> Hidden:
    return Hidden()


@pytest.fixture
def hidden(hidden_in_the_module: Hidden, db: None) -> Hidden:
    """Answer a site on which one of everything is hidden."""
    return copy.deepcopy(hidden_in_the_module)


def answers(hidden: Hidden, ask: Ask, actor: Actor = ANYONE) -> list[Any]:
    """Answer everything that every edge says, the roots by path, id, slug and old path included."""
    found: list[Any] = [ask(TREE, actor=actor)]
    one = (
        EVERYTHING
        + """query ($path: String!, $id: ID!, $slug: String!, $under: ID) {
      page(path: $path) { ...Any } id: page(id: $id) { ...Any } slug: page(slug: $slug, under: $under) { ...Any }
      route(path: $path) { page { ...Any } redirect { url page { ...Any } } }
      pages(filter: {under: $id}) { totalCount nodes { ...Any } }
    }"""
    )
    for page in hidden.pages.values():
        parent = page.get_parent()
        found.append(
            ask(
                one,
                actor=actor,
                path=page.get_url_parts()[2] if page.get_url_parts() else f"/{page.slug}/",
                id=to_global_id(TYPE_NAMES[type(page)], page.pk),
                slug=page.slug,
                under=to_global_id(type(parent.specific).__name__, parent.pk) if parent.depth > 1 else None,
            )
        )
    for redirect in Redirect.objects.all():
        document = "query ($path: String!) { route(path: $path) { redirect { url page { title } } } }"
        found.append(ask(document, actor=actor, path=redirect.old_path))
    sight = Asker(actor).sight
    things = [PortalImage.objects.get(pk=hidden.image.pk), PortalDocument.objects.get(pk=hidden.document.pk)]
    found += [
        str(content_by_id(TYPE_NAMES[type(thing)], thing.pk, sight)) for thing in (*hidden.pages.values(), *things)
    ]
    return found


def test_nothing_hidden_comes_out_for_anyone(hidden: Hidden, ask: Ask):
    said = json.dumps(answers(hidden, ask), ensure_ascii=False)

    assert "已发布10" in said
    assert CANARY not in said
    assert LETTERS not in said


def test_a_student_sees_what_is_for_whoever_is_signed_in_and_no_more(hidden: Hidden, ask: Ask):
    said = json.dumps(answers(hidden, ask, actor_of(StudentFactory().account)), ensure_ascii=False)

    titles = {name: page.title for name, page in hidden.pages.items()}
    assert {name for name, title in titles.items() if f'"{title}"' in said} == {"login", "child of private"}


def test_a_member_of_the_group_sees_what_is_for_the_group(hidden: Hidden, ask: Ask):
    account = AccountFactory()
    account.groups.add(hidden.group)
    said = json.dumps(answers(hidden, ask, actor_of(account)), ensure_ascii=False)

    titles = {name: page.title for name, page in hidden.pages.items()}
    assert {name for name, title in titles.items() if f'"{title}"' in said} == {"login", "child of private", "groups"}


def test_even_the_academic_affairs_office_sees_no_draft_here(hidden: Hidden, ask: Ask):
    account = Account.objects.get(pk=hidden.site.scenario.aao.account_id)
    said = json.dumps(answers(hidden, ask, actor_of(account)), ensure_ascii=False)

    titles = {name: page.title for name, page in hidden.pages.items()}
    assert not {name for name in (*WITHHELD, "password") if f'"{titles[name]}"' in said}


def test_what_was_hidden_is_shown_once_it_may_be(hidden: Hidden, ask: Ask):
    document = "query ($id: ID!) { page(id: $id) { title } }"
    page = hidden.pages["scheduled"]
    given = to_global_id("StandardPage", page.pk)
    assert ask(document, id=given) == {"page": None}

    with clock.moved_to(clock.now() + dt.timedelta(days=2)):
        assert ask(document, id=given) == {"page": {"title": page.title}}
    with clock.moved_to(clock.now() - dt.timedelta(hours=2)):
        expired = hidden.pages["expired"]
        assert ask(document, id=to_global_id("StandardPage", expired.pk)) == {"page": {"title": expired.title}}


def test_a_draft_of_a_published_page_stays_inside(hidden: Hidden, ask: Ask):
    page = standard_page(hidden.site.home, "公开", slug="open", lead="旧")
    page.title, page.lead, page.seo_title = f"{CANARY}草稿", CANARY, CANARY
    page.save_revision()

    found = ask(EVERYTHING + '{ page(path: "/open/") { ...Any } searchPages(text: "金丝雀") { totalCount } }')
    assert CANARY not in json.dumps(found, ensure_ascii=False)
    assert found["searchPages"]["totalCount"] == 0


def test_taking_a_page_back_hides_it_at_once(hidden: Hidden, ask: Ask):
    page = standard_page(hidden.site.home, "公开", slug="open")
    document = '{ page(path: "/open/") { title } }'
    assert ask(document)["page"] == {"title": "公开"}

    page.unpublish()
    assert ask(document)["page"] is None
    publish(page)
    assert ask(document)["page"] == {"title": "公开"}
