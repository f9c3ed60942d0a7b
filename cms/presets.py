"""Every size in which a picture leaves the house. Nothing else can be rendered, whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Format(StrEnum):
    """File formats of renditions: one that is small, and one that everything can read."""

    WEBP = "webp"
    JPEG = "jpeg"

    @property
    def mime_type(self) -> str:
        """Answer the media type."""
        return f"image/{self.value}"


@dataclass(frozen=True)
class Preset:
    """A use of pictures: the widths that are made for it, in pixels, and the shape into which it cuts."""

    name: str
    label: str | Promise
    purpose: str
    """What it is for, as the graph describes it."""
    widths: tuple[int, ...]
    ratio: tuple[int, int] | None = None
    """Width to height, cut around the focal point; None keeps the picture's own shape."""

    def spec(self, width: int, file_format: Format) -> str:
        """Answer Wagtail's filter for one width in one format."""
        shape = f"fill-{width}x{width * self.ratio[1] // self.ratio[0]}" if self.ratio else f"width-{width}"
        ground = "|bgcolor-ffffff" if file_format is Format.JPEG else ""
        return f"{shape}{ground}|format-{file_format.value}"

    @cached_property
    def specs(self) -> tuple[str, ...]:
        """Answer every filter of this preset: the small format first, widths ascending."""
        return tuple(self.spec(width, file_format) for file_format in Format for width in self.widths)

    @cached_property
    def fallback(self) -> str:
        """Answer the filter of the one file that serves where no choice can be made."""
        return self.spec(self.widths[len(self.widths) // 2], Format.JPEG)


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("hero", _("across the page"), "A picture across the head of a page.", (640, 1280, 1920), (21, 9)),
        Preset("card", _("card"), "A picture on the card of a list.", (320, 640, 960), (3, 2)),
        Preset("content", _("in the text"), "A picture in the text, in its own shape.", (480, 960, 1440)),
        Preset("square", _("square"), "A picture in a grid.", (240, 480, 720), (1, 1)),
        Preset("portrait", _("portrait"), "A picture of a person.", (160, 320, 480), (4, 5)),
        Preset("logo", _("logo"), "A logo, in its own shape.", (120, 240)),
        Preset("share", _("for sharing"), "A picture that others show beside a link to a page.", (1200,), (1200, 630)),
    )
}
"""The presets by name."""
