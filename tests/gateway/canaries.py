"""A college's life with a canary in everything that is not everybody's, and who may hear it sing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from django.db.models import Model
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from cms.models import PortalImage, SiteSettings
from cms.services.pages import open_programme_page, open_syllabus_page
from cms.services.sections import open_college_section
from gateway.content.node import TYPE_NAMES as CONTENT
from gateway.ids import to_global_id
from gateway.records.node import TYPE_NAMES as RECORDS
from tests.cms.factories import (
    DocumentFactory,
    ImageFactory,
    Site,
    keep_private,
    private_collection,
    publish,
    standard_page,
)
from tests.factories import CollegeFactory, Scenario, StaffFactory, courses, failed_course, officer, student
from tests.gateway.content.pages import every_block, programme_blocks
from tests.workflows.drafts import expert, start_of, texts_of
from tests.workflows.ways import DECLARED, OPINION, way_to
from workflows import clock, models
from workflows.models import (
    AnnualReview,
    Application,
    Course,
    Intake,
    Programme,
    Proposal,
    Record,
    Review,
    ReviewLink,
    StaffMember,
    Student,
    Waiver,
)
from workflows.models.decided import DecidedRecord
from workflows.models.plan import REQUIREMENTS
from workflows.models.record import kind_of
from workflows.regulation.actor import ANYONE, Actor, Role
from workflows.selectors.judging import steps_of
from workflows.selectors.notifications import own_notifications
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.notifications import mark_notification_read
from workflows.services.part_revisions import revise_part
from workflows.services.parts import write_rows
from workflows.services.refusals import Refusal
from workflows.services.waivers import ask_for_waiver

NOBODY: frozenset[str] = frozenset()
ROLES = (
    "anonymous", "applicant", "admitted", "told", "other student", "officer", "other officer", "director", "other director",
    "teacher", "aao", "approver", "expert", "bursar",
)  # fmt: skip
"""
The admitted student does not know it yet; who is told can read on a published list that she was declined.

Officer, director and teacher are of the college that recruits; the other ones of a college with a proposal.
"""
SIGNED_IN = frozenset(ROLES) - {"anonymous"}
DECIDING = frozenset({"officer", "aao"})
SCHOOL = frozenset({"aao", "approver"})
MAKERS = SCHOOL | {"officer", "director"}
OTHER_MAKERS = SCHOOL | {"other officer", "other director"}

APART = (Programme, Review, ReviewLink, Intake, Application)
OF_THE_HOUSE = [model for model in models.RECORDS if model.begins and model not in APART]
"""Kinds of record that concern nobody but those who make programmes and those who oversee them."""


CANARIES: Mapping[str, frozenset[str]] = {
    **{f"canary-{kind_of(model)}": MAKERS for model in OF_THE_HOUSE if texts_of(model)},
    **{f"canary-{kind_of(model)}-decided": MAKERS for model in OF_THE_HOUSE if issubclass(model, DecidedRecord)},
    # What is proposed
    "canary-proposed-title": OTHER_MAKERS,
    "canary-proposing-director": OTHER_MAKERS,
    "canary-proposed-course": OTHER_MAKERS,
    "canary-proposed-requirement": OTHER_MAKERS,
    "canary-draft-of-its-page": NOBODY,
    "canary-next-plan": MAKERS,
    "canary-positioning": MAKERS,
    "canary-next-title": MAKERS,
    "canary-next-title-en": MAKERS,
    "canary-next-director": MAKERS,
    "canary-building": MAKERS,
    "canary-continued": MAKERS,
    "canary-comment": SCHOOL,
    "canary-rejected": SCHOOL,
    "canary-submitted-before": SCHOOL,
    "canary-submitted-page": SCHOOL,
    "canary-expert": SCHOOL | {"expert"},
    "canary-remarks": SCHOOL | {"expert"},
    "canary-confidential": SCHOOL | {"expert"},
    "canary-reviewed": SCHOOL | {"expert"},
    "canary-not-opened-yet": SCHOOL,
    "canary-unannounced-intake": MAKERS,
    # What editors keep to themselves
    "canary-words-not-published": NOBODY,
    "canary-draft-page": NOBODY,
    "canary-below-a-draft": NOBODY,
    "canary-login-page": SIGNED_IN,
    "canary-below-login": SIGNED_IN,
    "canary-password-page": NOBODY,
    "canary-below-password": NOBODY,
    "canary-group-page": frozenset({"officer", "director"}),
    "canary-not-begun": NOBODY,
    "canary-expired": NOBODY,
    "canary-below-expired": NOBODY,
    "canary-private-image": NOBODY,
    "canary-private-document": NOBODY,
    # What students say, and what is said of them
    "canary-statement": DECIDING | {"applicant"},
    "canary-draft-statement": frozenset({"applicant"}),
    "canary-name": DECIDING | {"applicant"},
    "19911110001": frozenset({"applicant", "officer"}),
    "19911110002": frozenset({"admitted"}),
    "canary-failed-course": DECIDING | {"applicant"},
    "canary-exception": DECIDING | {"told"},
    "canary-missing": DECIDING,
    "canary-note-not-public": DECIDING,
    "canary-note-public": DECIDING | {"told"},
    "canary-refused-attempt": MAKERS,
    "canary-cancelled": MAKERS,
    # What offices say to each other
    "canary-waiver-asked": MAKERS,
    "canary-waiver-granted": MAKERS,
    "canary-other-waiver": OTHER_MAKERS,
    "canary-field-knowledge": NOBODY,
    "canary-experience": NOBODY,
}
"""Each canary, and whose ears it is for."""


class World:
    """Everything there is, made once."""

    def __init__(self) -> None:
        """Let two colleges live: one recruits, the other proposes."""
        self.site = Site()
        self.scenario, self.elsewhere = self.site.scenario, Scenario(director={"name": "canary-proposing-director"})
        self._recruit()
        self._propose()
        self._publish()
        self._keep_private()
        self.actors = self._actors()

    @cached_property
    def rows(self) -> dict[str, Model]:
        """Answer every row of every kind that has an id, by that id."""
        kinds = {**RECORDS, **CONTENT}
        rows = ((name, row) for model, name in kinds.items() for row in model._default_manager.order_by("pk"))
        return {to_global_id(name, row.pk): row for name, row in rows}

    @cached_property
    def shown(self) -> list[Model]:
        """Answer a page of every kind that everybody sees, and a course that has one."""
        return [self.site.home, self.site.section, self.page, self.syllabus, self.news, self.syllabus.course]

    @cached_property
    def paths(self) -> list[str]:
        """Answer the path of every page, seen or not."""
        below_homes = (page.url_path.strip("/").partition("/")[2] for page in Page.objects.filter(depth__gt=2))
        return sorted({"/", *(f"/{path}/" for path in below_homes)})

    @cached_property
    def redirects(self) -> list[str]:
        """Answer every path that leads elsewhere."""
        return list(Redirect.objects.values_list("old_path", flat=True))

    def _recruit(self) -> None:
        scenario = self.scenario
        director = actor_of(scenario.director.account)
        knowledge = {"field_knowledge": "canary-field-knowledge", "management_experience": "canary-experience"}
        type(scenario.director).objects.filter(pk=scenario.director.pk).update(**knowledge)
        Course.objects.filter(plan_version__programme=scenario.programme).update(credits=3)
        self._require(scenario, "方向选修")
        waiver = ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="canary-waiver-asked", by=director)
        take_step(Waiver, waiver.pk, "grant", by=scenario.aao, reason="canary-waiver-granted")
        self.page = self.site.programme_page()
        self.intake, self.published = scenario.open_intake(), scenario.open_intake()
        self._apply()
        college = (scenario.college,)
        cancelled = scenario.open_intake(
            recruits_colleges=college, recruits_entry_years=[2025], recruits_majors=["软件工程"]
        )
        take_step(Intake, cancelled.pk, "cancel", by=scenario.officer, reason="canary-cancelled")
        scenario.plan_intake(opens_at=None, closes_at=None, selection_note="canary-unannounced-intake")
        for model in OF_THE_HOUSE:
            self._begin(model)
        report = AnnualReview.objects.get()
        take_step(AnnualReview, report.pk, "submit", by=scenario.officer)
        given = {"decision_number": "会议纪要 3", "places": 30}
        take_step(AnnualReview, report.pk, "go_on", by=scenario.approver, reason="canary-continued", inputs=given)
        begin(AnnualReview, {"academic_year": 2027}, by=scenario.officer, under=scenario.programme)
        steps = [{"title": "canary-building", "starts_on": "2026-03-01", "ends_on": "2026-06-30"}]
        heir = StaffFactory(name="canary-next-director", college=CollegeFactory())
        change = {"new_title": "canary-next-title", "new_title_en": "canary-next-title-en", "new_director": heir.pk}
        words = {"positioning": "canary-positioning", **change}
        revise(Proposal, scenario.proposal.pk, words, by=scenario.officer)
        revise_part(Proposal, scenario.proposal.pk, "construction_steps", steps, by=scenario.officer)
        with suppress(Refusal):
            take_step(
                Intake, self.intake.pk, "complete_selection", by=scenario.officer, reason="canary-refused-attempt"
            )

    def _begin(self, model: type[Record]) -> None:
        """Let a record of a kind begin and wait, another one be decided; with canaries in all their texts."""
        start, canary = start_of(self.scenario, model), f"canary-{kind_of(model)}"
        texts = dict.fromkeys(texts_of(model), canary)
        start.take(given={**start.given, **texts})
        if issubclass(model, DecidedRecord):
            step = next(name for name, step in steps_of(model).items() if step.manner.is_decision)
            way_to(self.scenario, model, step).take(reason=f"{canary}-decided")

    def _require(self, scenario: Scenario, title: str) -> None:
        """Let a plan ask for its first course under a requirement of its own."""
        write_rows(REQUIREMENTS, scenario.plan, [{"title": title, "demand": "courses", "minimum": 1}])
        scenario.plan.courses.filter(position=1).update(counts_towards=title)

    def _apply(self) -> None:
        scenario, college = self.scenario, self.scenario.college
        self.applicant = student(college=college, name="canary-name", phone="19911110001")
        self.admitted = student(college=self.elsewhere.college, phone="19911110002")
        assert self.applicant.student_id is not None
        failed_course(self.applicant.student_id, ("regular", "40"), ("make_up", "80"))
        Student.objects.get(pk=self.applicant.student_id).major_results.update(course_title="canary-failed-course")
        self.told = student()
        self._application(self.intake, self.applicant, "take_up", statement="canary-statement")
        self._application(self.published, self.applicant, statement="canary-draft-statement")
        self._application(self.intake, self.admitted, "take_up", "admit", reason="canary-note-not-public")
        self._application(self.intake, student(), "take_up", "send_back", reason="canary-missing")
        self._application(self.published, self.told, "take_up", "decline", reason="canary-note-public")
        for step in ("close", "complete_selection"):
            take_step(Intake, self.published.pk, step, by=scenario.officer)
        take_step(Intake, self.published.pk, "publish", by=scenario.aao, inputs={"list_number": "2026-1"})
        self._application(self.intake, self.told, "take_up", exception="canary-exception")
        for notification in own_notifications(self.told)[:1]:
            mark_notification_read(notification.pk, by=self.told)

    def _application(
        self, intake: Intake, by: Actor, *steps: str, statement: str = "", reason: str = "", exception: str = ""
    ) -> None:
        made = begin(Application, {"statement": statement}, by=by, under=intake)
        if steps:
            take_step(Application, made.pk, "submit", by=by, reason=exception)
        for step in steps:
            told = reason if step == steps[-1] else ""
            take_step(Application, made.pk, step, by=self.scenario.officer, reason=told)

    def _propose(self) -> None:
        elsewhere = self.elsewhere
        Programme.objects.filter(pk=elsewhere.programme.pk).update(title="canary-proposed-title")
        elsewhere.write_plan(_titled("canary-proposed-course", elsewhere, credits="3"))
        self._require(elsewhere, "canary-proposed-requirement")
        director, reason = actor_of(elsewhere.director.account), "canary-other-waiver"
        granted = ask_for_waiver(elsewhere.proposal, "carries_enough_credits", reason=reason, by=director)
        take_step(Waiver, granted.pk, "grant", by=elsewhere.aao, reason=reason)
        StaffMember.objects.filter(pk=elsewhere.director.pk).update(title_level="intermediate")
        ask_for_waiver(elsewhere.proposal, "director_has_the_title", reason=reason, by=director)
        self._return_and_reject()
        open_college_section(elsewhere.college, self.site.home)
        elsewhere.programme.refresh_from_db(fields=["title"])
        draft = open_programme_page(elsewhere.programme)
        draft.tagline = "canary-draft-of-its-page"
        draft.save_revision()

    def _return_and_reject(self) -> None:
        """Let two other colleges' proposals be returned and rejected."""
        returned, rejected = Scenario(), Scenario()
        proposal, reason = returned.take("submit"), "canary-comment"
        given = {"by": returned.officer, "reason": reason, "inputs": {"courses": reason}}
        take_step(Proposal, proposal.pk, "send_back", **given)
        self._submit_again(Scenario())
        take_step(Proposal, rejected.take("submit").pk, "reject", by=rejected.officer, reason="canary-rejected")
        self._review()

    def _submit_again(self, scenario: Scenario) -> None:
        """Let a proposal come back without some words that it had when it was submitted first."""
        open_college_section(scenario.college, self.site.home)
        page = open_programme_page(scenario.programme)
        page.team = "<p>canary-submitted-page</p>"
        page.save_revision()
        for partners in ("canary-submitted-before", ""):
            revise(Proposal, scenario.proposal.pk, {"partners": partners}, by=scenario.officer)
            scenario.take("submit")
            if partners:
                by = officer(Role.COLLEGE_OFFICER, scenario.college)
                take_step(Proposal, scenario.proposal.pk, "send_back", by=by, reason="请修改")

    def _review(self) -> None:
        """Let an expert give an opinion on one proposal, and be named for another, which they have not opened."""
        self.expert = expert()
        StaffMember.objects.filter(pk=self.expert.pk).update(name="canary-expert")
        for number, words in enumerate(("canary-reviewed", "canary-not-opened-yet")):
            scenario = Scenario()
            revise(Proposal, scenario.proposal.pk, {"partners": words}, by=scenario.officer)
            scenario.officer = officer(Role.COLLEGE_OFFICER, scenario.college)
            scenario.take("submit", "endorse", "accept")
            named = begin(Review, {"expert": self.expert.pk}, by=scenario.aao, under=scenario.proposal)
            begin(ReviewLink, {"expires_on": clock.today()}, by=scenario.aao, under=named)
            opinion = OPINION | {"remarks": "canary-remarks", "confidential": "canary-confidential"}
            for step, inputs in (DECLARED, ("give", opinion)) if number == 0 else ():
                take_step(Review, named.pk, step, by=actor_of(self.expert.account), inputs=inputs)

    def _publish(self) -> None:
        site = self.site
        image, document = ImageFactory(focal_point_x=3, focal_point_y=4), DocumentFactory()
        image.focal_point_width = image.focal_point_height = 2
        image.save()
        hidden = private_collection(CollectionViewRestriction.PASSWORD)
        private_image = ImageFactory(title="canary-private-image", alt_text="canary-private-image", collection=hidden)
        private_document = DocumentFactory(title="canary-private-document", collection=hidden)
        news = standard_page(site.home, "消息", lead="一句话", show_in_menus=True)
        hidden_blocks = [
            ("picture", {"image": private_image, "alt": "", "caption": "", "preset": "content"}),
            ("document", {"title": "", "text": "", "document": private_document}),
        ]
        self.news = publish(
            news, body=hidden_blocks, hero_image=private_image, search_description="说明", seo_title="题"
        )
        publish(
            self.page, tagline="一句", positioning="<p>定位</p>", who_may_apply="<p>谁</p>", team="<p>师</p>",
            hero_image=image, objectives=[("objective", {"text": "能"})],
            body=[*every_block(image, document, news), *programme_blocks(image)],
        )  # fmt: skip
        heading = ("heading", {"text": "一节", "level": "2"})
        publish(site.section, lead="一句", introduction="<p>学院</p>", body=[heading])
        self.syllabus = publish(
            open_syllabus_page(site.course), abstract="一句", goals=[("objective", {"text": "能"})],
            units=[("unit", {"title": "一", "hours": "4", "text": "讲"})],
            assessment=[("part", {"title": "作品", "percent": 100})],
            readings=[("reading", {"title": "书", "author": "人", "publisher": "社", "isbn": "", "is_required": True})],
        )  # fmt: skip
        link = {"page": self.news, "document": None, "url": ""}
        button = ("call_to_action", {"title": "", "text": "", "label": "去", "link": link})
        publish(site.home, headline="头", lead="一句", introduction="<p>首页</p>", body=[heading], actions=[button])
        site.in_english(self.page, title="Intelligent Finance")
        self._set_up(link, image)

    def _set_up(self, link: dict[str, Any], image: PortalImage) -> None:
        settings = SiteSettings.for_site(self.site.home.get_site())
        entry = {"label": "消息", "label_en": "News", "link": link}
        settings.main_menu = [("item", {**entry, "children": [entry]})]
        for name in ("name", "slogan", "contact_office", "contact_address", "contact_phone"):
            setattr(settings, name, "微专业")
        settings.contact_email, settings.share_image = "a@example.org", image
        settings.save()
        Redirect.objects.create(old_path="/old", redirect_page=self.news)

    def _keep_private(self) -> None:
        home, soon, past = self.site.home, clock.now() + dt.timedelta(days=1), clock.now() - dt.timedelta(days=1)
        self.scenario.write_plan(_titled("canary-next-plan", self.scenario))
        self.page.tagline = "canary-words-not-published"
        self.page.save_revision()
        below_draft = standard_page(standard_page(home, "canary-draft-page"), "canary-below-a-draft")
        below_draft.get_parent().unpublish()
        for kind in (PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD):
            closed = standard_page(home, f"canary-{kind}-page")
            standard_page(closed, f"canary-below-{kind}")
            keep_private(closed, kind)
            Redirect.objects.create(old_path=f"/to-{kind}", redirect_page=closed)
        grouped = keep_private(standard_page(home, "canary-group-page"), PageViewRestriction.GROUPS)
        grouped.groups.add(self.scenario.college.editors)
        not_begun, expired = standard_page(home, "canary-not-begun"), standard_page(home, "canary-expired")
        standard_page(expired, "canary-below-expired")
        Page.objects.filter(pk=not_begun.pk).update(go_live_at=soon)
        Page.objects.filter(pk=expired.pk).update(expire_at=past)

    def _actors(self) -> dict[str, Actor]:
        scenario, elsewhere = self.scenario, self.elsewhere
        actors = {
            "anonymous": ANYONE,
            "applicant": self.applicant,
            "admitted": self.admitted,
            "told": self.told,
            "other student": student(),
            "officer": scenario.officer,
            "other officer": elsewhere.officer,
            "director": actor_of(scenario.director.account),
            "other director": actor_of(elsewhere.director.account),
            "teacher": officer(Role.TEACHER, scenario.college),
            "aao": scenario.aao,
            "approver": scenario.approver,
            "expert": actor_of(self.expert.account),
            "bursar": officer(Role.BURSAR),
        }
        assert tuple(actors) == ROLES
        return actors


def _titled(title: str, scenario: Scenario, credits: str = "2") -> list[dict[str, Any]]:
    titles = {"title": title, "title_en": title}
    return [course | titles for course in courses(6, credits, teacher=scenario.director)]
