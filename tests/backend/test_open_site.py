"""`portal open_site`: a fresh portal has its home pages, its offices' help, and somebody who may edit both."""

import io

import pytest
from django.core.management import call_command

from cms.models import HelpPage, HomePage
from tests.factories import officer
from tests.workflows.witness import nothing_changes
from workflows.models import Account
from workflows.regulation.actor import Role

pytestmark = pytest.mark.django_db


def open_site(*words: str) -> str:
    out = io.StringIO()
    call_command("open_site", *words, stdout=out)
    return out.getvalue()


def test_it_opens_home_pages_and_help_which_the_academic_affairs_office_edits():
    somebody = Account.objects.get(pk=officer(Role.AAO_OFFICER).account_id)
    open_site("微专业", "--title-en", "Micro-majors")

    assert list(HomePage.objects.order_by("pk").values_list("title", flat=True)) == ["微专业", "Micro-majors"]
    assert HelpPage.objects.count() == len(Role) + 1
    for page in [*HomePage.objects.all(), *HelpPage.objects.all()]:
        assert page.permissions_for_user(somebody).can_publish()


def test_opened_again_it_changes_nothing():
    open_site("微专业")
    with nothing_changes("cms", "wagtailcore", "auth"):
        said = open_site("另一个名字")

    assert "“微专业”" in said
    assert "0 help pages" in said
