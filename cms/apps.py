"""The published content as one Django app."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages, blocks, pictures, documents and site settings."""

    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Content")

    def ready(self) -> None:
        """Register what is checked when the portal starts."""
        from cms.checks import frontend_has_an_address, records_are_worked

        register(frontend_has_an_address)
        register(records_are_worked)
