"""A demo serves the pictures that its pages show, and no original and no document past whoever guards them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client


@pytest.fixture
def media(settings) -> Path:
    """Put a file into each folder of uploads."""
    folder = Path(settings.MEDIA_ROOT)
    for name in ("images", "original_images", "documents"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "file.png").write_bytes(b"a picture")
    return folder


def test_a_picture_in_a_size_that_pages_show_is_served(client: Client, media: Path):
    response = client.get("/media/images/file.png")

    assert (response.status_code, b"".join(response)) == (200, b"a picture")


@pytest.mark.parametrize(
    "path", ["original_images/file.png", "documents/file.png", "images/../documents/file.png", "images/", "file.png"]
)
@pytest.mark.django_db
def test_nothing_else_is(client: Client, media: Path, path: str):
    assert client.get(f"/media/{path}").status_code in {400, 404}
