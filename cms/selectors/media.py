"""Pictures and documents, and the sizes of pictures, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from wagtail.images.models import Filter

from cms.models import PortalDocument, PortalImage, PortalPage, PortalRendition
from cms.presets import Preset
from cms.visibility import Sight


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


def renditions_of(images: Sequence[PortalImage], preset: Preset) -> Mapping[int, Sizes]:
    """
    Answer every size of a preset for each picture: those that exist in one query, the others are made now.

    They are made when a picture is first shown in this preset, and never again.
    """
    specs = preset.specs
    keys = {image.pk: {spec: _filter(spec).get_cache_key(image) for spec in specs} for image in images}
    made: dict[int, dict[str, Size]] = defaultdict(dict)
    wanted = PortalRendition.objects.filter(image__in=list(keys), filter_spec__in=specs)
    for image_id, focal_point_key, *row in wanted.values_list("image_id", "focal_point_key", *Size._fields):
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
def _filter(spec: str) -> Filter:
    """Answer Wagtail's filter, kept: reading a specification takes longer than reading a row, and there are few."""
    return Filter(spec=spec)


def _key(page: PortalPage, field: str) -> int | None:
    return getattr(page, f"{field}_id") if field else None


def _images_by_field(keys: Mapping[int, int | None], sight: Sight) -> Mapping[int, PortalImage]:
    wanted = {key for key in keys.values() if key is not None}
    found = sight.images().in_bulk(wanted) if wanted else {}
    return {pk: found[key] for pk, key in keys.items() if key in found}
