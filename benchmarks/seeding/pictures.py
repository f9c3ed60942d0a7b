"""Pictures: a few files, drawn and rendered once, that serve as the pictures of every programme."""

from __future__ import annotations

import copy
import io

from django.core.files.images import ImageFile

from backend.demo.pictures import SUFFIX, WIDE, draw
from benchmarks.renditions import ALL_SPECS
from cms.models import PortalImage, PortalRendition

KINDS = ("campus", "circuit", "easel")


def hang_pictures(count: int) -> list[PortalImage]:
    """Answer so many pictures with every rendition that any peer shows, so that nobody pays for rendering."""
    drawn = [_drawn(kind) for kind in KINDS]
    renditions = {image.pk: list(image.get_renditions(*ALL_SPECS).values()) for image in drawn}
    hung = [_copy_of(drawn[number % len(drawn)], number) for number in range(count)]
    PortalImage.objects.bulk_create(hung)
    PortalRendition.objects.bulk_create(
        PortalRendition(
            image=image,
            filter_spec=made.filter_spec,
            focal_point_key=made.focal_point_key,
            file=made.file.name,
            width=made.width,
            height=made.height,
        )
        for number, image in enumerate(hung)
        for made in renditions[drawn[number % len(drawn)].pk]
    )
    return hung


def _drawn(kind: str) -> PortalImage:
    content = io.BytesIO(draw(kind, 1, WIDE))
    return PortalImage.objects.create(title=kind, alt_text=kind, file=ImageFile(content, name=f"{kind}{SUFFIX}"))


def _copy_of(image: PortalImage, number: int) -> PortalImage:
    hung = copy.copy(image)
    hung._state = copy.copy(image._state)
    hung.pk, hung._state.adding = None, True
    hung.title, hung.alt_text, hung.alt_text_en = f"图{number}", f"第{number}幅示意图", f"picture {number}"
    return hung
