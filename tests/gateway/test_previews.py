"""Previews: what a token shows through the live page's own document, and what it never shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from cms.models import BoundPage, ProgrammePage, SyllabusPage
from cms.previews import LASTS, Preview, preview_of
from cms.services.pages import open_programme_page, open_syllabus_page
from gateway.documents import FOLDER
from gateway.previews import HEADER
from tests.cms.desk.asking import Officer, address_of
from tests.cms.factories import Site, keep_private, locale, standard_page
from tests.cms.test_approved_pages import JUDGED, SYLLABUS, written
from tests.factories import StaffFactory
from tests.gateway.asking import Answer, Visitor
from workflows import clock
from workflows.models import Intake, OutboxMessage, Programme, Proposal, Record
from workflows.regulation.actor import Actor
from workflows.selectors.people import actor_of
from workflows.selectors.scenes import Scene
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise

DOCUMENT = (FOLDER / "programme.graphql").read_text("utf-8")


@pytest.fixture
def page(site: Site) -> ProgrammePage:
    """Answer the page of a programme that nobody has approved, as its makers have written it."""
    page = written(open_programme_page(site.scenario.programme), **JUDGED, tagline="飞起来")
    written(open_syllabus_page(site.course), **SYLLABUS)
    assert isinstance(page, ProgrammePage)
    return page


def asked(page: ProgrammePage, token: str | None, query: str = DOCUMENT, **variables: Any) -> Answer:
    headers = {HEADER: token} if token is not None else {}
    path = f"/{page.get_parent().slug}/{page.slug}/"
    return Visitor().post({"query": query, "variables": {"path": path, **variables}}, **headers)


def shown(page: ProgrammePage, scene: Scene = Scene.NOW, on: dt.date | None = None) -> Any:
    return asked(page, Preview.begun(page.pk).moved(scene, on).token).data["page"]


class TestBundle:
    """Page, plan, fee, syllabi and buttons of a programme that is still proposed."""

    def test_without_the_token_there_is_nothing(self, page: ProgrammePage):
        assert asked(page, None).data["page"] is None

    def test_with_it_there_is_all_that_approval_would_show(self, page: ProgrammePage, site: Site):
        found = shown(page)
        assert found["tagline"] == "飞起来"
        assert found["positioning"]["html"] == "<p>面向低空产业。</p>"
        programme = found["programme"]
        assert (programme["state"], programme["decision"]["number"]) == ("ESTABLISHED", "（待定）")
        assert programme["plan"]["totalCredits"] == "12"
        assert programme["fee"] == {"amount": "1800.00", "currency": "CNY"}
        assert [bool(course["syllabus"]) for course in programme["plan"]["courses"]].count(True) == 1
        assert programme["director"]["name"] == site.scenario.director.name

    def test_nothing_is_written(self, page: ProgrammePage):
        before = [*Programme.objects.values()], [*Proposal.objects.values()], OutboxMessage.objects.count()
        for scene in Scene:
            shown(page, scene)
        assert before == ([*Programme.objects.values()], [*Proposal.objects.values()], OutboxMessage.objects.count())
        assert not Intake.objects.exists()
        assert not ProgrammePage.objects.get().live

    @pytest.mark.parametrize(
        ("scene", "status"),
        [
            (Scene.NOW, "OPENS_LATER"),
            (Scene.BEFORE_OPENING, "OPENS_LATER"),
            (Scene.OPEN, "OPEN"),
            (Scene.LAST_DAY, "OPEN"),
            (Scene.FULL, "CLOSED"),
            (Scene.CLOSED, "CLOSED"),
            (Scene.SUSPENDED, "SUSPENDED"),
        ],
    )
    def test_the_button_is_what_the_scene_makes_it(self, page: ProgrammePage, scene: Scene, status: str):
        assert shown(page, scene)["programme"]["recruitment"]["status"] == status

    def test_a_chosen_day_moves_the_calendar(self, page: ProgrammePage):
        def on(days: int) -> str:
            found = shown(page, on=clock.today() + dt.timedelta(days=days))
            return str(found["programme"]["recruitment"]["status"])

        assert [on(1), on(7), on(20), on(21)] == ["OPENS_LATER", "OPEN", "OPEN", "CLOSED"]

    def test_every_place_taken_is_told_as_the_list_would_tell_it(self, page: ProgrammePage):
        query = """query($path: String!) { page(path: $path) { ... on ProgrammePage { programme {
            intakes { state places placesTaken } } } } }"""
        token = Preview.begun(page.pk).moved(Scene.FULL, None).token
        (intake,) = asked(page, token, query).data["page"]["programme"]["intakes"]
        assert intake["state"] == "PUBLISHED"
        assert intake["placesTaken"] == intake["places"] > 0

    def test_what_a_further_proposal_changes_is_shown_with_it(self, page: ProgrammePage, site: Site):
        site.scenario.establish()
        heir, by = StaffFactory(college=site.scenario.college), actor_of(site.scenario.director.account)
        further = begin(Proposal, {}, by=by, under=site.scenario.programme)
        revise(Proposal, further.pk, {"new_title": "智能会计", "new_director": heir.pk}, by=by)
        query = "query($path: String!) { page(path: $path) { ... on ProgrammePage { programme { title director { name }"
        token = Preview.begun(page.pk).token
        programme = asked(page, token, f"{query} plan {{ number }} }} }} }} }}").data["page"]["programme"]
        assert programme == {"title": "智能会计", "director": {"name": heir.name}, "plan": {"number": 2}}

    def test_what_was_submitted_stands_while_the_makers_write_on(self, page: ProgrammePage, site: Site):
        site.scenario.take("submit")
        written(page, tagline="改了主意")
        as_submitted = Preview.begun(page.pk, is_as_submitted=True).token
        assert asked(page, as_submitted).data["page"]["tagline"] == "飞起来"
        assert shown(page)["tagline"] == "改了主意"

    def test_a_link_to_what_was_submitted_ends_when_that_is_written_again(self, page: ProgrammePage, site: Site):
        site.scenario.take("submit")
        token = Preview.begun(page.pk, is_as_submitted=True).token
        assert asked(page, token).data["page"]
        take_step(Proposal, site.scenario.proposal.pk, "send_back", by=site.scenario.officer, reason="请修改")
        written(page, tagline="不该被看到的草稿")
        assert asked(page, token).codes == ["PREVIEW_ENDED"]

    def test_after_a_list_was_published_the_next_intake_is_played(self, page: ProgrammePage, site: Site):
        scenario = site.scenario
        scenario.establish()
        intake = scenario.open_intake()
        with clock.moved_to(intake.closes_at):
            take_step(Intake, intake.pk, "close", by=scenario.officer)
        take_step(Intake, intake.pk, "complete_selection", by=scenario.officer)
        take_step(Intake, intake.pk, "publish", by=scenario.aao, inputs={"list_number": "1"})
        for scene, status in ((Scene.NOW, "CLOSED"), (Scene.OPEN, "OPEN"), (Scene.BEFORE_OPENING, "OPENS_LATER")):
            found = shown(page, scene)["programme"]
            assert found["recruitment"]["status"] == status
            assert len(found["intakes"]) == 1 + (scene is not Scene.NOW)

    @pytest.mark.parametrize("days", [3, 60])
    @pytest.mark.parametrize(
        ("scene", "status", "state"),
        [
            (Scene.BEFORE_OPENING, "OPENS_LATER", "PLANNED"),
            (Scene.OPEN, "OPEN", "OPEN"),
            (Scene.LAST_DAY, "OPEN", "OPEN"),
            (Scene.CLOSED, "CLOSED", "CLOSED"),
        ],
    )
    def test_a_scene_on_a_chosen_day_is_still_that_scene(
        self, page: ProgrammePage, scene: Scene, status: str, state: str, days: int
    ):
        programme = shown(page, scene, clock.today() + dt.timedelta(days=days))["programme"]
        assert (programme["recruitment"]["status"], programme["intakes"][0]["state"]) == (status, state)

    def test_an_intake_that_could_not_be_opened_is_not_open_as_it_stands(self, page: ProgrammePage, site: Site):
        site.scenario.establish()
        intake = site.scenario.plan_intake(academic_year=2027, opens_at=clock.now() + dt.timedelta(minutes=1))
        with clock.moved_to(intake.opens_at + dt.timedelta(days=1)):
            assert shown(page)["programme"]["intakes"][0]["state"] == "PLANNED"

    def test_the_pane_takes_no_mode_that_there_is_not(self, page: ProgrammePage):
        assert page.make_preview_request(preview_mode="nonsense").status_code == 200

    def test_other_pages_of_a_section_that_is_not_out_stay_withheld(self, page: ProgrammePage, site: Site):
        notice = standard_page(site.section, "内部公告")
        site.section.unpublish()
        query = "query($path: String!) { page(path: $path) { title } }"
        token = Preview.begun(page.pk).token
        path = f"/{site.section.slug}/{notice.slug}/"
        answer = Visitor().post({"query": query, "variables": {"path": path}}, **{HEADER: token})
        assert (answer.data["page"], shown(page)["tagline"]) == (None, "飞起来")


class TestToken:
    """It opens one page for an hour, reads only, and fails always in the same way."""

    def bad(self, page: ProgrammePage) -> list[str]:
        good = Preview.begun(page.pk).token
        with clock.moved_to(clock.now() - LASTS):
            ended = Preview.begun(page.pk).token
        return ["x", good[:-1], good.replace(":", ".", 1), f"{good} ", ended, Preview.begun(10**9).token,
                signing.dumps({"p": page.pk}), "\x00", "语"]  # fmt: skip

    def test_every_other_one_fails_alike(self, page: ProgrammePage):
        answers = [asked(page, token) for token in self.bad(page) if token.isascii() and token.isprintable()]
        assert {(answer.status, answer.text) for answer in answers} == {(403, answers[0].text)}
        assert answers[0].codes == ["PREVIEW_ENDED"]

    def test_the_page_of_a_bad_one_is_always_the_same(self, page: ProgrammePage):
        found = [Client().get(reverse("preview", args=[token])) for token in self.bad(page)]
        assert {(answer.status_code, answer.content) for answer in found} == {(404, found[0].content)}

    def test_it_reads_and_does_nothing_else(self, page: ProgrammePage):
        deed = 'mutation { submitProposal(input: {id: "x", expectedVersion: 1}) { __typename } }'
        token = Preview.begun(page.pk).token
        assert asked(page, token, deed, path=None).codes == ["PREVIEW_READS"]

    def test_it_shows_no_draft_of_another_page(self, page: ProgrammePage, site: Site):
        token = Preview.begun(site.home.pk).token
        assert asked(page, token).data["page"] is None

    def test_whoever_asks_is_nobody_in_it(self, page: ProgrammePage, site: Site):
        visitor = Visitor(site.scenario.officer)
        answer = visitor.post({"query": "{ viewer { name } }"}, **{HEADER: Preview.begun(page.pk).token})
        assert answer.data["viewer"] is None

    def test_no_cache_keeps_it(self, page: ProgrammePage):
        headers = {HEADER: Preview.begun(page.pk).token}
        answer = Client().get("/graphql/", {"query": "{ homePage { title } }"}, headers=headers)
        assert answer["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer
        assert HEADER in Client().get("/graphql/", {"query": "{ homePage { title } }"})["Vary"]

    def test_a_private_section_stays_private(self, page: ProgrammePage):
        keep_private(page.get_parent())
        assert asked(page, Preview.begun(page.pk).token).data["page"] is None


class TestPage:
    """The portal's own page of a preview, for those who have no frontend at hand."""

    def opened(self, page: BoundPage, scene: Scene = Scene.NOW) -> Any:
        return Client().get(reverse("preview", args=[Preview.begun(page.pk).moved(scene, None).token]))

    def test_it_is_drawn_from_the_answer(self, page: ProgrammePage, site: Site):
        answer = self.opened(page, Scene.LAST_DAY)
        for told in (
            "飞起来",
            "面向低空产业。",
            "能独立完成一次航拍",
            "1800.00",
            site.course.code,
            "起飞",
            'data-status="OPEN"',
        ):
            assert told in answer.text
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-store", "no-referrer")

    def test_another_scene_is_another_address_that_ends_at_the_same_time(self, page: ProgrammePage):
        preview = Preview.begun(page.pk)
        address = reverse("preview", args=[preview.token])
        moved = Client().get(address, {"scene": "suspended", "on": "2027-03-01"})
        assert preview_of(moved["Location"].split("/")[-2]) == Preview(
            page.pk, False, preview.ends_at, Scene.SUSPENDED, dt.date(2027, 3, 1)
        )

    @pytest.mark.parametrize(
        "given",
        [
            {"scene": "nonsense"},
            {"scene": "now", "on": "32"},
            {"scene": "now", "on": "0001-01-01"},
            {"scene": "now", "on": "9999-12-31"},
            {"on": "2027-01-01"},
            {"x": "\x00"},
        ],
    )
    def test_an_odd_scene_is_named_and_the_preview_stays(self, page: ProgrammePage, given: dict[str, str]):
        answer = Client().get(reverse("preview", args=[Preview.begun(page.pk).token]), given)
        assert (answer.status_code, 'role="alert"' in answer.text, "飞起来" in answer.text) == (200, True, True)

    @pytest.mark.parametrize("day", [dt.date(2000, 1, 1), dt.date(2100, 12, 31)])
    def test_it_plays_on_any_day_of_our_time(self, page: ProgrammePage, day: dt.date):
        token = Preview.begun(page.pk).moved(Scene.NOW, day).token
        assert "1800.00" in Client().get(reverse("preview", args=[token])).text
        assert asked(page, token).data["page"]["programme"]["fee"]["amount"] == "1800.00"

    def test_a_page_in_english_is_told_in_english(self, page: ProgrammePage):
        english = page.copy_for_translation(locale("en"), copy_parents=True)
        text = self.opened(english).text
        assert "Training plan" in text
        assert 'lang="en"' in text

    def test_a_page_of_another_kind_is_shown_by_its_prose(self, page: ProgrammePage):
        syllabus = SyllabusPage.objects.get()
        assert "起飞" in self.opened(syllabus).text

    def test_a_private_section_says_so(self, page: ProgrammePage):
        keep_private(page.get_parent())
        assert "alert" in self.opened(page).text

    def test_the_frontend_is_offered_where_it_takes_previews(self, page: ProgrammePage, settings: Any):
        settings.PORTAL_FRONTEND_URL, settings.PORTAL_PREVIEW_PATH = "https://www.school.example", "/preview"
        assert "https://www.school.example/preview?path=%2F" in self.opened(page).text


def test_who_has_only_the_schema_asks_for_one(page: ProgrammePage, site: Site):
    query = "{ programmes(first: 1) { nodes { code preview { token path address endsAt } } } }"
    (found,) = Visitor(site.scenario.officer).post({"query": query}).data["programmes"]["nodes"]
    preview = found["preview"]
    variables = {"path": preview["path"]}
    answer = Visitor().post({"query": DOCUMENT, "variables": variables}, **{HEADER: preview["token"]})
    assert answer.data["page"]["tagline"] == "飞起来"
    assert Client().get("/" + preview["address"].split("/", 3)[3]).status_code == 200


class TestFromTheDesk:
    """A button leads there, for those who work on the programme or look at its proposal."""

    def begun(self, actor: Actor, record: Record) -> Preview | None:
        office = Officer(actor).client
        address = address_of(record, "preview")
        is_offered = f'href="{address}"' in office.get(address_of(record)).text
        found = office.get(address)
        assert (found.status_code == 302) is is_offered
        return preview_of(found["Location"].split("/")[-2]) if is_offered else None

    def test_who_makes_it_begins_with_the_drafts(self, page: ProgrammePage, site: Site):
        for record in (site.scenario.programme, site.scenario.proposal):
            preview = self.begun(site.scenario.officer, record)
            assert preview
            assert (preview.page, preview.is_as_submitted) == (page.pk, False)

    def test_who_looks_at_a_proposal_begins_with_what_was_submitted(self, page: ProgrammePage, site: Site):
        site.scenario.take("submit")
        preview = self.begun(site.scenario.aao, site.scenario.proposal)
        assert preview
        assert preview.is_as_submitted

    def test_an_office_that_judges_begins_from_the_programme_with_what_was_submitted(
        self, page: ProgrammePage, site: Site
    ):
        site.scenario.take("submit")
        for actor, is_as_submitted in ((site.scenario.aao, True), (site.scenario.officer, False)):
            preview = self.begun(actor, site.scenario.programme)
            assert preview
            assert preview.is_as_submitted is is_as_submitted

    def test_a_proposal_that_is_over_has_none(self, page: ProgrammePage, site: Site):
        take_step(Proposal, site.scenario.proposal.pk, "withdraw", by=site.scenario.officer)
        assert self.begun(site.scenario.officer, site.scenario.proposal) is None

    def test_a_programme_without_a_page_has_none(self, site: Site):
        assert self.begun(site.scenario.officer, site.scenario.programme) is None


class TestEditor:
    """Wagtail's pane shows what is being typed, in the scene that its list of modes names."""

    def test_what_is_typed_is_shown_with_the_plan_and_saved_nowhere(self, page: ProgrammePage):
        typed = page.get_latest_revision_as_object()
        typed.tagline = "还没有保存"
        shown = typed.make_preview_request(preview_mode="last_day")
        assert "还没有保存" in shown.text
        assert 'data-status="OPEN"' in shown.text
        assert page.get_latest_revision_as_object().tagline == "飞起来"

    def test_its_modes_are_the_scenes(self, page: ProgrammePage):
        assert [mode for mode, _ in page.preview_modes] == [scene.value for scene in Scene]


@pytest.mark.parametrize("name", ["programmes", "search", "rulebook", "viewer"])
def test_every_other_document_is_answered_too(page: ProgrammePage, name: str):
    text = (FOLDER / f"{name}.graphql").read_text("utf-8")
    headers = {HEADER: Preview.begun(page.pk).token}
    variables = {"text": "智能"} if name == "search" else {}
    answer = Visitor().post({"query": text, "variables": variables}, **headers)
    assert "errors" not in answer.body
    if name == "programmes":
        assert [node["code"] for node in answer.data["programmes"]["nodes"]] == [page.programme.code]
