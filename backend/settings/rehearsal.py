"""For rehearsing on this machine: a college from a seed, a clock that can be moved, mail that stays."""

from backend.settings.demo import *  # noqa: F403  settings are layered by star imports, Django's own custom
from backend.settings.demo import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = ["backend.rehearsal", *INSTALLED_APPS]
MIDDLEWARE = ["backend.rehearsal.middleware.Rehearsing", *MIDDLEWARE]
ROOT_URLCONF = "backend.rehearsal.urls"
EMAIL_BACKEND = "backend.rehearsal.mail.MailSink"
# A rehearsal signs many people in from one address within a minute.
ACCOUNT_RATE_LIMITS = {}
