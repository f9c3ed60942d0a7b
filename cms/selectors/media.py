"""Pictures and documents, and the sizes of pictures, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from wagtail.images.models import Filter

from cms.models import PortalDocument, PortalImage, PortalPage, PortalRendition
from cms.presets import Preset
from cms.visibility import Sight

Renditions = Mapping[str, PortalRendition]
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


def renditions_of(images: Sequence[PortalImage], preset: Preset) -> Mapping[int, Renditions]:
    """
    Answer every size of a preset for each picture: those that exist in one query, the others are made now.

    They are made when a picture is first shown in this preset, and never again.
    """
    made: dict[int, dict[str, PortalRendition]] = defaultdict(dict)
    wanted = PortalRendition.objects.filter(image__in=[image.pk for image in images], filter_spec__in=preset.specs)
    keys = {image.pk: image for image in images}
    for rendition in wanted:
        rendition.image = keys[rendition.image_id]
        if rendition.focal_point_key == rendition.filter.get_cache_key(rendition.image):
            made[rendition.image_id][rendition.filter_spec] = rendition
    for image in images:
        for spec in preset.specs:
            if spec not in made[image.pk]:
                made[image.pk][spec] = image.create_rendition(Filter(spec=spec))
    return made


def _key(page: PortalPage, field: str) -> int | None:
    return getattr(page, f"{field}_id") if field else None


def _images_by_field(keys: Mapping[int, int | None], sight: Sight) -> Mapping[int, PortalImage]:
    wanted = {key for key in keys.values() if key is not None}
    found = sight.images().in_bulk(wanted) if wanted else {}
    return {pk: found[key] for pk, key in keys.items() if key in found}
