"""As little as the console and the demo need."""

from backend.database import database_settings, database_url

DEMO = True
SECRET_KEY = "tiny"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database_settings(database_url())}
INSTALLED_APPS = ["tests.backend.tiny", "backend", "django.contrib.contenttypes"]
ROOT_URLCONF = "tests.backend.tiny.web"
WSGI_APPLICATION = "tests.backend.tiny.web.application"
USE_TZ = True
