"""Where pages are on the frontend, and whether it has an address at all."""

import pytest
from wagtail.models.sites import SiteRootPath

from cms.addresses import language_prefix, path_of, url_paths_for
from cms.checks import frontend_has_an_address
from cms.frontend import file_url, frontend_url
from cms.models import StandardPage

ROOTS = [
    SiteRootPath(1, "/portal/", "http://localhost", "zh-hans"),
    SiteRootPath(1, "/portal-en/", "http://localhost", "en"),
]


@pytest.mark.parametrize(
    ("url_path", "path"),
    [
        ("/portal/", "/"),
        ("/portal/a/b/", "/a/b/"),
        ("/portal-en/", "/en/"),
        ("/portal-en/a/", "/en/a/"),
        ("/elsewhere/", None),
    ],
)
def test_paths(url_path: str, path: str | None):
    assert path_of(StandardPage(url_path=url_path), ROOTS) == path


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/", ["/portal/"]),
        ("/a/b", ["/portal/a/b/"]),
        ("/en", ["/portal-en/", "/portal/en/"]),
        ("/en/a/?b=c", ["/portal-en/a/", "/portal/en/a/"]),
        ("/english/", ["/portal/english/"]),
    ],
)
def test_a_path_can_mean_a_language_or_a_page_of_that_name(path: str, places: list[str]):
    assert url_paths_for(path, ROOTS) == places


def test_the_schools_own_language_has_no_prefix():
    assert (language_prefix("zh-hans"), language_prefix("en")) == ("", "/en")


def test_the_frontend_is_where_the_settings_say(settings):
    settings.PORTAL_FRONTEND_URL, settings.WAGTAILADMIN_BASE_URL = "https://site.example/", "https://api.example"
    assert frontend_url() == "https://site.example"
    assert file_url("/media/a.png") == "https://api.example/media/a.png"
    assert file_url("https://cdn.example/a.png") == "https://cdn.example/a.png"

    settings.PORTAL_FRONTEND_URL = ""
    assert frontend_url() == "https://api.example"


@pytest.mark.parametrize("address", ["localhost:3000", "ftp://site.example", "https://"])
def test_a_frontend_without_an_address_is_a_fault(settings, address: str):
    settings.PORTAL_FRONTEND_URL = address
    assert [fault.id for fault in frontend_has_an_address(None)] == ["cms.E001"]

    settings.PORTAL_FRONTEND_URL = "https://site.example"
    assert frontend_has_an_address(None) == []
