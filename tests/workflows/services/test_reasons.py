"""Where the measures say 一般, or do not say, whoever decides goes on by recording a reason."""

from __future__ import annotations

import pytest

from tests.factories import Scenario, failed_course, student
from tests.workflows.witness import only_the_refusal_is_logged
from workflows.models import Application, LogEntry
from workflows.regulation.finding import Need
from workflows.services.door import take_step
from workflows.services.refusals import StepRefused

pytestmark = pytest.mark.django_db


def finding_in_the_log(application: Application, rule: str) -> dict[str, object]:
    entry = LogEntry.objects.filter(kind="application", record_id=application.pk).latest("ordinal")
    (finding,) = (finding for finding in entry.findings if finding["rule"] == rule)
    return finding


def needs_of(refused: StepRefused) -> dict[str, Need]:
    return {finding.rule: finding.need for finding in refused.findings if finding.blocks}


def test_a_second_application_of_the_year_is_refused_without_a_reason():
    scenario, applicant = Scenario(), student()
    scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    second = scenario.application(intake=scenario.open_intake(), by=applicant)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Application, second.pk, "submit", by=applicant)
    assert needs_of(refused.value) == {"student_has_an_application_left": Need.REASON}


def test_a_second_application_of_the_year_passes_with_a_reason_that_is_kept():
    scenario, applicant = Scenario(), student()
    scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    second = scenario.application(intake=scenario.open_intake(), by=applicant)

    submitted = take_step(Application, second.pk, "submit", by=applicant, reason="第一志愿已满")

    assert (submitted.period, submitted.period_ordinal, submitted.period_limit) == ("2026-2027", 2, 1)
    assert submitted.exception_reason == "第一志愿已满"
    finding = finding_in_the_log(submitted, "student_has_an_application_left")
    assert (finding["verdict"], finding["settled_by"], finding["strength"]) == ("not_met", "reason", "usual")


def test_a_reason_does_not_help_where_the_measures_are_firm():
    scenario = Scenario()
    applicant = student(entry_year=2026)
    application = scenario.application(intake=scenario.open_intake(), by=applicant)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Application, application.pk, "submit", by=applicant, reason="我很想学习")
    assert needs_of(refused.value) == {"student_is_in_an_eligible_year": Need.CHANGE}


def test_a_question_passes_the_student_and_waits_for_the_officer():
    scenario = Scenario()
    applicant = student(entry_year=2022, programme_years=5)  # a fifth year, of which the measures do not speak
    application = scenario.application("under_review", intake=scenario.open_intake(), by=applicant)

    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Application, application.pk, "admit", by=scenario.officer)
    assert needs_of(refused.value) == {"student_is_in_an_eligible_year": Need.REASON}

    admitted = take_step(Application, application.pk, "admit", by=scenario.officer, reason="五年制，可以修读")
    finding = finding_in_the_log(admitted, "student_is_in_an_eligible_year")
    assert (finding["verdict"], finding["settled_by"]) == ("cannot_tell", "reason")


def test_a_deferred_exam_is_a_question_and_no_refusal():
    scenario, applicant = Scenario(), student()
    failed_course(applicant.student_id, ("deferred", None))
    submitted = scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    finding = finding_in_the_log(submitted, "major_has_no_failed_course")
    assert (finding["verdict"], finding["settled_by"]) == ("cannot_tell", None)


def test_a_reason_given_without_need_settles_nothing():
    scenario = Scenario()
    application = scenario.application("under_review", intake=scenario.open_intake())
    admitted = take_step(Application, application.pk, "admit", by=scenario.officer, reason="成绩优秀")
    entry = LogEntry.objects.get(kind="application", record_id=admitted.pk, record_version=admitted.version)
    assert {finding["settled_by"] for finding in entry.findings} == {None}
    assert entry.reason == "成绩优秀"
