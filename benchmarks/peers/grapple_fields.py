"""
The fields that wagtail-grapple is to show, declared as its documentation says: ``graphql_fields`` on models and blocks.

They are set from outside, because the portal itself does not use it.
"""

from __future__ import annotations

from typing import Any

from grapple.helpers import register_query_field, register_streamfield_block, streamfield_types
from grapple.models import (
    GraphQLCollection,
    GraphQLForeignKey,
    GraphQLImage,
    GraphQLInt,
    GraphQLRichText,
    GraphQLStreamfield,
    GraphQLString,
)

from benchmarks.peers.facts import fee_of, plan_of, price
from cms.blocks import links, lists, media, syllabus, text
from cms.models import ProgrammePage, SyllabusPage
from workflows.models import College, Course, PlanVersion, Programme


def annotate() -> None:
    """Declare every field of the two screens, and the root fields for the programmes' pages."""
    for model, fields in _MODELS.items():
        model.graphql_fields = fields
    for block, fields in _BLOCKS.items():
        block.graphql_fields = fields
        register_streamfield_block(block)
        streamfield_types[-1]["type_prefix"] = "Portal"  # grapple has a TextBlock of its own
    # Python properties, which grapple shows like columns.
    Programme.plan = property(plan_of)
    Programme.fee_amount = property(_fee_amount)
    Programme.fee_currency = property(lambda programme: price()[1])
    # Every block has a label of its own, for which grapple would take the field of that name.
    links.CallToActionBlock.button = lambda block, values, **_: values["label"]
    register_query_field("programme_page", "programme_pages")(ProgrammePage)


def _fee_amount(programme: Any) -> str | None:
    plan = programme.plan
    return fee_of(plan) if plan is not None else None


def _words(*names: str) -> list[Any]:
    return [GraphQLString(name) for name in names]


def _items(name: str, block: type) -> Any:
    return GraphQLCollection(GraphQLForeignKey, name, block)


_MODELS: dict[Any, list[Any]] = {
    College: _words("code", "name"),
    Programme: [
        *_words("code", "title", "state", "fee_amount", "fee_currency"),
        GraphQLForeignKey("college", College),
        GraphQLForeignKey("plan", PlanVersion),
    ],
    PlanVersion: [GraphQLString("total_credits"), GraphQLCollection(GraphQLForeignKey, "courses", Course)],
    Course: [
        *_words("code", "title", "kind", "credits", "assessment"),
        *(GraphQLInt(name) for name in ("theory_hours", "practice_hours", "term")),
        GraphQLForeignKey("syllabus_page", SyllabusPage),
    ],
    ProgrammePage: [
        GraphQLString("tagline"),
        GraphQLImage("hero_image"),
        *(GraphQLRichText(name) for name in ("positioning", "who_may_apply", "team")),
        *(GraphQLStreamfield(name) for name in ("objectives", "body")),
        GraphQLForeignKey("programme", Programme),
    ],
    SyllabusPage: [GraphQLStreamfield(name) for name in ("goals", "units", "assessment", "readings")],
}

_BLOCKS: dict[Any, list[Any]] = {
    links.LinkBlock: _words("url"),
    links.LinkItemBlock: [*_words("title", "text"), GraphQLForeignKey("link", links.LinkBlock)],
    links.LinksBlock: [*_words("title"), _items("links", links.LinkItemBlock)],
    links.CallToActionBlock: [*_words("title", "text", "button"), GraphQLForeignKey("link", links.LinkBlock)],
    links.ContactBlock: _words("office", "address", "email", "phone"),
    lists.CareerBlock: _words("title", "text"),
    lists.CareersBlock: [*_words("title"), _items("careers", lists.CareerBlock)],
    lists.PartnerBlock: _words("name", "text"),
    lists.PartnersBlock: [*_words("title"), _items("partners", lists.PartnerBlock)],
    lists.QuestionBlock: [*_words("question"), GraphQLRichText("answer")],
    lists.QuestionsBlock: [*_words("title"), _items("questions", lists.QuestionBlock)],
    lists.StepBlock: _words("title", "text"),
    lists.StepsBlock: [*_words("title"), _items("steps", lists.StepBlock)],
    media.PictureBlock: [GraphQLImage("image"), *_words("caption")],
    media.GalleryItemBlock: [GraphQLImage("image"), *_words("caption")],
    media.GalleryBlock: [*_words("title"), _items("pictures", media.GalleryItemBlock)],
    text.HeadingBlock: _words("text", "level"),
    text.TextBlock: [GraphQLRichText("body")],
    text.CalloutBlock: [*_words("title", "tone"), GraphQLRichText("body")],
    text.QuoteBlock: [*_words("text", "speaker"), GraphQLImage("image")],
    text.PointsBlock: [*_words("title"), GraphQLCollection(GraphQLString, "points")],
    syllabus.ObjectiveBlock: _words("text"),
    syllabus.UnitBlock: [*_words("title", "hours", "text")],
    syllabus.AssessmentBlock: [*_words("title"), GraphQLInt("percent")],
    syllabus.ReadingBlock: _words("title", "author", "publisher"),
}
