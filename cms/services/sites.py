"""Opening a site: its languages, its home pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from cms.addresses import default_language
from cms.frontend import frontend_url
from cms.models import HomePage
from cms.services.letters import ensure_letters
from cms.services.pages import publish_translation


def open_site(*, title: str, title_en: str = "") -> HomePage:
    """
    Open the site with a home page in each language, and the letters, and answer the home page in the school's own.

    Opened already, it is answered as it is. The pages are live and empty.
    """
    with transaction.atomic():
        home = HomePage.objects.filter(locale=_locale(default_language())).first()
        if home is None:
            home = _first_home(title)
        for language, _ in settings.WAGTAIL_CONTENT_LANGUAGES:
            if not home.has_translation(locale := _locale(language)):
                publish_translation(home, locale, title_en or title)
        ensure_letters()
    return home


def _first_home(title: str) -> HomePage:
    """Make the first home page and let the site begin there; Wagtail's page of welcome goes."""
    root = Page.objects.get(depth=1)
    with override(settings.LANGUAGE_CODE):
        root.title = root.draft_title = gettext("All pages")  # Wagtail calls it Root, whoever reads
    root.save(update_fields=["title", "draft_title"])
    home = HomePage(title=title, slug="portal", locale=_locale(default_language()))
    root.add_child(instance=home)
    address = urlsplit(frontend_url())
    port = address.port or (443 if address.scheme == "https" else 80)
    welcomes = list(Site.objects.values_list("root_page_id", flat=True))
    Site.objects.all().delete()
    host = address.hostname or "localhost"
    Site.objects.create(hostname=host, port=port, site_name=title, root_page=home, is_default_site=True)
    for welcome in Page.objects.filter(pk__in=welcomes, depth=2, numchild=0).exclude(pk=home.pk):
        welcome.delete()
    return home


def _locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]
