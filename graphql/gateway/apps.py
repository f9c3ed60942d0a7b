"""The gateway as a Django app: it has no models, only templates and start-up checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    """The graph at /graphql/."""

    name = "gateway"
    verbose_name = _("Graph")
