"""For working on the portal: debugging on, mail on the console, GraphiQL for everyone, no second factor."""

from backend.settings.base import *  # noqa: F403  settings are layered by star imports, Django's own custom

DEBUG = True
SECRET_KEY = "for development and the demo only"  # noqa: S105  production refuses to start with it
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
OUTBOX_INLINE = True
DEMO = True
SECOND_FACTOR_FOR_OFFICES = False  # who tries the portal has a password on the screen and no app at hand
GRAPHQL = {"introspection": "everyone", "trusted_only": False}
# Static files come from the packages that have them: nothing need be collected.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
