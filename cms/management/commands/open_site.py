"""`portal open_site`: the first thing after the migrations of a new portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from cms.services.sections import ensure_school_editors
from cms.services.sites import open_site


class Command(BaseCommand):
    """Opens the site with its home pages; told again it makes whole what is missing, and changes nothing else."""

    help = "Open the site: a home page in each language, and what the Academic Affairs Office may do in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what the site is called."""
        parser.add_argument("title", help="the school's name")
        parser.add_argument("--title-en", default="", help="the same in English")

    def handle(self, *, title: str, title_en: str, **options: Any) -> None:
        """Open it, and say where it begins."""
        home = open_site(title=title, title_en=title_en)
        ensure_school_editors()
        self.stdout.write(f"{home.title} is open.")
