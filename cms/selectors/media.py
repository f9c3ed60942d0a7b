"""Pictures and documents, and the sizes of pictures, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from wagtail.images.models import Filter

from cms.models import PortalDocument, PortalImage, PortalPage, PortalRendition
from cms.visibility import Sight
from workflows.selectors.prepared import rows_of
from workflows.selectors.rows import Rows


class Size(NamedTuple):
    """A picture in one size: of a rendition's row what readers ask for, since a list has a hundred of them."""

    filter_spec: str
    file: str
    """The name that the storage knows it by."""
    width: int
    height: int

    @property
    def url(self) -> str:
        """Answer the file's address, as the storage gives it."""
        return str(PortalRendition._meta.get_field("file").storage.url(self.file))


_IMAGES = Rows(PortalImage, without=("created_at",))
_MADE = """
    SELECT image_id, focal_point_key, filter_spec, file, width, height FROM cms_portalrendition
    WHERE image_id = ANY(%s) AND filter_spec = ANY(%s)
"""
_FOCAL_POINT = ("width", "height", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")

Sizes = Mapping[str, Size]
"""The sizes of one picture by their filters."""


def image_by_id(pk: int, sight: Sight) -> PortalImage | None:
    """Answer a picture by its key."""
    return sight.images().filter(pk=pk).first()


def document_by_id(pk: int, sight: Sight) -> PortalDocument | None:
    """Answer a document by its key."""
    return sight.documents().filter(pk=pk).first()


def head_images_of(pages: Sequence[PortalPage], sight: Sight) -> Mapping[int, PortalImage]:
    """Answer the picture at the head of each page (one query)."""
    return _images_by_field({page.pk: _key(page, page.picture) for page in pages}, sight)


def share_images_of(pages: Sequence[PortalPage], sight: Sight) -> Mapping[int, PortalImage]:
    """Answer what others show beside a link to each page: a picture chosen for that, or its head's (one query)."""
    keys = {page.pk: _key(page, "share_image") or _key(page, page.picture) for page in pages}
    return _images_by_field(keys, sight)


def renditions_of(images: Sequence[PortalImage], specs: tuple[str, ...]) -> Mapping[int, Sizes]:
    """
    Answer these sizes of a preset for each picture: those that exist in one query, the others are made now.

    They are made when a picture is first shown in this size, and never again.
    """
    keys = {image.pk: _focal_point_keys(specs, *(getattr(image, name) for name in _FOCAL_POINT)) for image in images}
    made: dict[int, dict[str, Size]] = defaultdict(dict)
    for image_id, focal_point_key, *row in rows_of(_MADE, [list(keys), list(specs)]):
        size = Size(*row)
        if focal_point_key == keys[image_id][size.filter_spec]:
            made[image_id][size.filter_spec] = size
    for image in images:
        for spec in specs:
            if spec not in made[image.pk]:
                new = image.create_rendition(_filter(spec))
                made[image.pk][spec] = Size(spec, new.file.name, new.width, new.height)
    return made


@cache
def _focal_point_keys(specs: tuple[str, ...], *focal_point: int | None) -> Mapping[str, str]:
    """Answer by which key each filter's rendition is kept for pictures with this focal point, as Wagtail has it."""
    alike = PortalImage(**dict(zip(_FOCAL_POINT, focal_point, strict=True)))
    return {spec: _filter(spec).get_cache_key(alike) for spec in specs}


@cache
def _filter(spec: str) -> Filter:
    """Answer Wagtail's filter, kept: reading a specification takes longer than reading a row, and there are few."""
    return Filter(spec=spec)


def _key(page: PortalPage, field: str) -> int | None:
    return getattr(page, f"{field}_id") if field else None


def _images_by_field(keys: Mapping[int, int | None], sight: Sight) -> Mapping[int, PortalImage]:
    wanted = {pk: key for pk, key in keys.items() if key is not None}
    found = images_of(set(wanted.values()), sight)
    return {pk: found[key] for pk, key in wanted.items() if key in found}


def images_of(keys: Collection[int], sight: Sight) -> Mapping[int, PortalImage]:
    """Answer pictures by their keys, those that are seen (one query, none without keys)."""
    if not keys:
        return {}
    return _IMAGES.by_key("WHERE id = ANY(%s) AND collection_id <> ALL(%s)", [list(keys), sight.hidden_collections])
