"""Failed courses come from the registry's file; whose failure is outstanding follows from the attempts (Art. 12(2))."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories import Scenario
from tests.workflows.registry.files import RESULT_HEADINGS, Cells, as_csv, number_of, result_cells, students
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows import clock
from workflows.models import Application, ImportBatch, MajorResult, Student
from workflows.regulation.actor import Actor
from workflows.regulation.verdict import Outcome
from workflows.selectors.facts.applicants import standings
from workflows.selectors.people import actor_of
from workflows.selectors.rulebooks import edition_in_force
from workflows.services.door import take_step
from workflows.services.refusals import StepRefused
from workflows.services.registry.importing import ImportPreview, ImportRefused, commit_import, preview_import

KINDS = ImportBatch.Kind
IN_YEAR_THREE = 2
"""The student of the file who is in her third year and may apply."""


@pytest.fixture(autouse=True)
def _students(importer: Actor) -> None:
    commit_import(KINDS.STUDENTS, "s.csv", as_csv(students(8)), by=importer, at=clock.now())


def preview(rows: list[Cells], importer: Actor) -> ImportPreview:
    return preview_import(KINDS.RESULTS, "r.csv", as_csv(rows, RESULT_HEADINGS), by=importer, at=clock.now())


def commit(rows: list[Cells], importer: Actor) -> ImportBatch:
    return commit_import(KINDS.RESULTS, "r.csv", as_csv(rows, RESULT_HEADINGS), by=importer, at=clock.now())


def outstanding() -> set[tuple[str, str]]:
    edition = edition_in_force(on=clock.today()).rulebook.edition
    found = standings(Student.objects.all(), clock.now(), edition).values()
    return {(standing.student_number, title) for standing in found for title in standing.outstanding}


def test_attempts_become_results_and_a_failure_that_no_attempt_passed_is_outstanding(importer: Actor) -> None:
    batch = commit(
        [
            result_cells(0, "41"),
            result_cells(1, "26"),
            result_cells(1, "69", "补考"),
            result_cells(2, "55"),
            result_cells(2, "59.5", "补考"),
            result_cells(3, "缓考", "缓考"),
            result_cells(4, "30"),
            result_cells(4, "", "缓考", semester="2"),
            result_cells(5, "30"),
            result_cells(5, "60", "重修", semester="2"),
        ],
        importer,
    )
    assert (batch.added, batch.changed, batch.unchanged) == (10, 0, 0)
    assert outstanding() == {(number_of(n), "课程B1001") for n in (0, 2, 4)}
    kept = MajorResult.objects.get(student__number=number_of(2), kind="make_up")
    assert (kept.score, kept.academic_year, kept.semester, kept.imported_in_id) == (
        Decimal("59.5"), "2025-2026", 1, batch.pk,
    )  # fmt: skip


def test_a_second_import_changes_nothing(importer: Actor) -> None:
    rows = [result_cells(0, "41"), result_cells(1, "26"), result_cells(1, "69", "补考")]
    first = commit(rows, importer)
    second = commit(rows, importer)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 3)
    assert set(MajorResult.objects.values_list("imported_in", flat=True)) == {first.pk}


def test_a_score_that_came_later_changes_its_row(importer: Actor) -> None:
    commit([result_cells(0, "缓考", "缓考"), result_cells(1, "30")], importer)
    rows = [result_cells(0, "72", "缓考"), result_cells(1, "30")]
    seen = preview(rows, importer)
    assert [(change.line, change.before, change.after) for change in seen.changes] == [(2, "—", "72")]
    batch = commit(rows, importer)
    assert (batch.added, batch.changed, batch.unchanged) == (0, 1, 1)
    assert MajorResult.objects.get(student__number=number_of(0)).score == Decimal(72)


def test_who_may_no_longer_apply_is_listed_before_anything_is_written(importer: Actor) -> None:
    with nothing_changes():
        seen = preview([result_cells(IN_YEAR_THREE, "41")], importer)
    (change,) = seen.becomes_ineligible
    assert (change.number, change.before) == (number_of(IN_YEAR_THREE), Outcome.MET)
    assert change.reasons == ("主修专业有 1 门课程尚未通过：课程B1001。 (第12(2)条)",)


def test_a_deferred_exam_is_a_question_and_a_make_up_that_was_passed_an_answer(importer: Actor) -> None:
    (change,) = preview([result_cells(IN_YEAR_THREE, "缓考", "缓考")], importer).becomes_unclear
    assert change.number == number_of(IN_YEAR_THREE)
    commit([result_cells(IN_YEAR_THREE, "41")], importer)
    (change,) = preview([result_cells(IN_YEAR_THREE, "61", "补考")], importer).becomes_eligible
    assert (change.before, change.after) == (Outcome.NOT_MET, Outcome.MET)


def test_what_was_imported_is_what_an_application_is_refused_for(importer: Actor) -> None:
    commit([result_cells(IN_YEAR_THREE, "41")], importer)
    account = Student.objects.select_related("account").get(number=number_of(IN_YEAR_THREE)).account
    assert account is not None
    scenario = Scenario()
    draft = scenario.application(intake=scenario.open_intake(), by=actor_of(account))
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Application, draft.pk, "submit", by=actor_of(account))
    assert [finding.rule for finding in refused.value.findings if finding.blocks] == ["major_has_no_failed_course"]


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({0: "0990100001"}, "UNKNOWN_STUDENT"),
        ({0: number_of(2).lstrip("0")}, "LOST_LEADING_ZERO"),
        ({1: "别人"}, "ANOTHER_NAME"),
        ({5: ""}, "SCORE_MISSING"),
        ({5: "缺考"}, "NOT_A_SCORE"),
        ({5: "101"}, "NOT_A_SCORE"),
        ({6: "期中"}, "UNKNOWN_KIND"),
        ({7: "2025"}, "NOT_AN_ACADEMIC_YEAR"),
        ({8: "春"}, "UNKNOWN_SEMESTER"),
        ({3: "=1"}, "FORMULA"),
        ({2: "B" * 21}, "TOO_LONG"),
    ],
)
def test_a_bad_row_is_told_and_nothing_is_written(spoilt: dict[int, str], code: str, importer: Actor) -> None:
    cells = [spoilt.get(place, cell) for place, cell in enumerate(result_cells(2, "41"))]
    with nothing_changes(), pytest.raises(ImportRefused) as refused:
        commit([result_cells(1, "41"), cells], importer)
    assert [(fault.line, fault.code) for fault in refused.value.preview.faults] == [(3, code)]


def test_the_same_attempt_twice_is_told(importer: Actor) -> None:
    rows = [result_cells(0, "41"), result_cells(0, "41"), result_cells(0, "42")]
    assert [(fault.line, fault.code) for fault in preview(rows, importer).faults] == [
        (3, "REPEATED_ROW"),
        (4, "CONTRADICTING_ROW"),
    ]


def test_the_name_is_compared_and_may_be_absent(importer: Actor) -> None:
    without = [[cells[0], *cells[2:]] for cells in [result_cells(0, "41")]]
    content = as_csv(without, [RESULT_HEADINGS[0], *RESULT_HEADINGS[2:]])
    assert preview_import(KINDS.RESULTS, "r.csv", content, by=importer, at=clock.now()).is_clean


def test_a_result_that_is_not_in_the_file_is_left_and_counted(importer: Actor) -> None:
    commit([result_cells(0, "41"), result_cells(1, "41")], importer)
    assert preview([result_cells(0, "41")], importer).missing == 1
