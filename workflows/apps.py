"""The records and their law as one Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    """One app for all records: the floors inside are packages, not apps."""

    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Records")

    def ready(self) -> None:
        """Register the system checks: they read the models, which are not there when this module is imported."""
        import_module("workflows.checks")
