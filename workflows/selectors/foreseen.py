"""What would follow from a step, counted now: told to whoever is about to take it, in the language of the moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from workflows.models import AnnualReview, Application, Intake, Programme, Record
from workflows.selectors.judging import steps_of

Lines = Mapping[int, list[str]]

_S = Application.State
_APPLICATIONS = {
    "written": Count("pk", filter=Q(state__in=(_S.DRAFT, _S.RETURNED))),
    "waiting": Count("pk", filter=Q(state__in=(_S.SUBMITTED, _S.UNDER_REVIEW, _S.WAITLISTED))),
    "admitted": Count("pk", filter=Q(state=_S.ADMITTED)),
}
_WORDS = {
    "lapsing": ngettext_lazy("%(count)s application lapses.", "%(count)s applications lapse.", "count"),
    "intakes": ngettext_lazy(
        "%(count)s intake takes no applications any more.",
        "%(count)s intakes take no applications any more.",
        "count",
    ),
    "written": ngettext_lazy(
        "%(count)s application that is being written cannot be submitted any more.",
        "%(count)s applications that are being written cannot be submitted any more.",
        "count",
    ),
    "waiting": ngettext_lazy(
        "%(count)s application that was submitted is still decided.",
        "%(count)s applications that were submitted are still decided.",
        "count",
    ),
    "admitted": ngettext_lazy(
        "%(count)s student who was admitted studies to the end.",
        "%(count)s students who were admitted study to the end.",
        "count",
    ),
}


def foreseen(records: Sequence[Record], step: str) -> Lines:
    """Answer, by the records' keys, what would follow if a step of theirs were taken now (two queries at most)."""
    tell = _FORESEEN.get((type(records[0]), step)) if records else None
    return tell(records) if tell else {}


def lapsing(intakes: Sequence[Intake]) -> QuerySet[Application]:
    """Answer what lapses with intakes: their applications, and withdrawn ones that count (Art. 12(1))."""
    own = Application.objects.filter(intake__in=[intake.pk for intake in intakes])
    return own.filter(state__in=steps_of(Application)["lapse"].sources).exclude(
        state=Application.State.WITHDRAWN, period_ordinal__isnull=True
    )


def _line(name: str, count: int) -> list[str]:
    return [str(_WORDS[name] % {"count": count})] if count else []


def _of_cancelled(intakes: Sequence[Any]) -> Lines:
    counts = lapsing(intakes).order_by().values_list("intake").annotate(count=Count("pk"))
    return {intake: _line("lapsing", count) for intake, count in counts}


def _of_stopped(programmes: Sequence[int]) -> Lines:
    """Answer what becomes of programmes' intakes, applicants, students and pages when they recruit no more (Art. 8)."""
    lines: dict[int, list[str]] = defaultdict(list)
    intakes = Intake.objects.filter(programme__in=programmes, state__in=(Intake.State.PLANNED, Intake.State.OPEN))
    for programme, count in intakes.order_by().values_list("programme").annotate(count=Count("pk")):
        lines[programme] += _line("intakes", count)
    applications = Application.objects.filter(intake__programme__in=programmes).order_by()
    for programme, *counts in applications.values_list("intake__programme").annotate(**_APPLICATIONS):
        for name, count in zip(_APPLICATIONS, counts, strict=True):
            lines[programme] += _line(name, count)
    for programme in programmes:
        lines[programme].append(_("Its page stays, and says since when and by what decision."))
    return lines


def _of_stopped_programmes(programmes: Sequence[Any]) -> Lines:
    return _of_stopped([programme.pk for programme in programmes])


def _of_stopping_reviews(reviews: Sequence[Any]) -> Lines:
    lines = _of_stopped([review.programme_id for review in reviews])
    return {review.pk: lines[review.programme_id] for review in reviews}


_FORESEEN: Mapping[tuple[type[Record], str], Callable[[Sequence[Any]], Lines]] = {
    (Intake, "cancel"): _of_cancelled,
    (Programme, "suspend"): _of_stopped_programmes,
    (Programme, "revoke"): _of_stopped_programmes,
    (AnnualReview, "suspend"): _of_stopping_reviews,
    (AnnualReview, "revoke"): _of_stopping_reviews,
}
