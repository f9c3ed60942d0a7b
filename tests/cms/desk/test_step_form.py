"""Steps as forms: taken once, refused with every finding, never over somebody else's change."""

import pytest

from tests.cms.desk.asking import Officer, address_of, words_of
from tests.cms.factories import Site
from tests.factories import TO_THE_SCHOOL, Scenario, officer
from tests.workflows.ways import asked_waiver
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Application, Intake, LogEntry, Programme, Waiver
from workflows.regulation.actor import Role
from workflows.services.door import take_step
from workflows.services.outbox import deliver_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(site: Site) -> Application:
    """Answer an application under review."""
    return site.scenario.application("under_review", intake=site.scenario.open_intake())


def test_a_step_is_taken_and_leads_back_to_the_record(site: Site, application: Application):
    answer = Officer(site.scenario.officer).take(application, "admit", reason="成绩优秀")

    assert (answer.status_code, answer.headers["Location"]) == (302, address_of(application))
    entry = LogEntry.objects.filter(kind="application", record_id=application.pk).latest("ordinal")
    assert (entry.step, entry.to_state, entry.reason) == ("admit", "admitted", "成绩优秀")
    assert entry.account_id == site.scenario.officer.account_id


def test_a_double_click_acts_once(site: Site, application: Application):
    somebody = Officer(site.scenario.officer)
    form = somebody.form(application, "admit")
    answers = [somebody.send(application, "admit", form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert LogEntry.objects.filter(record_id=application.pk, kind="application", step="admit").count() == 1


def test_a_stale_page_is_told_what_changed_and_keeps_what_was_typed(site: Site, application: Application):
    somebody, colleague = Officer(site.scenario.officer), officer(Role.COLLEGE_OFFICER, site.scenario.college)
    form = somebody.form(application, "decline")
    for step in ("waitlist", "reconsider"):
        take_step(Application, application.pk, step, by=colleague, reason="名额紧张")
    with nothing_changes():
        answer = somebody.send(application, "decline", form, reason="材料不全")

    words = words_of(answer)
    assert answer.status_code == 409
    assert "没有覆盖任何内容" in words
    assert words.index("重新审核") < words.index("列入候补")
    assert "名额紧张" in words
    assert "材料不全" in answer.content.decode()
    assert Application.objects.get().state == "under_review"


def test_a_stale_page_can_be_sent_again_after_reading(site: Site, application: Application):
    somebody, colleague = Officer(site.scenario.officer), officer(Role.COLLEGE_OFFICER, site.scenario.college)
    form = somebody.form(application, "admit")
    for step in ("waitlist", "reconsider"):
        take_step(Application, application.pk, step, by=colleague, reason="名额紧张")
    assert somebody.send(application, "admit", form).status_code == 409

    assert somebody.take(application, "admit").status_code == 302
    assert Application.objects.get().state == "admitted"


def test_a_stale_page_whose_step_has_gone_offers_it_no_more(site: Site, application: Application):
    somebody, colleague = Officer(site.scenario.officer), officer(Role.COLLEGE_OFFICER, site.scenario.college)
    form = somebody.form(application, "waitlist")
    take_step(Application, application.pk, "decline", by=colleague, reason="名额紧张")
    with nothing_changes():
        answer = somebody.send(application, "waitlist", form)

    assert (answer.status_code, answer["Location"]) == (302, address_of(application))
    assert "期间有人修改了该记录" in somebody.look(address_of(application))


def test_a_reason_is_asked_for_where_the_law_wants_one(site: Site, application: Application):
    somebody = Officer(site.scenario.officer)
    with nothing_changes():
        answer = somebody.take(application, "decline", reason="   ")

    assert answer.status_code == 422
    assert 'name="reason"' in answer.content.decode()
    assert "理由 * 必需字段" in words_of(answer)


def test_a_refusal_shows_every_finding(site: Site, application: Application):
    somebody = Officer(site.scenario.officer)
    form = somebody.form(application, "admit")
    Intake.objects.filter(pk=application.intake_id).update(places=1)
    take_step(
        Application,
        site.scenario.application("under_review", intake=application.intake).pk,
        "admit",
        by=site.scenario.officer,
    )
    answer = somebody.send(application, "admit", form)

    assert answer.status_code == 422
    assert "第6(4)条" in words_of(answer)
    assert Application.objects.get(pk=application.pk).state == "under_review"
    assert LogEntry.objects.filter(outcome=LogEntry.Outcome.REFUSED, record_id=application.pk).count() == 1


def test_inputs_of_a_step_are_asked_for_and_kept(site: Site):
    intake = site.scenario.open_intake()
    for step in ("close", "complete_selection"):
        take_step(Intake, intake.pk, step, by=site.scenario.officer)
    office = Officer(site.scenario.aao)
    with nothing_changes():
        assert office.take(intake, "publish", list_number="").status_code == 422
    with nothing_changes():
        refused = office.take(intake, "publish", list_number="长" * 61)
    assert refused.status_code == 422
    assert "长" * 61 in refused.content.decode()

    assert office.take(intake, "publish", list_number="教字〔2026〕8号").status_code == 302
    assert Intake.objects.get().list_number == "教字〔2026〕8号"


def test_the_school_establishes_and_a_waiving_office_decides(site: Site):
    scenario = Scenario(courses_count=5)
    waiver = asked_waiver(scenario)
    office, school = Officer(scenario.aao), Officer(scenario.approver)

    assert office.take(waiver, "grant", reason="同意").status_code == 302
    assert Waiver.objects.get().state == "granted"
    reviewed = Scenario()
    assert school.take(reviewed.take(*TO_THE_SCHOOL), "establish", decision_number="纪要 3").status_code == 302
    assert Programme.objects.get(pk=reviewed.programme.pk).decision_number == "纪要 3"


@pytest.mark.parametrize(("step", "who"), [("withdraw", "officer"), ("submit", "officer"), ("admit", "aao")])
def test_a_step_that_is_not_ones_own_or_not_from_here_leads_back(
    site: Site, application: Application, step: str, who: str
):
    somebody = Officer(getattr(site.scenario, who))
    answer = somebody.client.get(address_of(application, step), follow=True)

    assert answer.redirect_chain[-1][0] == address_of(application)
    with only_the_refusal_is_logged():
        sent = somebody.send(application, step, {"key": "k", "version": str(application.version)})
    assert sent.status_code == 302


@pytest.mark.parametrize("step", ["nonsense", "begin", "delete"])
def test_there_is_no_other_step(site: Site, application: Application, step: str):
    somebody = Officer(site.scenario.officer)

    assert somebody.client.get(address_of(application, step)).status_code == 404
    assert somebody.client.post(address_of(application, step), {}).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {}, {"key": "", "version": "1"}, {"key": "k", "version": "x"}, {"key": "k", "version": "-1"},
        {"key": "k" * 65, "version": "1"}, {"key": "a\x00b", "version": "1"}, {"key": "k", "version": "9" * 30},
    ],
)  # fmt: skip
def test_a_form_of_nobodys_making_takes_no_step(site: Site, application: Application, form: dict[str, str]):
    somebody = Officer(site.scenario.officer)
    with nothing_changes():
        answer = somebody.send(application, "admit", form)

    assert answer.status_code in (409, 422)


@pytest.mark.parametrize("reason", ["a\x00b", "长" * 2001])
def test_a_reason_that_cannot_be_kept_is_refused_by_its_name(site: Site, application: Application, reason: str):
    somebody = Officer(site.scenario.officer)
    with nothing_changes():
        answer = somebody.take(application, "decline", reason=reason)

    assert answer.status_code == 422


def test_a_form_whose_step_is_closed_says_why_and_takes_nothing(site: Site):
    site.scenario.establish()
    intake = site.scenario.plan_intake(opens_at=None, closes_at=None)
    somebody = Officer(site.scenario.officer)
    page = somebody.client.get(address_of(intake, "open")).content.decode()

    assert " disabled>" in page
    with only_the_refusal_is_logged():
        assert somebody.take(intake, "open").status_code == 422


def test_before_an_intake_is_cancelled_it_is_said_how_many_applications_lapse(site: Site):
    scenario = site.scenario
    intake = scenario.open_intake()
    for state in ("submitted", "under_review", "draft"):
        scenario.application(state, intake=intake)
    page = Officer(scenario.officer).look(address_of(intake, "cancel"))
    assert "3 份申请将失效" in page
    assert Officer(scenario.officer).take(intake, "cancel", reason="不办了").status_code == 302
    deliver_waiting()
    assert set(Application.objects.filter(intake=intake).values_list("state", flat=True)) == {"lapsed"}
