"""Stands in for the real demo college."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import BaseCommand


class Command(BaseCommand):
    """Leaves a row behind each time."""

    def handle(self, **options: Any) -> str:
        """Add the row and answer the accounts."""
        number = ContentType.objects.count()
        ContentType.objects.create(app_label="loaded", model=str(number))
        return "sign in as tiny"
