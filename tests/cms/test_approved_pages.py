"""Art. 6(5): what the school approves is what is published, byte by byte, whatever an eager editor does meanwhile."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import BoundPage, PinnedRevision, ProgrammePage, PublishingRefused, SyllabusPage
from cms.models.pin import held_of
from cms.services.pages import open_programme_page, open_syllabus_page
from cms.services.pins import publish_approved
from cms.services.sections import ensure_school_editors, open_college_section
from tests.cms.desk.asking import Officer, address_of
from tests.cms.factories import Site, locale, publish
from tests.factories import AccountFactory, Scenario
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import id_of
from tests.workflows.ways import REASON
from workflows import clock
from workflows.models import Account, OutboxMessage, Programme, Proposal
from workflows.models.plan import COURSES
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.outbox import deliver_one
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told
from workflows.services.refusals import InvalidInput

IMMEDIATELY = "SET CONSTRAINTS ALL IMMEDIATE"
JUDGED = {
    "positioning": "<p>面向低空产业。</p>",
    "objectives": [{"type": "objective", "value": {"text": "能独立完成一次航拍"}}],
    "team": "<p>双师团队。</p>",
}
SYLLABUS = {
    "goals": [{"type": "objective", "value": {"text": "会飞"}}],
    "units": [{"type": "unit", "value": {"title": "起飞", "hours": "4", "text": ""}}],
    "assessment": [{"type": "part", "value": {"title": "作品", "percent": 100}}],
}


def written(page: BoundPage, **fields: Any) -> BoundPage:
    """Answer a page with a new draft that has these fields, streams as they are stored."""
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, json.dumps(value) if isinstance(value, list) else value)
    draft.save_revision(clean=False)  # as the page editor does
    return type(page).objects.get(pk=page.pk)


def submitted(site: Site) -> tuple[ProgrammePage, SyllabusPage]:
    """Answer the page of a programme and a syllabus as they were submitted: nobody has published them."""
    page = written(open_programme_page(site.scenario.programme), **JUDGED, tagline="飞起来")
    syllabus = written(open_syllabus_page(site.course), **SYLLABUS)
    site.scenario.take("submit")
    return page, syllabus


def approved(site: Site) -> tuple[ProgrammePage, SyllabusPage]:
    """Answer the same, approved and published."""
    submitted(site)
    site.scenario.take("endorse", "accept", "conclude", "establish")
    deliver_pages()
    return ProgrammePage.objects.get(), SyllabusPage.objects.get()


def deliver_pages() -> None:
    """Let the outbox deliver what waits, as a worker does."""
    while deliver_one() is not None:
        pass


def as_published(page: BoundPage) -> dict[str, Any]:
    """Answer the judged fields of a page as the public reads them."""
    stored = type(page).objects.get(pk=page.pk)
    assert stored.live
    return held_of(stored, stored.serializable_data(), stored.judged)


def hold_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute(IMMEDIATELY)


@pytest.mark.django_db
class TestThroughTheOutbox:
    """Publishing is a message of the decision's transaction."""

    def test_approval_publishes_what_was_submitted_and_not_the_newest_draft(self, site: Site):
        page, syllabus = submitted(site)
        pinned = {pin.page_id: (pin.revision_id, pin.held) for pin in PinnedRevision.objects.all()}
        written(page, positioning="<p>改了主意。</p>", tagline="更新的话")
        site.scenario.take("endorse", "accept", "conclude", "establish")
        assert not Page.objects.filter(pk__in=(page.pk, syllabus.pk), live=True).exists()  # not before the commit

        deliver_pages()
        for one in (page, syllabus):
            out = type(one).objects.get(pk=one.pk)
            assert (out.live_revision_id, as_published(out)) == pinned[one.pk]
        newest = ProgrammePage.objects.get()
        assert (newest.tagline, newest.has_unpublished_changes) == ("飞起来", True)
        assert newest.get_latest_revision_as_object().tagline == "更新的话"  # nothing of it is lost

    def test_delivered_again_it_changes_nothing(self, site: Site):
        page, _ = approved(site)
        publish(page.get_latest_revision_as_object(), tagline="改正后的话")
        OutboxMessage.objects.filter(topic="approved_pages").update(delivered_at=None)
        deliver_pages()
        assert ProgrammePage.objects.get().tagline == "改正后的话"

    def test_a_programme_without_a_page_gets_a_draft_with_the_words_of_its_proposal(self, site: Site):
        site.scenario.take("submit", "endorse", "accept", "conclude", "establish")
        deliver_pages()
        page, proposal = ProgrammePage.objects.get(), site.scenario.proposal
        assert (page.live, page.get_parent().pk, page.positioning) == (
            False, site.section.pk, f"<p>{proposal.positioning}</p>",
        )  # fmt: skip
        assert [block.value["text"] for block in page.objectives] == proposal.objectives.splitlines()

    def test_a_college_without_a_section_gets_no_page_and_no_error(self, site: Site):
        scenario = Scenario()
        scenario.establish()
        deliver_pages()
        assert not ProgrammePage.objects.exists()
        assert not OutboxMessage.objects.filter(topic="approved_pages", delivered_at=None).exists()


@pytest.mark.django_db
class TestWhatIsLive:
    """What is judged changes by a further proposal, and by nothing else."""

    @pytest.fixture
    def pages(self, site: Site) -> tuple[ProgrammePage, SyllabusPage]:
        submitted(site)
        site.scenario.take("endorse", "accept", "conclude", "establish")
        publish_approved(site.scenario.proposal)
        return ProgrammePage.objects.get(), SyllabusPage.objects.get()

    @pytest.mark.parametrize(
        ("which", "field", "value"),
        [
            (0, "title", "另一标题"),
            (0, "positioning", "<p>改了主意。</p>"),
            (0, "objectives", []),
            (0, "team", ""),
            (1, "title", "另一课程"),
            (1, "goals", []),
            (1, "units", [{"type": "unit", "value": {"title": "起飞", "hours": "40", "text": ""}}]),
            (1, "assessment", []),
        ],
    )
    def test_other_words_are_refused_by_the_editor_the_schedule_and_the_database(
        self, pages: tuple[ProgrammePage, SyllabusPage], which: int, field: str, value: Any
    ):
        page, before = pages[which], as_published(pages[which])
        draft = written(page, **{field: value}).get_latest_revision()
        with pytest.raises(PublishingRefused, match="6") as refused:
            draft.publish()
        assert list(refused.value.message_dict) == [field]

        later = written(page, go_live_at=clock.now() + clock.dt.timedelta(hours=1)).get_latest_revision()
        with pytest.raises(PublishingRefused):
            later.publish()
        assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()

        with pytest.raises(IntegrityError, match="art6_5"), transaction.atomic():
            draft.as_object().save()
            hold_now()
        assert as_published(page) == before

    def test_a_statement_typed_by_hand_is_refused(self, pages: tuple[ProgrammePage, SyllabusPage]):
        page, syllabus = pages
        for statement, key in (
            ("UPDATE wagtailcore_page SET title = 'x' WHERE id = %s", page.pk),
            ("UPDATE cms_programmepage SET team = '' WHERE page_ptr_id = %s", page.pk),
            ("UPDATE cms_syllabuspage SET units = '[]' WHERE page_ptr_id = %s", syllabus.pk),
        ):
            with (
                pytest.raises(IntegrityError, match="art6_5"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, [key])
                cursor.execute(IMMEDIATELY)
        for statement in ("UPDATE cms_pinnedrevision SET held = '{}'", "DELETE FROM cms_pinnedrevision"):
            with (
                pytest.raises(IntegrityError, match="append_only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)

    def test_wording_that_was_not_judged_is_corrected_at_once(self, pages: tuple[ProgrammePage, SyllabusPage]):
        page, syllabus = pages
        written(page, tagline="更好的话", who_may_apply="<p>谁都可以</p>").get_latest_revision().publish()
        written(syllabus, abstract="更好的摘要").get_latest_revision().publish()
        hold_now()
        assert (ProgrammePage.objects.get().tagline, SyllabusPage.objects.get().abstract) == ("更好的话", "更好的摘要")

    def test_the_marks_of_the_editor_are_no_words(self, pages: tuple[ProgrammePage, SyllabusPage]):
        page, _ = pages
        marked = [{"type": "objective", "value": {"text": "能独立完成一次航拍"}, "id": "0" * 36}]
        words = JUDGED["positioning"].replace("<p>", '<p data-block-key="a1b2c">')
        written(page, positioning=words, objectives=marked).get_latest_revision().publish()
        hold_now()
        assert "data-block-key" in ProgrammePage.objects.get().positioning

    def test_a_further_proposal_changes_what_is_published(self, site: Site, pages: tuple[ProgrammePage, SyllabusPage]):
        page, _ = pages
        begin(Proposal, {}, by=actor_of(site.scenario.director.account), under=site.scenario.proposal.programme)
        written(page, positioning="<p>新的定位。</p>")
        site.scenario.take("submit", "endorse", "accept", "conclude")
        assert as_published(page)["positioning"] == JUDGED["positioning"]
        site.scenario.take("establish")
        publish_approved(site.scenario.proposal)
        hold_now()
        assert as_published(page)["positioning"] == "<p>新的定位。</p>"
        with pytest.raises(PublishingRefused):
            written(page, positioning=JUDGED["positioning"]).get_latest_revision().publish()

    def test_the_syllabus_of_a_course_that_is_not_approved_yet_stays_a_draft(
        self, site: Site, pages: tuple[ProgrammePage, SyllabusPage]
    ):
        by = actor_of(site.scenario.director.account)
        begin(Proposal, {}, by=by, under=site.scenario.proposal.programme)
        rows = rows_as_told(COURSES, site.scenario.plan)
        revise_part(
            Proposal, site.scenario.proposal.pk, "courses", [*rows, rows[0] | {"code": "NEW", "title": "新课"}], by=by
        )
        new = written(open_syllabus_page(site.scenario.plan.courses.get(code="NEW")), **SYLLABUS)
        with pytest.raises(PublishingRefused, match="第四条|Art. 4|第 4 条"):
            new.get_latest_revision().publish()
        new.live = True
        with pytest.raises(IntegrityError, match="art4"), transaction.atomic():
            new.save(clean=False)
            hold_now()

        site.scenario.take("submit", "endorse", "accept", "conclude", "establish")
        publish_approved(site.scenario.proposal)
        assert SyllabusPage.objects.get(pk=new.pk).live

    def test_what_came_back_is_pinned_anew_and_the_last_submission_is_published(self, site: Site):
        page, _ = submitted(site)
        take_step(Proposal, site.scenario.proposal.pk, "send_back", by=site.scenario.officer, reason=REASON)
        written(page, positioning="<p>第二稿。</p>")
        site.scenario.take("submit", "endorse", "accept", "conclude", "establish")
        publish_approved(site.scenario.proposal)
        assert as_published(page)["positioning"] == "<p>第二稿。</p>"
        assert PinnedRevision.objects.filter(page=page).count() == 2

    def test_a_translation_is_pinned_with_what_it_translates(self, site: Site):
        page = written(open_programme_page(site.scenario.programme), **JUDGED)
        english = page.copy_for_translation(site.home.get_translations().get().locale, copy_parents=True)
        english.title = english.draft_title = "Drones"
        english.save_revision()
        site.scenario.take("submit", "endorse", "accept", "conclude", "establish")
        publish_approved(site.scenario.proposal)
        assert ProgrammePage.objects.get(pk=english.pk).live
        with pytest.raises(PublishingRefused):
            written(english, title="Drones for everybody").get_latest_revision().publish()

    def test_revisions_that_are_pinned_outlive_a_purge(self, pages: tuple[ProgrammePage, SyllabusPage]):
        page, _ = pages
        pin = PinnedRevision.objects.get(page=page)
        for number in range(2):
            written(page, tagline=f"第{number}稿").get_latest_revision().publish()
        call_command("purge_revisions", verbosity=0)
        assert pin.revision in page.revisions.all()

    def test_the_page_editor_names_the_field_and_keeps_what_was_typed(
        self, pages: tuple[ProgrammePage, SyllabusPage], sign_in: Callable[[Any], Client]
    ):
        page, _ = pages
        editor = AccountFactory()
        editor.groups.add(ensure_school_editors())
        fields = {
            "title": page.title, "slug": page.slug, "programme": page.programme_id, "tagline": "新的话",
            "positioning": rich_text("<p>改了主意。</p>"), "objectives": streamfield([]), "team": rich_text("<p>双师团队。</p>"),
            "who_may_apply": rich_text(""), "body": streamfield([]), "comments": inline_formset([]),
        }  # fmt: skip
        posted = dict(nested_form_data(fields)) | {"action-publish": "yes"}
        desk = sign_in(editor)
        answer = desk.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted)
        told = answer.content.decode()
        kept = json.dumps("改了主意").strip('"')  # the editor of rich text reads it so
        assert (answer.status_code, kept in told.replace("&quot;", '"'), "新的话" in told) == (200, True, True)
        assert set(answer.context["form"].errors) == {"positioning", "objectives"}
        assert as_published(page)["positioning"] == JUDGED["positioning"]
        shown = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert page.programme.decision_number in shown

    def test_publishing_together_says_why_and_publishes_nothing(
        self, site: Site, pages: tuple[ProgrammePage, SyllabusPage], sign_in: Callable[[Any], Client]
    ):
        page, syllabus = pages
        written(page, team="<p>换人了。</p>")
        written(syllabus, abstract="更好的摘要")
        editor = AccountFactory()
        editor.groups.add(ensure_school_editors())
        together = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        answer = sign_in(editor).post(f"{together}?id={syllabus.pk}&id={page.pk}", follow=True)
        assert (answer.status_code, site.scenario.proposal.decision_number in answer.content.decode()) == (200, True)
        assert (as_published(page)["team"], SyllabusPage.objects.get().abstract) == (JUDGED["team"], "")

    def test_a_page_that_was_submitted_is_not_deleted(self, site: Site, sign_in: Callable[[Any], Client]):
        page, syllabus = submitted(site)
        editor = AccountFactory()
        editor.groups.add(ensure_school_editors())
        desk = sign_in(editor)
        for one in (page, syllabus):
            answer = desk.post(reverse("wagtailadmin_pages:delete", args=[one.pk]), follow=True)
            assert (answer.status_code, "随申报书提交" in answer.content.decode()) == (200, True)
        assert Page.objects.filter(pk__in=(page.pk, syllabus.pk)).count() == 2

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", '智能金融 data-block-key="包就业"'),
            ("title", '智能金融 data-block-key="abcde"'),
            ("objectives", [{"type": "objective", "value": {"text": '能独立完成一次航拍 data-block-key="abcde"'}}]),
            ("positioning", '<p>面向低空产业。 data-block-key="abcde"</p>'),
        ],
    )
    def test_words_that_look_like_the_editors_marks_are_words(
        self, pages: tuple[ProgrammePage, SyllabusPage], field: str, value: Any
    ):
        page, _ = pages
        revision = written(page, **{field: value}).get_latest_revision()
        with pytest.raises(PublishingRefused):
            revision.publish()
        with pytest.raises(IntegrityError, match="art6_5"), transaction.atomic():
            revision.as_object().save()
            hold_now()

    def test_a_draft_that_is_emptied_meanwhile_stands_against_no_gate(self, site: Site, syllabi_of_pages: None):
        for course in site.scenario.plan.courses.all():
            open_programme_page(site.scenario.programme)
            syllabus = written(open_syllabus_page(course), **SYLLABUS)
        site.scenario.take("submit")
        written(syllabus, units=[])
        assert site.scenario.take("endorse").state == "endorsed"

    def test_a_page_that_could_not_be_published_is_not_submitted(self, site: Site):
        page = written(open_programme_page(site.scenario.programme), expire_at=clock.now() + clock.dt.timedelta(days=3))
        with pytest.raises(InvalidInput, match=page.title):
            site.scenario.take("submit")
        assert (site.scenario.proposal.state, PinnedRevision.objects.count()) == ("draft", 0)

    def test_a_page_under_another_title_than_its_programmes_is_not_submitted(self, site: Site):
        written(open_programme_page(site.scenario.programme), title="更响亮的名字")
        with pytest.raises(InvalidInput, match=site.scenario.programme.title) as refused:
            site.scenario.take("submit")
        assert [fault.path for fault in refused.value.faults] == [("pages",)]

    def test_a_new_title_is_published_with_its_page(self, site: Site):
        page, _ = approved(site)
        by = actor_of(site.scenario.director.account)
        further = begin(Proposal, {}, by=by, under=site.scenario.programme)
        revise(Proposal, further.pk, {"new_title": "智能会计"}, by=by)
        with pytest.raises(InvalidInput, match="智能会计"):
            site.scenario.take("submit")
        written(page, title="智能会计", draft_title="智能会计")
        site.scenario.take("submit", "endorse", "accept", "conclude", "establish")
        deliver_pages()
        assert ProgrammePage.objects.get().title == Programme.objects.get().title == "智能会计"

    def test_a_page_that_would_go_live_later_is_not_submitted(self, site: Site):
        later = clock.now() + dt.timedelta(days=3)
        written(open_programme_page(site.scenario.programme), **JUDGED, go_live_at=later)
        with pytest.raises(InvalidInput) as refused:
            site.scenario.take("submit")
        (fault,) = refused.value.faults
        assert fault.path == ("pages",)
        assert "定时发布" in fault.message

    def test_a_page_of_a_programme_does_not_vanish(
        self, site: Site, pages: tuple[ProgrammePage, SyllabusPage], sign_in: Callable[[Any], Client]
    ):
        editor = AccountFactory()
        editor.groups.add(ensure_school_editors())
        desk = sign_in(editor)
        given = {"decision_number": "会议纪要 9"}
        programme = site.scenario.proposal.programme
        take_step(Programme, programme.pk, "suspend", by=site.scenario.approver, reason=REASON, inputs=given)
        for page in pages:
            desk.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
            desk.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'unpublish'])}?id={page.pk}")
            desk.post(
                reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
                {"view_restrictions-restriction_type": "login", "restriction_type": "login"},
            )
            with pytest.raises(PublishingRefused):
                written(page, expire_at=clock.now() + clock.dt.timedelta(days=3)).get_latest_revision().publish()
        assert Page.objects.filter(pk__in=[page.pk for page in pages], live=True, expired=False).count() == 2
        assert not PageViewRestriction.objects.exists()

    def test_a_page_stays_in_the_section_of_its_college(
        self, site: Site, pages: tuple[ProgrammePage, SyllabusPage], sign_in: Callable[[Any], Client]
    ):
        editor = AccountFactory()
        editor.groups.add(ensure_school_editors())
        elsewhere = Scenario()
        section = open_college_section(elsewhere.college, site.home)
        other = open_programme_page(elsewhere.programme)
        desk = sign_in(editor)
        for page, target in ((pages[0], section), (pages[1], other)):
            before = page.path
            desk.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))
            assert Page.objects.get(pk=page.pk).path == before
            assert page.permissions_for_user(editor).can_move_to(page.get_parent())

    @pytest.mark.parametrize("action", ["delete", "move"])
    def test_the_admins_own_interface_answers_with_a_reason(
        self, pages: tuple[ProgrammePage, SyllabusPage], sign_in: Callable[[Any], Client], action: str
    ):
        editor = AccountFactory()
        editor.groups.add(ensure_school_editors())
        address = reverse("wagtailadmin_api:pages:action", args=[pages[1].pk, action])
        answer = sign_in(editor).post(address, {"destination_page_id": 1}, content_type="application/json")
        assert 400 <= answer.status_code < 500
        assert Page.objects.filter(pk=pages[1].pk).exists()

    def test_who_judges_reads_the_pages_and_what_came_back_changed_in_them(self, site: Site):
        page, syllabus = submitted(site)
        take_step(Proposal, site.scenario.proposal.pk, "send_back", by=site.scenario.officer, reason=REASON)
        written(page, positioning="<p>第二稿。</p>")
        other = [{"type": "unit", "value": {"title": "起飞", "hours": "40", "text": ""}}]
        written(syllabus, units=other)
        proposal = site.scenario.take("submit")
        asked = """query ($id: ID!) { node(id: $id) { ... on Proposal { pages { title words { name text } }
            submissions { number differences { part title fields { name before now } } } } } }"""
        told = Visitor(site.scenario.approver).query(asked, id=id_of(proposal)).data["node"]
        words = {one["name"]: one["text"] for one in told["pages"][0]["words"]}
        assert (words["positioning"], words["objectives"]) == ("第二稿。", "能独立完成一次航拍")
        assert told["submissions"][1]["differences"] == [
            {
                "part": "pages",
                "title": page.title,
                "fields": [{"name": "positioning", "before": "面向低空产业。", "now": "第二稿。"}],
            },
            {
                "part": "pages",
                "title": syllabus.title,
                "fields": [{"name": "units", "before": "4 · 起飞", "now": "40 · 起飞"}],
            },
        ]
        shown = Officer(site.scenario.officer).look(address_of(proposal))
        assert "第二稿。" in shown
        assert "面向低空产业。" not in shown  # of a long text only that it changed


@pytest.mark.django_db
@pytest.mark.parametrize("above", [0, 1], ids=["the section", "the home page"])
def test_a_page_that_stays_does_not_vanish_with_what_is_above_it(
    site: Site, sign_in: Callable[[Any], Client], above: int
):
    approved(site)
    page = (site.section, site.home)[above]
    for actor in (site.scenario.officer, site.scenario.aao):
        office = Officer(actor).client
        office.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        office.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"})
        own = ProgrammePage.objects.get()
        office.post(reverse("wagtailadmin_pages:set_privacy", args=[own.pk]), {"restriction_type": "login"})
    page.refresh_from_db()
    assert (page.live, PageViewRestriction.objects.count()) == (True, 0)


@pytest.mark.django_db
def test_a_translation_that_nobody_judged_is_published_by_the_office_and_not_by_the_college(
    site: Site, sign_in: Callable[[Any], Client]
):
    page, _ = approved(site)
    english = page.copy_for_translation(locale("en"), copy_parents=True)
    account = Account.objects.get(pk=site.scenario.officer.account_id)
    assert page.permissions_for_user(account).can_publish()
    assert not english.permissions_for_user(account).can_publish()
    office = Account.objects.get(pk=site.scenario.aao.account_id)
    assert english.permissions_for_user(office).can_publish()
    edit = reverse("wagtailadmin_pages:edit", args=[english.pk])
    assert "action-publish" not in sign_in(account).get(edit).text
    assert "action-publish" in sign_in(office).get(edit).text
    publish(english.get_latest_revision_as_object())
    assert ProgrammePage.objects.get(pk=english.pk).permissions_for_user(account).can_publish()
