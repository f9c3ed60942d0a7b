"""Art. 4: a page of a proposal is not published, whichever way somebody tries; and what the refusal says."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.fields import RichTextField, StreamField
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import BoundPage, ProgrammePage, PublishingRefused, SyllabusPage
from cms.services.pages import open_syllabus_page
from cms.services.sections import ensure_school_editors
from tests.cms.factories import Site, locale, publish
from tests.factories import AccountFactory
from workflows import clock
from workflows.models import Account, Programme
from workflows.services.door import take_step

IMMEDIATELY = "SET CONSTRAINTS ALL IMMEDIATE"
ART_4 = r"第四条|Art\. 4"
NO_PROGRAMME = "还没有对应的微专业|shows no programme yet"


@pytest.fixture(params=["programme page", "syllabus"])
def page(request, site: Site) -> BoundPage:
    """Open the page of a proposed programme, or of one of its courses."""
    programme_page = site.draft()
    return programme_page if request.param == "programme page" else open_syllabus_page(site.course)


@pytest.fixture
def editor(page: BoundPage) -> Account:
    """Make somebody who may edit and publish everything."""
    account = AccountFactory()
    account.groups.add(ensure_school_editors())
    return account


@pytest.fixture
def desk(editor: Account, sign_in: Callable[[Account], Client]) -> Client:
    """Sign the editor in."""
    return sign_in(editor)


def as_typed(page: BoundPage) -> dict[str, object]:
    """Answer what the page editor sends for a page without prose."""
    fields = {name: page._meta.get_field(name) for name in page.prose}
    prose = {
        name: streamfield([])
        if isinstance(field, StreamField)
        else rich_text("")
        if isinstance(field, RichTextField)
        else ""
        for name, field in fields.items()
    }
    known = {"title": page.title, "slug": page.slug, page.link: getattr(page, f"{page.link}_id")}
    return dict(nested_form_data(known | prose | {"comments": inline_formset([])}))


def assert_still_a_draft(page: BoundPage) -> None:
    with connection.cursor() as cursor:
        cursor.execute(IMMEDIATELY)
    stored = Page.objects.get(pk=page.pk)
    assert (stored.live, stored.live_revision, stored.first_published_at) == (False, None, None)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_publishing_a_revision_is_refused_with_the_article(page: BoundPage):
    with pytest.raises(PublishingRefused, match=ART_4):
        page.save_revision().publish()

    assert_still_a_draft(page)


def test_the_reason_is_in_the_readers_language(page: BoundPage):
    said = {}
    for language, article in (("zh-hans", "第四条"), ("en", "Art. 4")):
        with translation.override(language):
            said[language] = page.refusal()
        assert article in said[language]
        assert page.programme_in_question().title in said[language]
    assert said["en"] != said["zh-hans"]


def test_publishing_with_the_action_is_refused(page: BoundPage, editor: Account):
    revision = page.save_revision()

    with pytest.raises(PermissionDenied):
        PublishPageRevisionAction(revision, user=editor).execute()
    with pytest.raises(ValidationError, match=ART_4):
        PublishPageRevisionAction(revision).execute(skip_permission_checks=True)
    assert_still_a_draft(page)


def test_scheduling_is_refused(page: BoundPage):
    page.go_live_at = clock.now() + dt.timedelta(hours=1)

    with pytest.raises(PublishingRefused):
        page.save_revision().publish()
    assert_still_a_draft(page)


def test_a_schedule_that_was_smuggled_in_is_refused_when_its_time_comes(page: BoundPage):
    page.go_live_at = clock.now() - dt.timedelta(minutes=1)
    revision = page.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)

    with pytest.raises(PublishingRefused):
        call_command("publish_scheduled")
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    assert_still_a_draft(page)


def test_saving_it_as_live_is_refused(page: BoundPage):
    page.live = True

    with pytest.raises(ValidationError, match=ART_4):
        page.save()
    assert_still_a_draft(page)


def test_making_it_live_at_once_is_refused(site: Site):
    with pytest.raises(ValidationError, match=ART_4), transaction.atomic():
        site.section.add_child(instance=ProgrammePage(title="马上", programme=site.scenario.programme))

    assert not ProgrammePage.objects.exists()


def test_saving_past_the_validation_is_refused_by_the_database(page: BoundPage):
    page.live = True

    with pytest.raises(IntegrityError, match="art4"), transaction.atomic(), connection.cursor() as cursor:
        page.save(clean=False)
        cursor.execute(IMMEDIATELY)
    assert_still_a_draft(page)


def test_an_update_of_many_is_refused_by_the_database(page: BoundPage):
    with pytest.raises(IntegrityError, match="art4"), transaction.atomic(), connection.cursor() as cursor:
        Page.objects.filter(pk=page.pk).update(live=True)
        cursor.execute(IMMEDIATELY)
    assert_still_a_draft(page)


def test_a_live_page_cannot_be_given_a_proposal_or_lose_its_programme(site: Site):
    page = site.programme_page()

    with pytest.raises(IntegrityError, match="art4"), transaction.atomic(), connection.cursor() as cursor:
        ProgrammePage.objects.filter(pk=page.pk).update(programme=None)
        cursor.execute(IMMEDIATELY)


def test_a_translation_of_a_draft_is_refused_too(site: Site):
    english = site.draft().copy_for_translation(locale("en"), copy_parents=True)

    with pytest.raises(PublishingRefused):
        english.save_revision().publish()
    with pytest.raises(IntegrityError, match="art4"), transaction.atomic(), connection.cursor() as cursor:
        Page.objects.filter(pk=english.pk).update(live=True)
        cursor.execute(IMMEDIATELY)


def test_a_copy_without_a_programme_is_refused(site: Site):
    copy = site.programme_page().copy(update_attrs={"slug": "copy"}, keep_live=False)

    with pytest.raises(PublishingRefused, match=NO_PROGRAMME):
        copy.save_revision().publish()
    with pytest.raises(ValidationError, match=NO_PROGRAMME), transaction.atomic():
        site.programme_page().copy(update_attrs={"slug": "copy2"}, keep_live=True)


def test_a_moderators_approval_is_refused(page: BoundPage, editor: Account):
    task = GroupApprovalTask.objects.create(name="approval")
    workflow = Workflow.objects.create(name="moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    task.groups.add(editor.groups.get())
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(pk=page.get_parent().pk))

    assert not page.has_workflow
    assert not page.permissions_for_user(editor).can_submit_for_moderation()
    state = workflow.start(page, editor)
    with pytest.raises(PublishingRefused), transaction.atomic():
        state.current_task_state.approve(user=editor)
    assert_still_a_draft(page)


def test_the_page_editor_offers_no_publishing_and_says_why(page: BoundPage, desk: Client):
    shown = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "action-publish" not in shown
    assert page.programme_in_question().title in shown


def test_posting_to_the_page_editor_keeps_the_draft(page: BoundPage, desk: Client):
    typed = as_typed(page) | {"title": "新标题", "action-publish": "1"}
    desk.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), typed)

    assert Page.objects.get(pk=page.pk).draft_title == "新标题"
    assert_still_a_draft(page)


def test_a_new_page_that_is_to_be_published_at_once_is_kept_as_a_draft_and_says_why(site: Site, sign_in):
    page = ProgrammePage(title="新页面", slug="new", programme=site.scenario.programme)
    add = reverse("wagtailadmin_pages:add", args=["cms", "programmepage", site.section.pk])
    editor = Account.objects.get(pk=site.scenario.officer.account_id)
    answer = sign_in(editor).post(add, as_typed(page) | {"action-publish": "1"}, follow=True)

    assert re.search(ART_4, answer.content.decode())
    assert_still_a_draft(ProgrammePage.objects.get(title="新页面"))


def test_a_draft_may_lack_what_publishing_asks_for(site: Site, sign_in):
    page = site.syllabus_page()
    editor = Account.objects.get(pk=site.scenario.officer.account_id)
    edit, desk = reverse("wagtailadmin_pages:edit", args=[page.pk]), sign_in(editor)
    unfinished = nested_form_data(
        {"assessment": streamfield([("part", {"title": "考试", "percent": "60", "text": ""})])}
    )
    typed = as_typed(page) | dict(unfinished)

    assert "60" in desk.post(edit, typed | {"action-publish": "1"}).content.decode()
    assert not SyllabusPage.objects.get(pk=page.pk).assessment
    SyllabusPage.objects.filter(pk=page.pk).update(live=False)
    assert desk.post(edit, typed).status_code == 302


def test_publishing_together_leaves_it_out(page: BoundPage, desk: Client, site: Site):
    publish_section = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    answer = desk.post(f"{publish_section}?id={page.pk}&id={site.section.pk}", {"include_descendants": "on"})
    assert answer.status_code == 302
    assert_still_a_draft(page)


def test_an_established_programmes_pages_are_published(site: Site):
    page, syllabus = site.draft(), open_syllabus_page(site.course)
    site.scenario.establish()

    assert publish(page).live
    assert publish(syllabus).live
    assert SyllabusPage.objects.get().refusal() is None
    with connection.cursor() as cursor:
        cursor.execute(IMMEDIATELY)


def test_a_suspended_programmes_page_can_still_be_corrected(site: Site):
    page = site.programme_page()
    how = {"reason": "需求变化", "inputs": {"decision_number": "会议纪要 2026-9"}}
    take_step(Programme, site.scenario.programme.pk, "suspend", by=site.scenario.approver, **how)

    assert publish(page, tagline="停招说明").tagline == "停招说明"
