"""What is measured on: a college's programmes with plans, pages, syllabi and pictures."""

from __future__ import annotations

from django.db import transaction

from benchmarks.seeding.pages import publish_pages
from benchmarks.seeding.pictures import hang_pictures
from benchmarks.seeding.records import establish_programmes


def seed(programmes: int) -> None:
    """Fill an empty portal: the records through the deeds of the measures, the pages in bulk."""
    with transaction.atomic():
        established = establish_programmes(programmes)
    with transaction.atomic():
        pictures = hang_pictures(programmes)
        publish_pages(established, pictures)
