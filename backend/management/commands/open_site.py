"""`portal open_site`: what a fresh portal publishes and reads before anybody has written a page."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db import transaction

from cms.services.help import open_help
from cms.services.sections import ensure_school_editors
from cms.services.sites import open_site


class Command(BaseCommand):
    """Opens the site with its home pages, the offices' help and the permissions of who edits both."""

    help = "Open the site: home pages, the offices' help, who may edit them; what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what the home pages are called."""
        parser.add_argument("title", help="title of the home page in the school's language")
        parser.add_argument("--title-en", default="", help="title of the one in English; the same where it is left out")

    def handle(self, *, title: str, title_en: str, **options: Any) -> None:
        """Make what is missing, all of it or nothing, and say what it was."""
        with transaction.atomic():
            home = open_site(title=title, title_en=title_en)
            new = open_help()
            ensure_school_editors()
        self.stdout.write(f"The site “{home.title}” is open; {len(new)} help pages were added.")
