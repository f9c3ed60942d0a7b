"""Ids of content, and finding a thing of content by its id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import graphene
from django.db.models import Model

from cms.models import CollegePage, HomePage, PortalDocument, PortalImage, ProgrammePage, StandardPage, SyllabusPage
from cms.selectors.media import document_by_id, image_by_id
from cms.selectors.pages import page_by_id
from cms.visibility import Sight
from gateway.content.fields import public
from gateway.ids import to_global_id

TYPE_NAMES: dict[type[Model], str] = {
    HomePage: "HomePage",
    CollegePage: "CollegePage",
    ProgrammePage: "ProgrammePage",
    SyllabusPage: "SyllabusPage",
    StandardPage: "StandardPage",
    PortalImage: "Image",
    PortalDocument: "Document",
}
"""The type of each thing of content, by its class."""

_Finder: TypeAlias = "Callable[[int, Sight], Model | None]"
_FINDERS: Mapping[str, _Finder] = {name: page_by_id for name in TYPE_NAMES.values() if name.endswith("Page")} | {
    "Image": image_by_id,
    "Document": document_by_id,
}


class Node(graphene.Interface):
    """Merged with the interface of the same name that the records declare."""

    class Meta:
        description = "Anything with an id that node(id:) finds again. Since 0.1."

    id = graphene.ID(
        required=True,
        description=public("The global id, opaque."),
        resolver=lambda root, info: to_global_id(TYPE_NAMES[type(root)], root.pk),
    )

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> str | None:
        """Answer the name of an object's type."""
        return TYPE_NAMES.get(type(instance))


def is_page(type_name: str) -> bool:
    """Answer whether a type of this name is a page."""
    return _FINDERS.get(type_name) is page_by_id


def content_by_id(type_name: str, pk: int, sight: Sight) -> Model | None:
    """Answer a thing of content by its type's name and its key, where the actor sees it."""
    find = _FINDERS.get(type_name)
    found = find(pk, sight) if find is not None else None
    return found if found is not None and TYPE_NAMES.get(type(found)) == type_name else None
