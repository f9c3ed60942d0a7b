"""The gateway as a Django app: it has no models, only templates and start-up checks."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    """The graph at /graphql/."""

    name = "gateway"
    verbose_name = _("Graph")

    def ready(self) -> None:
        """Register the check that every page model and every block has its type."""
        from gateway.content.completeness import content_is_complete  # reads models, which load first

        register(content_is_complete)
