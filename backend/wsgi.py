"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings.development")

OBJECTS_BETWEEN_COLLECTIONS = 10_000
"""An answer makes some thousands of rows and values, which go with it: Python's usual 700 looks at them in vain."""

application = get_wsgi_application()


def _spare_the_collector() -> None:
    """Leave what lives as long as the process (code, models, the schema) out of every search for garbage."""
    import backend.urls  # noqa: F401  reads views and schema now, so that they are left out too

    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


_spare_the_collector()
