"""Who sees which pages, programmes, pictures and documents."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.models import PortalImage, ProgrammePage
from cms.visibility import Sight, visible_pages
from tests.cms.factories import (
    DocumentFactory,
    ImageFactory,
    Site,
    keep_private,
    private_collection,
    publish,
    standard_page,
)
from tests.factories import AccountFactory, Scenario, StudentFactory, officer, student
from workflows import clock
from workflows.models import Programme
from workflows.regulation.actor import ANYONE, Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step


def titles(actor: Actor = ANYONE) -> set[str]:
    """Answer the titles of the standard pages that somebody sees."""
    return set(visible_pages(actor).filter(standardpage__isnull=False).values_list("title", flat=True))


def test_a_published_page_is_seen(site: Site):
    page = standard_page(site.home, "公开")

    assert titles() == {"公开"}
    assert set(visible_pages(ANYONE, Page.objects.filter(pk=page.pk))) == {page.page_ptr}


def test_a_draft_hides_what_is_below_it_at_any_depth(site: Site):
    draft = standard_page(site.home, "草稿", live=False)
    standard_page(standard_page(draft, "其下"), "更下")
    standard_page(site.home, "旁边")

    assert titles() == {"旁边"}
    publish(draft)
    assert titles() == {"草稿", "其下", "更下", "旁边"}


@pytest.mark.parametrize(
    ("field", "distance", "seen"),
    [
        ("go_live_at", dt.timedelta(seconds=1), False),
        ("go_live_at", dt.timedelta(), True),
        ("go_live_at", -dt.timedelta(seconds=1), True),
        ("expire_at", dt.timedelta(seconds=1), True),
        ("expire_at", dt.timedelta(), False),
        ("expire_at", -dt.timedelta(seconds=1), False),
    ],
)
def test_a_page_begins_and_ends_to_the_second(site: Site, monkeypatch, field: str, distance: dt.timedelta, seen: bool):
    page = standard_page(standard_page(site.home, "上"), "下")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    Page.objects.filter(pk=page.get_parent().pk).update(**{field: now + distance})

    assert titles() == ({"上", "下"} if seen else set())


@pytest.mark.parametrize(
    ("kind", "anyone", "reader", "member"),
    [
        (PageViewRestriction.LOGIN, False, True, True),
        (PageViewRestriction.GROUPS, False, False, True),
        (PageViewRestriction.PASSWORD, False, False, False),
        (PageViewRestriction.NONE, True, True, True),
    ],
)
def test_a_private_section_is_seen_by_those_for_whom_it_is(
    site: Site, kind: str, anyone: bool, reader: bool, member: bool
):
    private = standard_page(site.home, "内部")
    standard_page(private, "内部之下")
    restriction = keep_private(private, kind)
    group = Group.objects.create(name="readers")
    restriction.groups.add(group)
    in_group = AccountFactory()
    in_group.groups.add(group)

    assert bool(titles()) == anyone
    assert bool(titles(student())) == reader
    assert bool(titles(actor_of(in_group))) == member
    assert titles(actor_of(in_group)) in (set(), {"内部", "内部之下"})


def test_a_restriction_inside_another_still_restricts(site: Site):
    outer = standard_page(site.home, "外层")
    inner = standard_page(outer, "内层")
    keep_private(outer, PageViewRestriction.LOGIN)
    keep_private(inner, PageViewRestriction.PASSWORD)

    assert titles(student()) == {"外层"}


def test_pages_off_the_site_are_seen_by_nobody(site: Site):
    seen = set(visible_pages(ANYONE))
    root = Page.objects.get(depth=1)
    root.add_child(instance=Page(title="孤页", slug="stray"))

    assert set(visible_pages(ANYONE)) == seen
    assert root not in seen


def test_asking_again_with_the_same_sight_reads_no_restriction_again(site: Site):
    standard_page(standard_page(site.home, "草稿", live=False), "其下")
    keep_private(standard_page(site.home, "内部"))
    sight = Sight(student())
    list(sight.pages())

    with CaptureQueriesContext(connection) as captured:
        list(sight.pages())
        sight.pages().filter(title="内部").exists()
    assert len(captured) == 2


def test_what_is_seen_costs_the_same_however_much_is_hidden(site: Site):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(visible_pages(student()))
        return len(captured)

    cost()  # fills Wagtail's cache of sites
    counts = []
    for count in (1, 3, 12):
        for _ in range(count):
            standard_page(standard_page(site.home, "草稿", live=False), "其下")
            keep_private(standard_page(site.home, "内部"))
        counts.append(cost())
    assert len(set(counts)) == 1


def test_pictures_and_documents_of_private_collections_are_hidden_with_what_is_inside(db):
    private = private_collection()
    inside = private.add_child(name="更里面")
    open_image, open_document = ImageFactory(), DocumentFactory()
    for collection in (private, inside):
        ImageFactory(collection=Collection.objects.get(pk=collection.pk))
        DocumentFactory(collection=Collection.objects.get(pk=collection.pk))

    assert list(Sight(ANYONE).images()) == [open_image]
    assert list(Sight(ANYONE).documents()) == [open_document]
    reader = Sight(actor_of(StudentFactory().account))
    assert (reader.images().count(), reader.documents().count()) == (3, 3)
    CollectionViewRestriction.objects.update(restriction_type=CollectionViewRestriction.PASSWORD)
    assert list(Sight(reader.actor).images(PortalImage.objects.all())) == [open_image]


class TestProgrammes:
    """Which programmes somebody sees."""

    def test_everybody_sees_those_with_a_page_that_they_see(self, site: Site):
        site.scenario.establish()
        assert list(Sight(ANYONE).programmes()) == []

        page = site.programme_page()
        assert list(Sight(ANYONE).programmes()) == [site.scenario.programme]
        keep_private(site.section)
        assert list(Sight(ANYONE).programmes()) == []
        assert list(Sight(student()).programmes()) == [site.scenario.programme]
        page.unpublish()
        assert list(Sight(student()).programmes()) == []

    def test_a_translation_alone_is_enough(self, site: Site):
        page = site.programme_page()
        site.in_english(page)
        page.unpublish()

        assert list(Sight(ANYONE).programmes()) == [site.scenario.programme]

    def test_a_suspended_programme_does_not_vanish(self, site: Site):
        site.programme_page()
        how = {"reason": "需求变化", "inputs": {"decision_number": "会议纪要 2026-9"}}
        take_step(Programme, site.scenario.programme.pk, "suspend", by=site.scenario.approver, **how)

        assert list(Sight(ANYONE).programmes()) == [site.scenario.programme]

    def test_offices_see_what_they_make_and_decide(self, site: Site):
        own, other = site.scenario, Scenario()
        everything = {own.programme, other.programme}

        def seen(actor: Actor) -> set[Programme]:
            return set(Sight(actor).programmes())

        assert seen(own.officer) == seen(actor_of(own.director.account)) == {own.programme}
        assert seen(own.aao) == seen(own.approver) == everything
        for role in (Role.EXPERT, Role.BURSAR, Role.TEACHER):
            assert seen(officer(role, own.college)) == set()

    def test_a_director_without_the_office_sees_the_own_programme(self, site: Site):
        director = site.scenario.director
        director.account.memberships.all().delete()

        assert list(Sight(actor_of(director.account)).programmes()) == [site.scenario.programme]

    def test_a_student_sees_what_she_has_applied_to(self, site: Site):
        scenario = site.scenario
        applicant = student()
        scenario.application("submitted", intake=scenario.open_intake(), by=applicant)

        assert list(Sight(applicant).programmes()) == [scenario.programme]
        assert list(Sight(student()).programmes()) == []

    def test_a_page_without_a_programme_shows_none(self, site: Site):
        page = site.programme_page()
        copy = page.copy(update_attrs={"slug": "copy"}, keep_live=False)

        assert ProgrammePage.objects.get(pk=copy.pk).record_id() is None
        assert list(Sight(ANYONE).programmes()) == [site.scenario.programme]
