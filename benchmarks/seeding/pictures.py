"""Pictures: a few files, drawn and rendered once, that serve as the pictures of every programme."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator

from django.core.files.images import ImageFile

from backend.demo.pictures import SUFFIX, WIDE, draw
from benchmarks.renditions import MADE, WRITTEN_OTHERWISE
from cms.models import PortalImage, PortalRendition

KINDS = ("campus", "circuit", "easel")


def hang_pictures(count: int) -> list[PortalImage]:
    """Answer so many pictures with every rendition that any peer shows, so that nobody pays for rendering."""
    drawn = [_drawn(kind) for kind in KINDS]
    rendered = {image.pk: image.get_renditions(*MADE) for image in drawn}
    hung = [_copy_of(drawn[number % len(drawn)], number) for number in range(count)]
    PortalImage.objects.bulk_create(hung)
    PortalRendition.objects.bulk_create(
        rendition
        for number, image in enumerate(hung)
        for spec, made in rendered[drawn[number % len(drawn)].pk].items()
        for rendition in _renditions(image, spec, made)
    )
    return hung


def _renditions(image: PortalImage, spec: str, made: PortalRendition) -> Iterator[PortalRendition]:
    for written in (spec, WRITTEN_OTHERWISE.get(spec)):
        if written:
            yield PortalRendition(
                image=image,
                filter_spec=written,
                focal_point_key=made.focal_point_key,  # by which renditions are found again
                file=made.file.name,
                width=made.width,
                height=made.height,
            )


def _drawn(kind: str) -> PortalImage:
    content = io.BytesIO(draw(kind, 1, WIDE))
    return PortalImage.objects.create(title=kind, alt_text=kind, file=ImageFile(content, name=f"{kind}{SUFFIX}"))


def _copy_of(image: PortalImage, number: int) -> PortalImage:
    hung = copy.copy(image)
    hung._state = copy.copy(image._state)
    hung.pk, hung._state.adding = None, True
    hung.title, hung.alt_text, hung.alt_text_en = f"图{number}", f"第{number}幅示意图", f"picture {number}"
    return hung
