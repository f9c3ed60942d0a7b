"""The composition root as a Django app: it brings commands, no models."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from backend.checks import static_files_are_collected


class BackendConfig(AppConfig):
    """Brings the commands of `portal` that need the whole: demo, generate, tour; and what `portal check` asks of it."""

    name = "backend"
    verbose_name = "Micro-majors"

    def ready(self) -> None:
        """Register what `portal check --deploy` asks."""
        register(static_files_are_collected, Tags.staticfiles, deploy=True)
