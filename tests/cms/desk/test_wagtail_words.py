"""What Wagtail's own screens say to readers of Chinese: nothing that neither its catalogue nor ours has a word for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polib
import pytest
import wagtail.admin
from django.test import Client
from django.utils import translation

from cms.wagtail_words import WORDS
from tests.cms.factories import DocumentFactory, ImageFactory, Site
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db

HAN = re.compile("[\u3400-\u9fff]")
THE_SAME = {"URL", "%s MB", "%s KB"}
"""What Chinese readers read as it is."""


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Answer, as they are looked up, the texts that have no Chinese and are not marked."""
    found: set[str] = set()
    look_up = translation._trans.gettext

    def noted(message: Any) -> str:
        answer = str(look_up(message))
        is_read = str(translation.get_language()).startswith("zh")
        if is_read and re.search("[A-Za-z]{2}", str(message)) and not HAN.search(answer):
            found.add(str(message))
        return answer

    monkeypatch.setattr(translation._trans, "gettext", noted)
    return found


def test_wagtails_screens_have_a_word_for_everything(site: Site, lacking: set[str]) -> None:
    client = Client()
    client.force_login(AccountFactory(is_superuser=True, is_staff=True))
    image, document, page = ImageFactory(), DocumentFactory(), site.section
    for address in (
        "", "account/", "pages/", f"pages/{page.pk}/", f"pages/{page.pk}/edit/", f"pages/{page.pk}/?q=nothing",
        f"pages/{page.pk}/history/", f"pages/{page.pk}/privacy/", f"pages/{page.pk}/unpublish/", "images/",
        "images/?q=nothing", f"images/{image.pk}/", f"images/{image.pk}/delete/", "images/multiple/add/",
        "documents/", f"documents/edit/{document.pk}/", "documents/multiple/add/", "choose-page/", "images/chooser/",
        "reports/site-history/", "reports/page-types-usage/", "reports/workflow/", "redirects/", "users/new/",
        "groups/new/",
    ):  # fmt: skip
        assert client.get(f"/admin/{address}").status_code == 200, address

    assert lacking - {str(word) for word in WORDS} - THE_SAME == set()


def test_wagtails_scripts_have_a_word_for_everything() -> None:
    """All that Wagtail marks for its scripts; what its catalogue lacks, ours has (`djangojs.po`)."""
    english = polib.pofile(str(Path(wagtail.admin.__file__).parent / "locale/en/LC_MESSAGES/djangojs.po"))
    client = Client()
    client.force_login(AccountFactory(is_superuser=True, is_staff=True))
    script = client.get("/admin/jsi18n/").content.decode()
    said = json.loads(re.search(r"const newcatalog = (\{.*?\});\n", script, re.DOTALL)[1])

    assert [entry.msgid for entry in english if entry.msgid not in said] == []
