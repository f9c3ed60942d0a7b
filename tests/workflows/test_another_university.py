"""Another university's measures are obeyed at the door: another file, and not a line of code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories import Scenario, StudentFactory, courses, edition, failed_course, student
from tests.workflows.regulation.editions import RIVERSIDE
from tests.workflows.witness import only_the_refusal_is_logged
from workflows import clock
from workflows.models import Application, Intake, LogEntry, Programme, RulebookEdition, Waiver
from workflows.regulation.actor import Actor
from workflows.regulation.finding import Finding, Need, Settlement
from workflows.regulation.verdict import Outcome
from workflows.rules.students import Level
from workflows.selectors.judging import StepFromHere, steps_from_here
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.refusals import StepRefused
from workflows.services.waivers import ask_for_waiver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def riverside(db: None) -> RulebookEdition:
    """Let Riverside's edition be the only one in force."""
    return edition(RIVERSIDE.read_text("utf-8"))


def refused_by(deed: Any, *args: Any, **how: Any) -> dict[str, Finding]:
    """Answer the findings for which a deed is refused, by rule."""
    with pytest.raises(StepRefused) as refused:
        deed(*args, **how)
    return {finding.rule: finding for finding in refused.value.findings if finding.blocks}


def freshman(**fields: Any) -> Actor:
    """Answer a student in her first year, whom Riverside recruits."""
    return student(**({"entry_year": 2026, "expected_graduation_on": dt.date(2027, 1, 31)} | fields))


def intake(**fields: Any) -> tuple[Scenario, Intake]:
    """Answer an open intake with the people around it."""
    scenario = Scenario()
    return scenario, scenario.open_intake(**fields)


class TestAPlan:
    def test_of_many_courses_and_credits_is_established_since_there_is_no_maximum(self) -> None:
        assert Scenario(courses_count=12, credits="4").establish().state == Programme.State.ESTABLISHED

    def test_of_five_courses_is_enough(self) -> None:
        assert Scenario(courses_count=5, credits="2").establish().state == Programme.State.ESTABLISHED

    def test_of_four_courses_needs_a_waiver_of_the_school(self) -> None:
        scenario = Scenario(courses_count=4, credits="2")
        with only_the_refusal_is_logged():
            (finding,) = refused_by(scenario.establish).values()
        assert (finding.rule, finding.article, finding.need) == ("offers_enough_courses", "2(1)", Need.WAIVER)
        assert finding.message("zh") == "培养方案有 4 门课程，原则上不少于 5 门。"

    def test_of_four_courses_is_established_under_a_waiver_that_the_school_granted(self) -> None:
        scenario = Scenario(courses_count=4, credits="2")
        asker = actor_of(scenario.director.account)
        waiver = ask_for_waiver(scenario.proposal, "offers_enough_courses", reason="四门大课", by=asker)
        assert waiver.decided_by_role == "school_approver"
        take_step(Waiver, waiver.pk, "grant", by=scenario.approver, reason="同意")
        assert scenario.establish().state == Programme.State.ESTABLISHED

    def test_of_seven_and_a_half_credits_is_refused_and_nobody_can_waive_it(self) -> None:
        scenario = Scenario(courses_count=5, credits="1.5")
        with only_the_refusal_is_logged():
            (finding,) = refused_by(scenario.establish).values()
        assert (finding.rule, finding.need) == ("carries_enough_credits", Need.CHANGE)

    def test_without_a_teacher_is_established_with_a_reason(self) -> None:
        scenario = Scenario()
        scenario.write_plan(courses(6, "2", teacher=None))
        with only_the_refusal_is_logged():
            (finding,) = refused_by(scenario.establish).values()
        assert (finding.rule, finding.need) == ("team_covers_every_course", Need.REASON)
        assert scenario.establish(reason="教师九月到岗").state == Programme.State.ESTABLISHED

    def test_may_bear_the_name_of_a_major(self) -> None:
        scenario = Scenario()
        StudentFactory(major=scenario.programme.title)
        assert scenario.establish().state == Programme.State.ESTABLISHED


class TestADirector:
    def test_with_a_doctorate_needs_no_title(self) -> None:
        director = {"title_level": "none", "degree": "doctor"}
        assert Scenario(director=director).establish().state == Programme.State.ESTABLISHED

    def test_with_neither_is_refused_in_words_and_not_in_codes(self) -> None:
        scenario = Scenario(director={"title_level": "associate_senior", "degree": "master", "name": "王老师"})
        with only_the_refusal_is_logged():
            (finding,) = refused_by(scenario.establish).values()
        assert finding.need is Need.CHANGE
        assert finding.message("zh") == "王老师是副高级职称、硕士学位，应有正高级职称或博士学位。"
        assert finding.message("en") == (
            "王老师 is associate senior and master; the title senior or the degree doctor is required."
        )

    def test_need_not_have_managed_teaching(self) -> None:
        director = {"title_level": "senior", "management_experience": "", "field_knowledge": ""}
        assert Scenario(director=director).establish().state == Programme.State.ESTABLISHED


class TestAnIntake:
    def test_of_eighteen_months_opens(self) -> None:
        _, opened = intake(class_starts_on=dt.date(2026, 12, 31), class_ends_on=dt.date(2028, 6, 30))
        assert opened.state == Intake.State.OPEN

    def test_of_a_day_more_is_refused_and_nobody_can_waive_it(self) -> None:
        scenario = Scenario()
        scenario.establish()
        planned = scenario.plan_intake(class_starts_on=dt.date(2026, 12, 31), class_ends_on=dt.date(2028, 7, 1))
        with only_the_refusal_is_logged():
            (finding,) = refused_by(take_step, Intake, planned.pk, "open", by=scenario.officer).values()
        assert (finding.article, finding.need, finding.facts["latest_end_on"]) == ("4(2)", Need.CHANGE, "2028-06-30")

    def test_of_a_suspended_programme_takes_nobody_although_no_clause_says_so(self) -> None:
        scenario, opened = intake()
        draft = scenario.application("draft", intake=opened, by=(applicant := freshman()))
        take_step(
            Programme,
            scenario.programme.pk,
            "suspend",
            by=scenario.approver,
            reason="师资不足",
            inputs={"decision_number": "会议纪要 2026-9"},
        )
        with only_the_refusal_is_logged():
            (finding,) = refused_by(take_step, Application, draft.pk, "submit", by=applicant).values()
        assert (finding.rule, finding.article) == ("programme_recruits", "")
        assert finding.message("zh") == "该微专业目前不招生。"


class TestAStudent:
    def test_in_her_first_year_applies(self) -> None:
        scenario, opened = intake()
        assert scenario.application("submitted", intake=opened, by=freshman()).state == Application.State.SUBMITTED

    @pytest.mark.parametrize(
        ("who", "said"),
        [
            ({"entry_year": 2024}, "Year 3 of a bachelor is not recruited, but 1, 2."),
            (
                {"level": Level.UPGRADE, "programme_years": 2},
                "Year 1 of a upgrade from a diploma is not recruited, but none.",
            ),
        ],
        ids=["third year", "upgrade"],
    )
    def test_in_another_year_does_not(self, who: dict[str, Any], said: str) -> None:
        scenario, opened = intake()
        draft = scenario.application("draft", intake=opened, by=(applicant := freshman(**who)))
        with only_the_refusal_is_logged():
            (finding,) = refused_by(take_step, Application, draft.pk, "submit", by=applicant).values()
        assert (finding.article, finding.message("en")) == ("5(1)", said)

    def test_may_graduate_before_the_class_ends(self) -> None:
        scenario, opened = intake()
        applicant = freshman(expected_graduation_on=clock.today())
        assert scenario.application("submitted", intake=opened, by=applicant).state == Application.State.SUBMITTED

    def test_on_leave_applies_too_since_no_clause_asks(self) -> None:
        scenario, opened = intake()
        assert scenario.application("submitted", intake=opened, by=freshman(status="on_leave")).submitted_at

    def test_who_once_failed_one_course_is_borne_with(self) -> None:
        scenario, opened = intake()
        applicant = freshman()
        failed_course(applicant.student_id or 0, ("regular", "40"), ("make_up", "70"), code="A")
        assert scenario.application("submitted", intake=opened, by=applicant).submitted_at

    def test_who_once_failed_two_is_not_although_both_were_passed_since(self) -> None:
        scenario, opened = intake()
        applicant = freshman()
        for code in ("A", "B"):
            failed_course(applicant.student_id or 0, ("regular", "40"), ("make_up", "70"), code=code)
        draft = scenario.application("draft", intake=opened, by=applicant)
        with only_the_refusal_is_logged():
            (finding,) = refused_by(take_step, Application, draft.pk, "submit", by=applicant).values()
        assert (finding.rule, finding.facts["failed_count"]) == ("major_has_no_failed_course", 2)


class TestApplications:
    def test_two_in_a_semester_are_allowed_and_the_third_is_not_whatever_the_reason(self) -> None:
        applicant = freshman()
        for _ in range(2):
            scenario, opened = intake()
            scenario.application("submitted", intake=opened, by=applicant)
        scenario, opened = intake()
        draft = scenario.application("draft", intake=opened, by=applicant)
        with only_the_refusal_is_logged():
            (finding,) = refused_by(
                take_step, Application, draft.pk, "submit", by=applicant, reason="我很想学"
            ).values()
        assert (finding.rule, finding.need) == ("student_has_an_application_left", Need.CHANGE)
        assert finding.facts == {"applications": 2, "maximum": 2, "period": "2026-2027/1"}

    def test_of_the_next_semester_are_counted_anew(self) -> None:
        applicant = freshman()
        for _ in range(2):
            scenario, opened = intake()
            scenario.application("submitted", intake=opened, by=applicant)
        with clock.moved_to(dt.datetime(2027, 2, 20, tzinfo=clock.SCHOOL_ZONE)):
            scenario, opened = intake()
            third = scenario.application("submitted", intake=opened, by=applicant)
        assert (third.period, third.period_ordinal, third.period_limit) == ("2026-2027/2", 1, 2)

    def test_of_the_first_semester_are_those_until_the_day_before_the_second(self) -> None:
        with clock.moved_to(dt.datetime(2027, 2, 19, 23, 59, tzinfo=clock.SCHOOL_ZONE)):
            scenario, opened = intake()
            assert scenario.application("submitted", intake=opened, by=freshman()).period == "2026-2027/1"


class TestMicroMajors:
    def test_two_are_studied_at_a_time_and_to_the_third_nobody_is_admitted(self) -> None:
        applicant = freshman()
        titles = []
        for _ in range(2):
            scenario, opened = intake()
            scenario.application("admitted", intake=opened, by=applicant)
            titles.append(scenario.programme.title)
        with clock.moved_to(dt.datetime(2027, 2, 22, 10, tzinfo=clock.SCHOOL_ZONE)):
            scenario, opened = intake()
            third = scenario.application("under_review", intake=opened, by=applicant)
            with only_the_refusal_is_logged():
                (finding,) = refused_by(take_step, Application, third.pk, "admit", by=scenario.officer).values()
        assert finding.rule == "student_has_no_other_in_progress"
        assert sorted(finding.facts["in_progress"]) == titles

    def test_two_in_progress_are_numbered_for_the_database(self) -> None:
        applicant = freshman()
        numbers = []
        for _ in range(2):
            scenario, opened = intake()
            admitted = scenario.application("admitted", intake=opened, by=applicant)
            numbers.append((admitted.progress_ordinal, admitted.progress_limit))
        assert numbers == [(1, 2), (2, 2)]


def submission_of(scenario: Scenario) -> StepFromHere:
    proposal = scenario.proposal
    steps = steps_from_here([proposal], by=actor_of(scenario.director.account))[proposal.pk]
    return next(step for step in steps if step.step.name == "submit")


class TestTheReader:
    def test_is_told_the_articles_and_words_of_her_own_university(self) -> None:
        scenario = Scenario(courses_count=4, credits="1", director={"title_level": "none", "degree": "none"})
        step = submission_of(scenario)
        unmet = {finding.article: finding.wording for finding in step.findings if finding.verdict is Outcome.NOT_MET}
        assert unmet == {"2(1)": "原则上不少于 5 门", "2(2)": "不得少于 8 学分", "3": "应有正高级职称或者博士学位"}

    def test_is_asked_no_rule_that_the_edition_leaves_out(self) -> None:
        scenario = Scenario()
        step = submission_of(scenario)
        asked = {finding.rule for finding in step.findings}
        assert asked == {
            "offers_enough_courses",
            "carries_enough_credits",
            "team_covers_every_course",
            "director_has_the_title",
            "requirements_can_be_met",  # holds unsaid
            "programme_is_not_revoked",  # as this one
        }

    def test_finds_in_the_log_the_reason_that_settled_a_usual_clause(self) -> None:
        scenario = Scenario()
        scenario.write_plan(courses(6, "2", teacher=None))
        scenario.establish(reason="教师九月到岗")
        entry = LogEntry.objects.get(kind="proposal", step="establish", outcome="taken")
        settled = {finding["rule"]: finding["settled_by"] for finding in entry.findings if finding["settled_by"]}
        assert (entry.reason, settled) == ("教师九月到岗", {"team_covers_every_course": Settlement.REASON})
