"""`portal register_college`: a college, with its section of the site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from cms.models import HomePage
from cms.services.sections import open_college_section
from workflows.models import College
from workflows.services.fields import faults_in
from workflows.services.people import register_college


class Command(BaseCommand):
    """Registers a college, all of it or nothing: its code, its names, its pages, the group of its editors."""

    help = "Register a college and open its section of the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what it is called."""
        parser.add_argument("code", help="a short code, in capitals: it begins its programmes' codes")
        parser.add_argument("name", help="its full name, as the registry's files have it")
        parser.add_argument("--name-en", default="", help="the same in English")

    def handle(self, *, code: str, name: str, name_en: str, **options: Any) -> None:
        """Register it, and say so; exit with 1 where a name is taken or too long, or no site is open yet."""
        home = HomePage.objects.filter(depth=2).first()
        if home is None:
            raise CommandError("there is no site yet: portal open_site opens it")
        given = College(code=code, name=name, name_en=name_en)
        faults = [f"{'.'.join(f.path)}: {f.message}" for f in faults_in(given, {"code", "name", "name_en"})]
        faults += [
            f"{field}: {value} is another college's"
            for field, value in (("code", code), ("name", name))
            if College.objects.filter(**{field: value}).exists()
        ]
        if faults:
            raise CommandError("\n".join(faults))
        with transaction.atomic():
            open_college_section(register_college(code=code, name=name, name_en=name_en), home)
        self.stdout.write(f"{name} ({code}) is registered, and its section is open.")
