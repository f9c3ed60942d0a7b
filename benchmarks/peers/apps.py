"""The peers as one Django app: what they add to the models, before wagtail-grapple reads them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class PeersConfig(AppConfig):
    """Stands before wagtail-grapple among the installed apps."""

    name = "benchmarks.peers"

    def ready(self) -> None:
        """Annotate the models and blocks for wagtail-grapple, where that is installed."""
        if find_spec("grapple"):
            import_module("benchmarks.peers.grapple_fields").annotate()
            import_module("benchmarks.peers.grapple_prefetched")
