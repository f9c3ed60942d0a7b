"""As production serves, with nothing cached, and with the peers beside the portal."""

from importlib.util import find_spec

from backend.settings.production import *  # noqa: F403  settings are layered by star imports, Django's own custom
from backend.settings.production import INSTALLED_APPS, MIDDLEWARE

# What is measured is what one answer costs: a cache would measure itself.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.peers", "wagtail.api.v2", "rest_framework"]
if find_spec("grapple"):
    INSTALLED_APPS.append("grapple")
if find_spec("strawberry_django"):
    INSTALLED_APPS.append("strawberry_django")
ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.counting.CountStatements", *MIDDLEWARE]

GRAPPLE = {"APPS": ["cms", "workflows"], "PAGE_SIZE": 20}
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}
WAGTAILAPI_BASE_URL = WAGTAILADMIN_BASE_URL  # noqa: F405  of production
GRAPHENE = {"SCHEMA": "grapple.schema.schema"}
