"""For trying the portal on one's own machine: as in development, but served as in production."""

from backend.settings.development import *  # noqa: F403  see development

DEBUG = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = STATE_DIR / "mail"  # noqa: F405  see development
# A terminal in which the demo runs shows what is amiss, not every page that was loaded.
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "WARNING"}}  # noqa: F405  see development
