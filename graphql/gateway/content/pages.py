"""Pages: an interface with what all have, and a type for each kind with what only it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene
from graphene_django import DjangoObjectType
from wagtail.models import Page as PageModel

from cms import models
from cms.addresses import path_of, url_of
from cms.selectors import tree
from cms.selectors.media import head_images_of, share_images_of
from gateway.content.blocks import AssessmentBlock, Block, CallToActionBlock, ObjectiveBlock, ReadingBlock, UnitBlock
from gateway.content.connections import connection_type, paging_arguments
from gateway.content.enums import KINDS, Locale, PageKind, PageOrder
from gateway.content.fields import argument, instant, many, one, public, text, truth
from gateway.content.media import Image
from gateway.content.node import TYPE_NAMES, Node
from gateway.content.prose import RichText, rich_field, stream_field, with_prose
from gateway.content.sight import sight_of
from gateway.paging import Connection, connect
from gateway.peers import load_for, peers_of, share
from workflows.selectors.paging import Page as Listed

DESCRIPTION_LENGTH = 150
"""Characters of a page's own words that stand in for a description that nobody wrote."""
KIND_NAMES = {model: name for name, model in KINDS.items()}
TREE_ASC = PageOrder._meta.enum.TREE_ASC
PAGE_CONNECTION = "gateway.content.pages.PageConnection"
"""By its name: it is made of pages, and pages have fields of it."""


def path(root: PageModel, info: Any) -> str:
    """Answer a page's path on the frontend; every visible page has one."""
    return path_of(root, sight_of(info).roots) or "/"


def url(root: PageModel, info: Any) -> str:
    """Answer a page's full address on the frontend."""
    return url_of(root, sight_of(info).roots) or "/"


def _around(edge: str, selector: Callable[..., Any]) -> Callable[[PageModel, Any], Any]:
    """Answer a resolver that asks a selector of the tree for all peers of a page at once."""
    return lambda root, info: load_for(root, edge, lambda pages: selector(pages, sight_of(info)))


def _listed(edge: str, selector: Callable[..., Mapping[int, Listed[PageModel]]]) -> Callable[..., Connection]:
    """Answer a resolver of a connection that a selector of the tree answers for all peers of a page at once."""

    def resolve(root: PageModel, info: Any, first: int, order_by: Any, after: str | None = None) -> Connection:
        how = {"order": order_by.value, "first": first, "after": after}

        def load(pages: Sequence[PageModel]) -> Mapping[int, Listed[PageModel]]:
            found = selector(pages, sight_of(info), **how)
            share(row for listed in found.values() for row in listed.rows)
            return found

        return connect(lambda: peers_of(root).load((edge, *how.values()), load)[root.pk], after=after)

    return resolve


class Breadcrumb(graphene.ObjectType):
    """Reads a page."""

    class Meta:
        description = public("A step of the way from the home page to a page.")

    title = text("The page's title.")
    path = text("The page's path on the frontend.", path)
    url = text("The page's full address.", url)


class Seo(graphene.ObjectType):
    """Reads a page."""

    class Meta:
        description = public("What search engines and others show of a page.")

    title = text(
        "The title for search engines; the page's own where none was written.", lambda r, i: r.seo_title or r.title
    )
    description = text(
        "A sentence on the page; its first words where none was written.",
        lambda root, info: root.search_description or next(iter(with_prose(root).pieces()), "")[:DESCRIPTION_LENGTH],
    )
    image = one(
        Image,
        "The picture beside a link to it: the one chosen for that, or the one at its head.",
        _around("share_image", share_images_of),
    )


def _order() -> graphene.Argument:
    return argument(PageOrder, "The order.", required=True, default=TREE_ASC)


class Page(graphene.Interface):
    """What every page has; reads a page of Wagtail, of its own class."""

    class Meta:
        interfaces = (Node,)
        description = public("A published page: live, outside of every private section, and so are all pages above it.")

    id = Node._meta.fields["id"]
    kind = one(PageKind, "Which kind of page it is.", lambda root, info: KIND_NAMES[type(root)], required=True)
    title = text("The title.")
    slug = text("The last part of its path.")
    path = text(
        "Its path on the frontend, with slashes at both ends; the language first unless it is the site's own.", path
    )
    url = text("Its full address on the frontend.", url)
    locale = one(
        Locale, "The language it is written in.", lambda r, info: sight_of(info).languages[r.locale_id], required=True
    )
    hero_image = one(Image, "The picture at its head; null where it has none.", _around("head_image", head_images_of))
    seo = one(Seo, "What search engines and others show of it.", lambda root, info: root, required=True)
    is_in_menus = truth(
        "Whether the editors want it in menus that are made from the tree.", lambda r, i: r.show_in_menus
    )
    published_at = instant("When it was first published.", lambda root, info: root.first_published_at)
    updated_at = instant("When what is published was last changed.", lambda root, info: root.last_published_at)
    breadcrumbs = many(
        Breadcrumb, "The way from the home page to it, both ends included.",
        lambda root, info: [*_around("ancestors", tree.ancestors_of)(root, info), root],
    )  # fmt: skip
    parent = one(lambda: Page, "The page above it; null for a home page.", _around("parent", tree.parents_of))
    ancestors = many(lambda: Page, "The pages above it, the home page first.", _around("ancestors", tree.ancestors_of))
    translations = many(lambda: Page, "It in its other languages.", _around("translations", tree.translations_of))
    children = one(
        PAGE_CONNECTION, "The pages directly below it.", _listed("children", tree.children_of), required=True,
        **paging_arguments(), order_by=_order(),
    )  # fmt: skip
    siblings = one(
        PAGE_CONNECTION, "The other pages beside it.", _listed("siblings", tree.siblings_of), required=True,
        **paging_arguments(), order_by=_order(),
    )  # fmt: skip

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> str:
        """Answer the name of a page's type."""
        return TYPE_NAMES[type(instance)]


PageEdge, _fields = connection_type(Page, "Page", "A list of pages.")
PageConnection = type("PageConnection", (graphene.ObjectType,), _fields)

BODY = many(Block, "The body, piece by piece.", stream_field("body"))
LEAD = text("A few sentences that begin it; may be empty.")
INTRODUCTION = one(RichText, "The introduction.", rich_field("introduction"), required=True)


class HomePage(DjangoObjectType):
    """The first page of the site in a language."""

    class Meta:
        model = models.HomePage
        fields = ()
        interfaces = (Node, Page)
        description = public("The first page of the site in a language.")

    headline = text("The words across its head; may be empty.")
    lead = LEAD
    actions = many(CallToActionBlock, "The buttons at its head, two at most.", stream_field("actions"))
    introduction = INTRODUCTION
    body = BODY


class CollegePage(DjangoObjectType):
    """The head of a college's section."""

    class Meta:
        model = models.CollegePage
        fields = ()
        interfaces = (Node, Page)
        description = public("A college's page; below it stands what the college publishes.")

    lead = LEAD
    introduction = INTRODUCTION
    body = BODY


class ProgrammePage(DjangoObjectType):
    """The prose of a programme; its figures are the record's."""

    class Meta:
        model = models.ProgrammePage
        fields = ()
        interfaces = (Node, Page)
        description = public(
            "The prose of a programme; plan, fee, dates and state are its record's. Published once the school has "
            "established the programme (Art. 4)."
        )

    tagline = text("A line below the title; may be empty.")
    positioning = one(RichText, "What it is for, and for whom (Art. 6(1)).", rich_field("positioning"), required=True)
    objectives = many(ObjectiveBlock, "What students can do afterwards (Art. 6(1)).", stream_field("objectives"))
    who_may_apply = one(
        RichText, "Whom it suits, in words; who may apply is worked out from the records.", rich_field("who_may_apply"),
        required=True,
    )  # fmt: skip
    team = one(RichText, "The teachers, in words (Art. 6(3)).", rich_field("team"), required=True)
    body = BODY


class SyllabusPage(DjangoObjectType):
    """The syllabus of a course."""

    class Meta:
        model = models.SyllabusPage
        fields = ()
        interfaces = (Node, Page)
        description = public("The syllabus of a course of a training plan (Art. 6(5)), below its programme's page.")

    abstract = text("The course in a few sentences; may be empty.")
    goals = many(ObjectiveBlock, "What students can do afterwards.", stream_field("goals"))
    units = many(UnitBlock, "The contents, unit by unit.", stream_field("units"))
    assessment = many(AssessmentBlock, "The parts of the mark.", stream_field("assessment"))
    readings = many(ReadingBlock, "What is read.", stream_field("readings"))


class StandardPage(DjangoObjectType):
    """A page of text and pictures."""

    class Meta:
        model = models.StandardPage
        fields = ()
        interfaces = (Node, Page)
        description = public("A page of text and pictures: help, news, rules.")

    lead = LEAD
    body = BODY


TYPES = (HomePage, CollegePage, ProgrammePage, SyllabusPage, StandardPage)
