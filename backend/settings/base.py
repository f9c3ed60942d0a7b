"""What every way of running shares. Nothing here is a secret, and nothing here is fit for the public by itself."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from backend.database import STATEMENT_TIMEOUT, database_settings, database_url

BASE_DIR = Path(__file__).resolve().parents[2]
STATE_DIR = Path(os.environ.get("PORTAL_STATE_DIR", BASE_DIR / ".portal"))

INSTALLED_APPS = [
    "backend",
    "gateway",
    "cms",
    "workflows",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "pgtrigger",
    "rules",
    "graphene_django",
    "strawberry.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "backend.middleware.RequestId",
    "backend.middleware.HealthChecks",
    "django.middleware.security.SecurityMiddleware",
    "backend.middleware.FormCharset",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.second_factor.gate.SecondFactor",
    "backend.middleware.OddKeys",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.middleware.RefusedPublishing",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

DATABASES = {"default": database_settings(database_url(), statement_timeout=STATEMENT_TIMEOUT)}

AUTH_USER_MODEL = "workflows.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "cms.desk.entry.OfficeHolders",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Numbers of students and staff are the user names; the registry makes accounts, nobody signs up.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "backend.accounts.NobodySignsUp"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key,100/15m/ip"}
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser", "app")
HEADLESS_FRONTEND_URLS: dict[str, str] = {}
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "wagtailadmin_home"
MFA_ADAPTER = "cms.second_factor.sessions.KeptFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "micro-majors"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Whether an office counts only in sessions in which the second factor was given.
SECOND_FACTOR_FOR_OFFICES = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "backend" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
WAGTAIL_I18N_ENABLED = True
# One school, one clock. Of the zones to choose from browsers do not know all, and Wagtail's script stumbles over one.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = STATE_DIR / "media"
# Beside MEDIA_ROOT and not below it: neither the proxy nor anything but the desk leads there, or may read it.
ATTACHMENTS_ROOT = STATE_DIR / "attachments"

WAGTAIL_SITE_NAME = "微专业"
WAGTAILADMIN_BASE_URL = os.environ.get("PORTAL_BASE_URL", "http://localhost:8000")
# Where visitors read the pages: the frontend's own address; empty where it is the portal's.
PORTAL_FRONTEND_URL = os.environ.get("PORTAL_FRONTEND_URL", "")
# The frontend's path that takes previews, as ?path=…&token=…; empty where it takes none: the portal shows them itself.
PORTAL_PREVIEW_PATH = os.environ.get("PORTAL_PREVIEW_PATH", "")
# A shared password cannot be typed into a graph: pages are for everyone, for who is signed in, or for some groups.
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_MODEL = "cms.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "zip", "txt"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILADMIN_USER_LOGIN_FORM = "backend.accounts.ThrottledLoginForm"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False  # accounts keep no address to which a link could be sent
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# The edition that a fresh portal begins with; `portal rulebook --load` loads others.
RULEBOOK_FILE = Path(os.environ.get("PORTAL_RULEBOOK", BASE_DIR / "rulebooks" / "ccut-2025-62.toml"))

# Which courses have a syllabus: the rules ask, the pages know.
SYLLABUS_PORT = "cms.selectors.syllabi.courses_with_syllabus"
# Who pins the pages that are submitted with a proposal.
PINNING_PORT = "cms.services.pins.pin_pages"
# The words that the office wrote over those of letters.
LETTERS_PORT = "cms.selectors.letters.words_of_the_office"
# Who draws the preview of a programme's page: the editor asks, the graph answers.
PREVIEW_PORT = "gateway.previews.page_response"
# Who delivers what leaves the house, by topic; the names are resolved when the portal starts.
OUTBOX_COURIERS = {
    "mail": "workflows.services.mail.send",
    "bulk_step": "workflows.services.bulk.go_on",
    "approved_pages": "cms.services.pins.deliver",
}
# What the worker tidies up while it keeps the calendar; each is called with the instant, as ``at``.
HOUSEKEEPING = ["cms.desk.held.forget_expired", "workflows.services.registry.undoing.forget_rows_before"]
# Whether messages are delivered at the end of the request, without a worker.
OUTBOX_INLINE = False
SCHOOL_MAIL_DOMAIN = os.environ.get("SCHOOL_MAIL_DOMAIN", "mail.example.edu.cn")
DEFAULT_FROM_EMAIL = f"portal@{SCHOOL_MAIL_DOMAIN}"

GRAPHQL = {
    "introspection": "staff",  # everyone, staff or nobody
    "trusted_only": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "backend.logs.WithRequestId"},
        "no_tokens": {"()": "backend.logs.WithoutTokens"},
    },
    "formatters": {
        "json": {"()": "backend.logs.JsonFormatter"},
        "plain": {"format": "{levelname} {name} {message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id", "no_tokens"]},
    },
    # What editors did is kept in Wagtail's own history: their lines here would be titles, and titles may be names.
    "loggers": {name: {"level": "WARNING"} for name in ("wagtail", "django_tasks")},
    "root": {"handlers": ["console"], "level": "INFO"},
}
