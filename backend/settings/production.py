"""For the public: everything comes from the environment, and nothing starts while any of it is missing or unsafe."""

import os

from backend.settings.environment import given

_given = given(os.environ)

# The environment is judged first, as a whole: base reads some of it too.
from backend.settings.build import *  # noqa: E402, F403  settings are layered by star imports, Django's own custom
from backend.settings.build import LOGGING, MIDDLEWARE  # noqa: E402  see above

DEMO = False
SECRET_KEY, SECRET_KEY_FALLBACKS = _given.secret_key, _given.old_secret_keys
ALLOWED_HOSTS = _given.hosts
WAGTAILADMIN_BASE_URL = _given.base_url
PORTAL_FRONTEND_URL = _given.frontend_url
DATABASES = {"default": _given.database}

# Shared by all processes: attempts to sign in are counted here, and sessions are read here before the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _given.redis_url,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2, "health_check_interval": 30},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Only over TLS, whoever ends it; a proxy's word counts for as many proxies as the environment vouches for.
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _given.trusted_proxies else None
ALLAUTH_TRUSTED_PROXY_COUNT = _given.trusted_proxies
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-sessionid"  # browsers take it from this host only, not from a neighbour in its domain
CSRF_TRUSTED_ORIGINS = [url for url in (_given.base_url, _given.frontend_url) if url]
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame of its own
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # X_FRAME_OPTIONS, see above
    "security.W021",  # preloading HSTS binds the school's whole domain, which is not the portal's to promise
]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _given.mail.host, _given.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _given.mail.user, _given.mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _given.mail.scheme == "smtp", _given.mail.scheme == "smtps"
EMAIL_TIMEOUT = 20  # seconds: well inside the lease of a message
SCHOOL_MAIL_DOMAIN = _given.mail_domain
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _given.mail_from

MIDDLEWARE = [
    *MIDDLEWARE[:2],  # the request's id, and health checks
    "backend.middleware.RequestLog",
    "backend.middleware.ContentPolicy",
    *MIDDLEWARE[2:],
]
LOGGING = LOGGING | {
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_id", "no_tokens"],
        },
    },
}
