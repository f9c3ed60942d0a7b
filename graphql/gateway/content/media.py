"""Pictures and documents."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import Any

import graphene
from graphene_django import DjangoObjectType

from cms.frontend import file_url
from cms.models import PortalDocument, PortalImage
from cms.presets import PRESETS, Format
from cms.selectors.media import Size, Sizes, renditions_of
from gateway.content.enums import ImagePreset, Locale
from gateway.content.fields import argument, instant, many, number, one, public, text, truth
from gateway.content.node import Node
from gateway.content.sight import language_of
from gateway.peers import load_for

IN_LANGUAGE = argument(Locale, "The language; the reader's where none is asked for.")
PRESET = argument(ImagePreset, "What the picture is for.", required=True)


class ImageSource(graphene.ObjectType):
    """A file of a picture; reads a ``Size``."""

    class Meta:
        description = public("A picture in one size and one file format: an entry of srcset.")

    url = text("The file's address.", lambda root, info: file_url(root.url))
    width = number("Pixels across.")
    height = number("Pixels down.")
    mime_type = text(
        "The media type: image/webp, or image/jpeg for what does not know it.",
        lambda root, info: Format(root.filter_spec.rpartition("format-")[2]).mime_type,
    )


class FocalPoint(graphene.ObjectType):
    """What matters in a picture; reads a ``PortalImage``."""

    class Meta:
        description = public("The middle of what matters in a picture, as shares of its width and height.")

    x = graphene.Float(
        required=True, description=public("0 at the left, 1 at the right."),
        resolver=lambda root, info: round(root.focal_point_x / root.width, 4),
    )  # fmt: skip
    y = graphene.Float(
        required=True, description=public("0 at the top, 1 at the bottom."),
        resolver=lambda root, info: round(root.focal_point_y / root.height, 4),
    )  # fmt: skip


def _renditions(root: PortalImage, specs: tuple[str, ...]) -> Sizes:
    return load_for(root, ("renditions", specs), lambda images: renditions_of(images, specs)) or {}


def _rendition(root: PortalImage, info: Any, preset: Any) -> Size:
    fallback = PRESETS[preset.value].fallback
    return _renditions(root, (fallback,))[fallback]


def _sources(root: PortalImage, info: Any, preset: Any) -> list[Size]:
    specs = PRESETS[preset.value].specs
    made = _renditions(root, specs)
    return [made[spec] for spec in specs]


def _alt(root: PortalImage, info: Any, locale: Any = None) -> str:
    return root.alt_in(language_of(info, locale and locale.value))


class Image(DjangoObjectType):
    """A picture; only in the sizes of the presets."""

    class Meta:
        model = PortalImage
        name = "Image"
        fields = ()
        interfaces = (Node,)
        description = public("A picture. Only in the sizes that presets name; hidden where its collection is private.")

    title = text("Its title, for those who keep it.")
    alt = one(
        graphene.String, "What it shows, for those who cannot see it; empty for decoration.", _alt, required=True,
        locale=IN_LANGUAGE,
    )  # fmt: skip
    is_decorative = truth("Whether it says nothing that the text beside it does not say.")
    width = number("Pixels across of the picture as it was uploaded.")
    height = number("Pixels down of the picture as it was uploaded.")
    focal_point = one(
        FocalPoint, "What matters in it; null where nobody has said.",
        lambda root, info: root if root.focal_point_x is not None and root.focal_point_y is not None else None,
    )  # fmt: skip
    rendition = one(
        ImageSource, "The one file that serves where no choice can be made.", _rendition, required=True, preset=PRESET
    )
    sources = many(
        ImageSource,
        "Every size of a preset, for srcset: the small format first, widths ascending.",
        _sources,
        preset=PRESET,
    )


class Document(DjangoObjectType):
    """A file to download."""

    class Meta:
        model = PortalDocument
        name = "Document"
        fields = ()
        interfaces = (Node,)
        description = public("A file to download; hidden where its collection is private.")

    title = one(
        graphene.String, "Its title.",
        lambda root, info, locale=None: root.title_in(language_of(info, locale and locale.value)),
        required=True, locale=IN_LANGUAGE,
    )  # fmt: skip
    file_name = text("The file's name.", lambda root, info: root.filename)
    url = text("The file's address.", lambda root, info: file_url(root.url))
    file_size = number("Bytes.", required=False)
    mime_type = text(
        "The media type, as far as the name tells.",
        lambda root, info: mimetypes.guess_type(PurePath(root.filename).name)[0] or "application/octet-stream",
    )
    created_at = instant("When it was uploaded.", required=True)
