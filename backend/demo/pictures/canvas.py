"""The paper, the brush and the colours that every picture is made with."""

import io
from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeAlias, TypeVar

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]

Variant = TypeVar("Variant")

OVERSAMPLING = 2  # drawn larger, then reduced: that is what smooths the edges
QUALITY = 86
BYTES_AT_MOST = 250_000


def colour(code: str) -> Colour:
    """Read a colour such as `#1b3a5c`."""
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Blend two colours; share 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return (red, green, blue)


def palette(codes: str) -> list[Colour]:
    """Read a line of colours that are separated by blanks."""
    return [colour(code) for code in codes.split()]


class Canvas:
    """A sheet measured in final pixels; x runs right, y runs down."""

    def __init__(self, kind: str, seed: int, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.rng = Random(f"{kind}-{seed}")  # noqa: S311 - for beauty, not for secrets
        self._seed = seed
        self.unit = min(size) / 100
        self._large = (self.width * OVERSAMPLING, self.height * OVERSAMPLING)
        self._image = Image.new("RGB", self._large)
        self._brush()

    def variant(self, variants: Sequence[Variant]) -> Variant:
        """Choose by the seed itself, so that neighbouring seeds surely look different."""
        return variants[self._seed % len(variants)]

    def _brush(self) -> None:
        self._pen = ImageDraw.Draw(self._image, "RGBA")  # this mode blends what is half transparent

    def _points(self, points: Iterable[Point]) -> list[Point]:
        return [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]

    def wash(self, stops: Sequence[Colour], top: float = 0, bottom: float | None = None) -> None:
        """Fill a band of the sheet with colours that run into each other from top to bottom."""
        end = self.height if bottom is None else bottom
        self._image.paste(self._ramp(stops, self.width, end - top), (0, round(top * OVERSAMPLING)))

    def _ramp(self, stops: Sequence[Colour], width: float, height: float) -> Image.Image:
        column = Image.new("RGB", (1, 256))
        spans = len(stops) - 1
        for row in range(256):
            span = min(int(row / 255 * spans), spans - 1)
            column.putpixel((0, row), mix(stops[span], stops[span + 1], row / 255 * spans - span))
        large = (max(1, round(width * OVERSAMPLING)), max(1, round(height * OVERSAMPLING)))
        return column.resize(large, Image.Resampling.BICUBIC)

    def washed(self, points: Sequence[Point], stops: Sequence[Colour], alpha: int = 255) -> None:
        """Fill a shape with colours that run from its top to its bottom."""
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        ramp = self._ramp(stops, right - left, bottom - top)
        mask = Image.new("L", ramp.size)
        shape = self._points((x - left, y - top) for x, y in points)
        ImageDraw.Draw(mask).polygon(shape, fill=alpha)
        self._image.paste(ramp, (round(left * OVERSAMPLING), round(top * OVERSAMPLING)), mask)

    def polygon(self, points: Iterable[Point], fill: Colour, alpha: int = 255) -> None:
        """Fill a shape."""
        self._pen.polygon(self._points(points), fill=(*fill, alpha))

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, alpha: int = 255, radius: float = 0
    ) -> None:
        """Fill a rectangle, with round corners if asked for; nothing where it has no area."""
        if right <= left or bottom <= top:
            return
        corners = [value * OVERSAMPLING for value in (left, top, right, bottom)]
        self._pen.rounded_rectangle(corners, radius * OVERSAMPLING, fill=(*fill, alpha))

    def disc(self, x: float, y: float, radius: float, fill: Colour, alpha: int = 255) -> None:
        """Fill a circle."""
        corners = [value * OVERSAMPLING for value in (x - radius, y - radius, x + radius, y + radius)]
        self._pen.ellipse(corners, fill=(*fill, alpha))

    def ring(self, x: float, y: float, radius: float, width: float, stroke: Colour, alpha: int = 255) -> None:
        """Draw a circle's outline."""
        self.arc(x, y, radius, width, stroke, alpha, (0, 360))

    def arc(
        self, x: float, y: float, radius: float, width: float, stroke: Colour, alpha: int, degrees: tuple[float, float]
    ) -> None:
        """Draw a part of a circle's outline; degrees run clockwise from three o'clock."""
        corners = [value * OVERSAMPLING for value in (x - radius, y - radius, x + radius, y + radius)]
        self._pen.arc(corners, *degrees, fill=(*stroke, alpha), width=max(1, round(width * OVERSAMPLING)))

    def pie(
        self, x: float, y: float, radius: float, fill: Colour, degrees: tuple[float, float], alpha: int = 255
    ) -> None:
        """Fill a slice of a circle."""
        corners = [value * OVERSAMPLING for value in (x - radius, y - radius, x + radius, y + radius)]
        self._pen.pieslice(corners, *degrees, fill=(*fill, alpha))

    def line(self, points: Sequence[Point], width: float, stroke: Colour, alpha: int = 255) -> None:
        """Draw a line through points."""
        pixels = max(1, round(width * OVERSAMPLING))
        self._pen.line(self._points(points), fill=(*stroke, alpha), width=pixels, joint="curve")

    def glow(self, x: float, y: float, radius: float, tint: Colour, strength: float = 1.0) -> None:
        """Lay soft light on a place, brightening what is under it."""
        small = (max(1, self.width // 4), max(1, self.height // 4))
        mask = Image.new("L", small)
        core = [value / 4 for value in (x - radius / 2, y - radius / 2, x + radius / 2, y + radius / 2)]
        ImageDraw.Draw(mask).ellipse(core, fill=255)
        soft = mask.filter(ImageFilter.GaussianBlur(radius / 9)).resize(self._large, Image.Resampling.BICUBIC)
        dimmed = mix((0, 0, 0), tint, strength)
        self._image = ImageChops.screen(self._image, ImageOps.colorize(soft, (0, 0, 0), dimmed))
        self._brush()

    def mirror(self, horizon: float, tint: Colour, share: float) -> None:
        """Turn all below the horizon into calm water that shows what stands above it."""
        edge = round(horizon * OVERSAMPLING)
        depth = self._large[1] - edge
        above = self._image.crop((0, max(0, edge - depth), self._large[0], edge))
        image = ImageOps.flip(above).filter(ImageFilter.BoxBlur(OVERSAMPLING * 2))
        water = Image.blend(image, Image.new("RGB", image.size, tint), share)
        self._image.paste(water, (0, edge))
        self._brush()

    def soften(self, radius: float) -> None:
        """Blur all that is drawn so far, as a lens does to what is far away."""
        self._image = self._image.filter(ImageFilter.GaussianBlur(radius * OVERSAMPLING))
        self._brush()

    def jpeg(self) -> bytes:
        """Answer the finished picture, small enough for a page."""
        final = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        for quality in range(QUALITY, 40, -6):
            paper = io.BytesIO()
            final.save(paper, "JPEG", quality=quality, optimize=True, progressive=True)
            if paper.tell() < BYTES_AT_MOST:
                break
        return paper.getvalue()
