"""The portal in this process, for what is done before the server starts: migrating, seeding, looking up pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

from backend.database import disconnect
from benchmarks import database
from benchmarks.requests import Page


def prepare(variables: Mapping[str, str], server_url: str, name: str, programmes: int) -> None:
    """Have a migrated database of this name with so many programmes, and Django set up to use it."""
    os.environ.update(variables)
    django.setup()

    def seed() -> None:
        shutil.rmtree(Path(variables["PORTAL_STATE_DIR"]) / "media", ignore_errors=True)
        call_command("migrate", verbosity=0, interactive=False)
        # By its name: it knows models, which are there once Django is set up.
        import_string("benchmarks.seeding.seed")(programmes)

    database.ensure_seeded(server_url, name, seed)
    call_command("migrate", verbosity=0, interactive=False)  # those that are newer than the seed
    disconnect()


def some_pages(count: int) -> Sequence[Page]:
    """Answer so many of the programmes' pages, spread over all of them."""
    model = import_string("cms.models.ProgrammePage")
    rows = list(model.objects.live().order_by("pk").values_list("pk", "slug", "url_path"))
    # The path of a page is below that of the home page, which is no part of its address.
    pages = [Page(pk, "/" + url_path.strip("/").partition("/")[2] + "/", slug) for pk, slug, url_path in rows]
    disconnect()
    return pages[:: max(1, len(pages) // count)][:count]
