"""Who may apply before an import and no longer after it, or the other way round (Art. 12)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.utils.translation import gettext as _

from workflows import clock, reader
from workflows.models import Application, MajorResult, RulebookEdition, Student
from workflows.regulation.finding import finding_of
from workflows.regulation.loader import BoundClause
from workflows.regulation.rule import Rule
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Outcome, Verdict
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

    def about(self, rule: Rule) -> PresentStatus | Standing:
        """Answer the facts that a rule reads."""
        return self.status if rule.facts_type is PresentStatus else self.standing


@dataclass(frozen=True, slots=True)
class _Unmet:
    """A rule that is not met, or of which nobody can tell."""

    bound: BoundClause
    verdict: Verdict

    def in_words(self, language: str) -> str:
        """Answer the edition's sentence with its article."""
        clause, verdict = self.bound.clause, self.verdict
        terms = self.bound.rule.terms
        finding = finding_of(clause, verdict.outcome, verdict.facts, is_decision=True, terms=terms)
        article = _("Art. %(number)s") % {"number": finding.article}
        return f"{finding.message(language)} ({article})"


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
    pass_mark = edition.rulebook.edition.pass_mark
    for chunk in chunks(students):
        before = _facts(chunk, at, edition)
        after = [replace(f, standing=_with_results(f.standing, results_after[f.student.pk], pass_mark)) for f in before]
        changed += _changes(before, after, edition)
    return changed


def _facts(students: Sequence[Student], at: dt.datetime, edition: RulebookEdition) -> list[_Facts]:
    by_pk, day = standings(students, at, edition.rulebook.edition), clock.day_of(at)
    return [_Facts(s, PresentStatus(RegistryStatus(s.status), day), by_pk[s.pk]) for s in students]


def _with_results(standing: Standing, results: Sequence[MajorResult], pass_mark: Decimal) -> Standing:
    outstanding, ever_failed, deferred = sort_results(results, pass_mark)
    return replace(standing, outstanding=outstanding, ever_failed=ever_failed, deferred=deferred)


def _changes(before: Sequence[_Facts], after: Sequence[_Facts], edition: RulebookEdition) -> list[ChangeOfEligibility]:
    language = reader.language()
    changed = []
    for was, now in zip(before, after, strict=True):
        outcome_before, unmet = _outcome(_unmet(was, edition)), _unmet(now, edition)
        if outcome_before is not _outcome(unmet):
            changed.append((now.student, outcome_before, unmet))
    titles = _live_applications([student.pk for student, *_answers in changed])
    return [
        ChangeOfEligibility(
            student.number,
            student.name,
            outcome_before,
            _outcome(unmet),
            tuple(reason.in_words(language) for reason in unmet),
            tuple(titles.get(student.pk, ())),
        )
        for student, outcome_before, unmet in changed
    ]


def _unmet(facts: _Facts, edition: RulebookEdition) -> list[_Unmet]:
    """Answer what of the three rules about the student herself stands in the way, or is a question."""
    bound = [edition.rulebook.clause_for(rule) for rule in _RULES]
    asked = [b for b in bound if b is not None and b.clause.strength is not Strength.MAY]
    answers = [_Unmet(b, b.verdict_on(facts.about(b.rule))) for b in asked]
    return [answer for answer in answers if answer.verdict.outcome is not Outcome.MET]


def _outcome(unmet: Sequence[_Unmet]) -> Outcome:
    """Answer the worst of the answers."""
    outcomes = {answer.verdict.outcome for answer in unmet}
    return next((o for o in (Outcome.NOT_MET, Outcome.CANNOT_TELL) if o in outcomes), Outcome.MET)


def _live_applications(student_ids: Sequence[int]) -> dict[int, list[str]]:
    titles: dict[int, list[str]] = defaultdict(list)
    for student_id, title in (
        Application.objects.filter(student__in=student_ids, state__in=Application.LIVE)
        .order_by("pk")
        .values_list("student_id", "intake__programme__title")
    ):
        titles[student_id].append(title)
    return titles
