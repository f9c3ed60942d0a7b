"""Pictures of the demo, drawn by the program: no photographer, no licence, no download.

The same kind, seed and size give the same bytes with the same release of Pillow.
"""

from collections.abc import Callable

from backend.demo.pictures import abstracts, landscapes, objects
from backend.demo.pictures.canvas import Canvas

WIDE = (1600, 900)
SQUARE = (1200, 1200)
SUFFIX = ".jpg"

KINDS: dict[str, Callable[[Canvas], None]] = {
    "campus": landscapes.campus,
    "skyline": landscapes.skyline,
    "fields": landscapes.fields,
    "forest": landscapes.forest,
    "harbour": landscapes.harbour,
    "circuit": abstracts.circuit,
    "waves": abstracts.waves,
    "charts": abstracts.charts,
    "network": abstracts.network,
    "mosaic": abstracts.mosaic,
    "easel": objects.easel,
    "lens": objects.lens,
    "film": objects.film,
    "books": objects.books,
    "portrait": objects.portrait,
}


def draw(kind: str, seed: int, size: tuple[int, int] = WIDE) -> bytes:
    """Draw a picture and answer it as JPEG; KeyError names a kind that does not exist."""
    canvas = Canvas(kind, seed, size)
    KINDS[kind](canvas)
    return canvas.jpeg()
