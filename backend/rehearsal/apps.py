"""The rehearsal as a Django app."""

from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    """Clock and mail sink of a rehearsal."""

    name = "backend.rehearsal"
    label = "rehearsal"
    default_auto_field = "django.db.models.BigAutoField"
