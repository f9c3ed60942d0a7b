"""Who may apply before an import and no longer after it, or the other way round (Art. 12)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import Application, MajorResult, RulebookEdition, Student
from workflows.regulation.finding import finding_of
from workflows.regulation.rule import Rule
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Outcome
from workflows.rules.students import (
    PresentStatus,
    RegistryStatus,
    Standing,
    major_has_no_failed_course,
    student_is_in_an_eligible_year,
    student_is_on_the_rolls,
)
from workflows.selectors.facts.applicants import sort_results, standings

T = TypeVar("T")

CHUNK = 2000
"""Rows that one query asks for or writes."""
LIVE = (
    Application.State.DRAFT,
    Application.State.SUBMITTED,
    Application.State.UNDER_REVIEW,
    Application.State.RETURNED,
    Application.State.ADMITTED,
    Application.State.WAITLISTED,
)
"""States of applications that may still come to something."""
_RULES: tuple[Rule, ...] = (student_is_on_the_rolls, student_is_in_an_eligible_year, major_has_no_failed_course)


@dataclass(frozen=True, slots=True)
class ChangeOfEligibility:
    """A student of whom Art. 12 says something else after an import than before it."""

    number: str
    name: str
    before: Outcome
    after: Outcome
    reasons: tuple[str, ...]
    """Why she may not apply, or what nobody can tell, each with its article; empty for one who now may."""
    applications: tuple[str, ...]
    """Programmes to which she has an application that may still come to something."""


@dataclass(frozen=True, slots=True)
class _Facts:
    student: Student
    status: PresentStatus
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Answer:
    outcome: Outcome
    reasons: tuple[str, ...]


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Answer the items in lists of at most so many."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


def changed_by_students(
    before: Sequence[Student], after: Sequence[Student], *, at: dt.datetime, edition: RulebookEdition
) -> list[ChangeOfEligibility]:
    """Answer of whom the answer changes when students become what ``after`` says (four queries for each chunk)."""
    changed = []
    for pairs in chunks(zip(before, after, strict=True)):
        facts_before = _facts([was for was, _now in pairs], at, edition)
        facts_after = _facts([now for _was, now in pairs], at, edition)
        changed += _changes(facts_before, facts_after, edition)
    return changed


def changed_by_results(
    students: Sequence[Student],
    results_after: Mapping[int, Sequence[MajorResult]],
    *,
    at: dt.datetime,
    edition: RulebookEdition,
) -> list[ChangeOfEligibility]:
    """Answer of whom the answer changes when students have these results (three queries for each chunk)."""
    changed = []
    for chunk in chunks(students):
        before = _facts(chunk, at, edition)
        after = [replace(f, standing=_with_results(f.standing, results_after[f.student.pk])) for f in before]
        changed += _changes(before, after, edition)
    return changed


def _facts(students: Sequence[Student], at: dt.datetime, edition: RulebookEdition) -> list[_Facts]:
    by_pk, day = standings(students, at, edition.rulebook.edition), clock.day_of(at)
    return [_Facts(s, PresentStatus(RegistryStatus(s.status), day), by_pk[s.pk]) for s in students]


def _with_results(standing: Standing, results: Sequence[MajorResult]) -> Standing:
    outstanding, ever_failed, deferred = sort_results(results)
    return replace(standing, outstanding=outstanding, ever_failed=ever_failed, deferred=deferred)


def _changes(before: Sequence[_Facts], after: Sequence[_Facts], edition: RulebookEdition) -> list[ChangeOfEligibility]:
    language = get_language() or "en"
    answers = [
        (now.student, _answer(was, edition, language), _answer(now, edition, language))
        for was, now in zip(before, after, strict=True)
    ]
    changed = [(student, was, now) for student, was, now in answers if was.outcome is not now.outcome]
    titles = _live_applications([student.pk for student, *_answers in changed])
    return [
        ChangeOfEligibility(
            student.number, student.name, was.outcome, now.outcome, now.reasons, tuple(titles.get(student.pk, ()))
        )
        for student, was, now in changed
    ]


def _answer(facts: _Facts, edition: RulebookEdition, language: str) -> _Answer:
    """Answer what the three rules about the student herself say together: the worst of them, with its reasons."""
    worst, reasons = Outcome.MET, []
    for rule in _RULES:
        bound = edition.rulebook.clause_for(rule)
        if bound is None or bound.clause.strength is Strength.MAY:
            continue
        verdict = bound.verdict_on(facts.status if rule.facts_type is PresentStatus else facts.standing)
        if verdict.outcome is Outcome.MET:
            continue
        finding = finding_of(bound.clause, verdict.outcome, verdict.facts, is_decision=True, terms=rule.terms)
        article = _("Art. %(number)s") % {"number": finding.article}
        reasons.append(f"{finding.message(language)} ({article})")
        worst = Outcome.NOT_MET if Outcome.NOT_MET in (worst, verdict.outcome) else Outcome.CANNOT_TELL
    return _Answer(worst, tuple(reasons))


def _live_applications(student_ids: Sequence[int]) -> dict[int, list[str]]:
    titles: dict[int, list[str]] = defaultdict(list)
    for student_id, title in (
        Application.objects.filter(student__in=student_ids, state__in=LIVE)
        .order_by("pk")
        .values_list("student_id", "intake__programme__title")
    ):
        titles[student_id].append(title)
    return titles
