"""Each college edits its own section only; the Academic Affairs Office edits all of them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permissions import page_permission_policy

from cms.models import CollegePage
from cms.services.sections import SHARED, collection_of, ensure_school_editors, open_college_section
from tests.cms.factories import DocumentFactory, ImageFactory, Site, standard_page
from tests.factories import CollegeFactory, StaffFactory, officer
from workflows.models import Account
from workflows.regulation.actor import Role
from workflows.services.people import grant_office, withdraw_office

SignIn = Callable[[Account], Client]


@pytest.fixture
def own_officer(site: Site) -> Account:
    """Take the officer of the college whose section is open."""
    return Account.objects.get(pk=site.scenario.officer.account_id)


@pytest.fixture
def elsewhere(site: Site) -> CollegePage:
    """Open the section of another college."""
    return open_college_section(CollegeFactory(), site.home)


def may(account: Account, page: Page) -> set[str]:
    """Answer what somebody may do with a page."""
    tester = Page.objects.get(pk=page.pk).specific.permissions_for_user(account)
    asked = {"edit": tester.can_edit, "publish": tester.can_publish, "add below": tester.can_add_subpage}
    return {name for name, ask in asked.items() if ask()}


def test_an_officer_edits_the_own_section_and_no_other(site: Site, own_officer: Account, elsewhere: CollegePage):
    own, other = standard_page(site.section), standard_page(elsewhere)

    assert may(own_officer, site.section) == may(own_officer, own) == {"edit", "publish", "add below"}
    assert may(own_officer, elsewhere) == may(own_officer, other) == may(own_officer, site.home) == set()


def test_an_officer_edits_the_section_in_every_language(site: Site, own_officer: Account):
    english = site.section.get_translations().get()

    assert may(own_officer, english) == {"edit", "publish", "add below"}


def test_a_director_shares_the_section(site: Site, elsewhere: CollegePage):
    director = site.scenario.director.account

    assert may(director, site.section) == {"edit", "publish", "add below"}
    assert may(director, elsewhere) == set()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.EXPERT, Role.BURSAR, Role.SCHOOL_APPROVER])
def test_other_offices_edit_nothing(site: Site, role: Role):
    account = Account.objects.get(pk=officer(role, site.scenario.college).account_id)

    assert may(account, site.section) == set()
    assert account.has_perm("wagtailadmin.access_admin"), "the desk is theirs too"


def test_the_academic_affairs_office_edits_every_section(site: Site, elsewhere: CollegePage):
    account = Account.objects.get(pk=site.scenario.aao.account_id)

    for page in (site.home, site.section, elsewhere, site.section.get_translations().get()):
        assert may(account, page) == {"edit", "publish", "add below"}
    assert account.has_perm("cms.change_sitesettings")
    assert account.has_perm("wagtailredirects.add_redirect")


def test_the_section_goes_with_the_office(site: Site):
    staff = StaffFactory(college=site.scenario.college)
    membership = grant_office(staff.account, Role.COLLEGE_OFFICER, site.scenario.college)
    assert may(Account.objects.get(pk=staff.account_id), site.section) == {"edit", "publish", "add below"}

    withdraw_office(membership)
    assert may(Account.objects.get(pk=staff.account_id), site.section) == set()


def test_pictures_and_documents_are_kept_by_college(site: Site, own_officer: Account, elsewhere: CollegePage):
    own, other = collection_of(site.scenario.college), collection_of(elsewhere.college)
    shared = Collection.objects.get(name=SHARED)

    for policy, factory in ((images, ImageFactory), (documents, DocumentFactory)):
        made = {collection.pk: factory(collection=collection) for collection in (own, other, shared)}
        changeable = policy.instances_user_has_permission_for(own_officer, "change")
        choosable = policy.instances_user_has_permission_for(own_officer, "choose")
        assert list(changeable) == [made[own.pk]]
        assert set(choosable) == {made[own.pk], made[shared.pk]}


def test_opening_a_section_again_changes_nothing(site: Site):
    def counted() -> tuple[int, ...]:
        models = (CollegePage, Collection, GroupPagePermission, GroupCollectionPermission, Group)
        return tuple(model.objects.count() for model in models)

    before = counted()
    assert open_college_section(site.scenario.college, site.home) == site.section
    ensure_school_editors()

    assert counted() == before


def test_the_explorer_shows_an_editor_the_own_section_only(
    site: Site, own_officer: Account, elsewhere: CollegePage, sign_in: SignIn
):
    standard_page(site.section, "本院说明")
    standard_page(elsewhere, "外院说明")
    desk = sign_in(own_officer)

    own = desk.get(reverse("wagtailadmin_explore", args=[site.section.pk])).content.decode()
    assert "本院说明" in own
    assert set(page_permission_policy.explorable_instances(own_officer).filter(depth=3)) == {
        Page.objects.get(pk=site.section.pk),
        Page.objects.get(pk=site.section.get_translations().get().pk),
    }
    other = desk.get(reverse("wagtailadmin_explore", args=[elsewhere.pk])).content.decode()
    assert "外院说明" not in other
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[elsewhere.pk])).status_code == 302


def test_the_chooser_offers_the_own_section_and_what_is_published(
    site: Site, own_officer: Account, elsewhere: CollegePage, sign_in: SignIn
):
    standard_page(site.section, "本院草稿", live=False)
    standard_page(elsewhere, "外院草稿", live=False)
    standard_page(elsewhere, "外院已发布")
    desk = sign_in(own_officer)

    def offered(parent: Page) -> str:
        return desk.get(reverse("wagtailadmin_choose_page_child", args=[parent.pk])).json()["html"]

    assert "本院草稿" in offered(site.section)
    assert "外院已发布" in offered(elsewhere)
    assert "外院草稿" not in offered(elsewhere)


def test_a_page_that_stays_says_so(site: Site, sign_in: SignIn):
    page = site.programme_page()
    desk = sign_in(Account.objects.get(pk=site.scenario.aao.account_id))

    for place, named in ((page, page), (site.section, page), (site.section.get_translations().get(), None)):
        for answer in (
            desk.get(reverse("wagtailadmin_pages:delete", args=[place.pk]), follow=True),
            desk.post(reverse("wagtailadmin_pages:delete", args=[place.pk]), follow=True),
        ):
            said = [str(message) for message in answer.context["messages"]]
            assert named is None or (len(said) == 1 and named.title in said[0])
    assert Page.objects.filter(pk__in=[page.pk, site.section.pk]).count() == 2


def test_pages_that_stay_are_not_deleted_together(site: Site, sign_in: SignIn):
    page, other = site.programme_page(), standard_page(site.home)
    desk = sign_in(Account.objects.get(pk=site.scenario.aao.account_id))
    delete = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    answer = desk.post(f"{delete}?id={page.pk}&id={other.pk}&next=/admin/", {}, follow=True)
    assert any(page.title in str(message) for message in answer.context["messages"])
    assert Page.objects.filter(pk__in=[page.pk, other.pk]).count() == 2
