"""Facts of applications: the student's standing and history, the intake's window, places and restrictions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Q

from workflows import clock
from workflows.models import Application, Intake, MajorResult, Student
from workflows.regulation.calendar import Period
from workflows.regulation.edition import Edition
from workflows.rules.intakes import Deciding, Places, RecruitedGroups, Window
from workflows.rules.programmes import ProgrammeStanding
from workflows.rules.students import (
    ApplicationHistory,
    Level,
    PresentStatus,
    RegistryStatus,
    Standing,
    StudySpan,
    standing_of_record,
)
from workflows.selectors.facts.intakes import standing_of

Applications = Sequence[Application]


def _intakes(applications: Applications) -> dict[int, Intake]:
    return Intake.objects.select_related("programme").in_bulk({application.intake_id for application in applications})


def _students(applications: Applications) -> dict[int, Student]:
    return Student.objects.select_related("college", "imported_in").in_bulk(
        {application.student_id for application in applications}
    )


def window(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, Window]:
    """Answer whether each intake is open at this instant (one query)."""
    intakes = _intakes(applications)
    return {a.pk: _window(intakes[a.intake_id], at) for a in applications}


def _window(intake: Intake, at: dt.datetime) -> Window:
    return Window(
        intake.state == Intake.State.OPEN, _local(intake.opens_at), _local(intake.closes_at), _local(at) or at
    )


def _local(instant: dt.datetime | None) -> dt.datetime | None:
    return instant and instant.astimezone(clock.SCHOOL_ZONE).replace(microsecond=0)


def deciding(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, Deciding]:
    """Answer whether each intake's college still decides (one query)."""
    intakes = _intakes(applications)
    return {
        a.pk: Deciding(intakes[a.intake_id].state, intakes[a.intake_id].state in Intake.DECIDING) for a in applications
    }


def places(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, Places]:
    """Answer how many places each intake has and how many are taken (one query)."""
    intakes = _intakes(applications)
    return {a.pk: Places(intakes[a.intake_id].places, intakes[a.intake_id].places_taken) for a in applications}


def programme_standing(
    applications: Applications, at: dt.datetime, edition: Edition
) -> Mapping[int, ProgrammeStanding]:
    """Answer whether each application's programme recruits (one query)."""
    intakes = _intakes(applications)
    return {a.pk: standing_of(intakes[a.intake_id].programme) for a in applications}


def recruitment(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, RecruitedGroups]:
    """Answer whom each intake recruits, beside the applicant (three queries)."""
    intakes = (
        Intake.objects.filter(pk__in={a.intake_id for a in applications})
        .prefetch_related("recruits_colleges")
        .in_bulk()
    )
    students = _students(applications)
    return {a.pk: _recruitment(intakes[a.intake_id], students[a.student_id]) for a in applications}


def _recruitment(intake: Intake, student: Student) -> RecruitedGroups:
    return RecruitedGroups(
        entry_years=tuple(intake.recruits_entry_years),
        colleges=tuple(college.name for college in intake.recruits_colleges.all()),
        majors=tuple(intake.recruits_majors),
        entry_year=student.entry_year,
        college=student.college.name,
        major=student.major,
    )


def present_status(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, PresentStatus]:
    """Answer what the registry says of each applicant today (one query)."""
    students = _students(applications)
    return {a.pk: PresentStatus(RegistryStatus(students[a.student_id].status), clock.day_of(at)) for a in applications}


def standing(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, Standing]:
    """Answer each applicant's standing: as frozen, or as of now where nothing is submitted yet (two queries)."""
    open_ones = [a for a in applications if not _is_frozen(a)]
    live = standings(_students(open_ones).values(), at, edition) if open_ones else {}
    return {
        a.pk: standing_of_record(a.standing) if a.standing and _is_frozen(a) else live[a.student_id]
        for a in applications
    }


def _is_frozen(application: Application) -> bool:
    """A returned application is submitted anew, with the standing of that day."""
    return application.standing is not None and application.state != Application.State.RETURNED


def standings(students: Iterable[Student], at: dt.datetime, edition: Edition) -> dict[int, Standing]:
    """Answer the present standing of students, by their primary keys (one query)."""
    students = list(students)
    results: dict[int, list[MajorResult]] = defaultdict(list)
    for result in MajorResult.objects.filter(student__in=[s.pk for s in students]).order_by(
        "academic_year", "semester", "pk"
    ):
        results[result.student_id].append(result)
    return {student.pk: _standing(student, results[student.pk], at, edition) for student in students}


def _standing(student: Student, results: list[MajorResult], at: dt.datetime, edition: Edition) -> Standing:
    day = clock.day_of(at)
    outstanding, ever_failed, deferred = sort_results(results, edition.pass_mark)
    return Standing(
        student_number=student.number,
        level=Level(student.level),
        programme_years=student.programme_years,
        entry_year=student.entry_year,
        year_of_study=edition.calendar.year_of_study(student.entry_year, day),
        expected_graduation_on=student.expected_graduation_on,
        outstanding=outstanding,
        ever_failed=ever_failed,
        deferred=deferred,
        as_of=day,
        source=f"import {student.imported_in_id}" if student.imported_in_id else "registry",
    )


def sort_results(
    results: Iterable[MajorResult], pass_mark: Decimal
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """
    Answer the titles of courses that are outstanding, that were ever failed, and that are deferred.

    A course is passed when any attempt reached the pass mark; deferred when no attempt has a score at all.
    """
    courses: dict[str, list[MajorResult]] = defaultdict(list)
    for result in results:
        courses[result.course_code].append(result)
    outstanding, ever_failed, deferred = [], [], []
    for attempts in courses.values():
        title = attempts[-1].course_title
        scores = [attempt.score for attempt in attempts if attempt.score is not None]
        if any(score < pass_mark for score in scores):
            ever_failed.append(title)
        if scores and max(scores) < pass_mark:
            outstanding.append(title)
        if not scores:
            deferred.append(title)
    return tuple(outstanding), tuple(ever_failed), tuple(deferred)


def history(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, ApplicationHistory]:
    """
    Answer each applicant's other applications that count, and what she has in progress (one query).

    For one that is submitted, only those before it count: it is not the first one's fault that there is a second.
    """
    others: dict[int, list[Application]] = defaultdict(list)
    for other in Application.objects.filter(
        Q(period_ordinal__isnull=False) | Q(progress_ordinal__isnull=False),
        student__in={a.student_id for a in applications},
    ).select_related("intake__programme"):
        others[other.student_id].append(other)
    return {a.pk: _history(a, others[a.student_id], at, edition) for a in applications}


def _history(
    application: Application, others: list[Application], at: dt.datetime, edition: Edition
) -> ApplicationHistory:
    others = [other for other in others if other.pk != application.pk]
    moment = application.submitted_at or at
    # What was decided elsewhere stays hidden from the student until it is public; the officer's admission sees it all.
    is_hers = application.state in Application.BEFORE_SUBMISSION
    in_progress = [
        o for o in others if o.progress_ordinal is not None and (o.intake.decisions_are_public or not is_hers)
    ]
    counted = [o for o in others if o.period_ordinal is not None and o.submitted_at and o.submitted_at <= moment]
    return ApplicationHistory(
        now=edition.calendar.period_of(clock.day_of(moment)),
        others=tuple(_period(other, edition) for other in counted),
        in_progress=tuple(o.intake.programme.title for o in in_progress),
    )


def _period(application: Application, edition: Edition) -> Period:
    assert application.submitted_at is not None  # noqa: S101  counted applications are submitted ones
    return edition.calendar.period_of(clock.day_of(application.submitted_at))


def study_span(applications: Applications, at: dt.datetime, edition: Edition) -> Mapping[int, StudySpan]:
    """Answer each class's last day beside the applicant's expected graduation (two queries)."""
    intakes, students = _intakes(applications), _students(applications)
    return {
        a.pk: StudySpan(intakes[a.intake_id].class_ends_on, students[a.student_id].expected_graduation_on)
        for a in applications
    }
