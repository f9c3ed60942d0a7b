"""Which records somebody sees: one answer for every edge that leads to them, for ids, lists and deeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet

from cms.visibility import Sight
from workflows.models import (
    Application,
    College,
    Consent,
    ConstructionStep,
    Course,
    Intake,
    Notification,
    PlanVersion,
    Programme,
    Proposal,
    Record,
    Requirement,
    Review,
    ReviewLink,
    StaffMember,
    Student,
    Waiver,
)
from workflows.selectors.applications import visible_applications
from workflows.selectors.handled import handled, own_staff
from workflows.selectors.intakes import visible_intakes
from workflows.selectors.notifications import own_notifications
from workflows.selectors.people import visible_students
from workflows.selectors.proposals import visible_consents, visible_proposals, visible_reviews
from workflows.selectors.review_links import visible_review_links
from workflows.selectors.waivers import visible_waivers


def seen(model: type[Model], sight: Sight) -> QuerySet[Any]:
    """
    Answer the rows of a kind that are seen.

    A kind of record of which nothing else is said here is of no concern to the public: it is seen by those who handle
    it, and by whoever asked. Other rows without a rule are seen by nobody.
    """
    if rule := _RULES.get(model):
        return rule(sight)
    return _handled_or_asked_for(model, sight) if issubclass(model, Record) else model._default_manager.none()


def seen_by_key(model: type[Model], pk: int, sight: Sight) -> Any | None:
    """Answer the row of this key where it is seen; None where it is not, and where there is none (one query)."""
    return seen(model, sight).filter(pk=pk).first()


def seen_above(rows: Sequence[Any], relation: str, sight: Sight) -> Mapping[int, Any]:
    """Answer the row to which a relation of some rows leads, by their keys, where it is seen (one query)."""
    field: Any = type(rows[0])._meta.get_field(relation)
    wanted = {row.pk: getattr(row, field.attname) for row in rows}
    found = seen(field.related_model, sight).in_bulk({key for key in wanted.values() if key is not None})
    return {pk: found[key] for pk, key in wanted.items() if key in found}


def seen_through(rows: Sequence[Any], relation: str, onward: str, sight: Sight) -> Mapping[int, Any]:
    """Answer the row two relations away from some rows, by their keys, where it is seen; what is between, need not."""
    model = type(rows[0])
    path = f"{relation}__{onward}"
    wanted = dict(model._default_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", path))
    between: Any = model._meta.get_field(relation).related_model
    found = seen(between._meta.get_field(onward).related_model, sight).in_bulk(set(wanted.values()))
    return {pk: found[key] for pk, key in wanted.items() if key in found}


def seen_below(rows: Sequence[Any], model: type[Model], relation: str, sight: Sight) -> Mapping[int, list[Any]]:
    """Answer the rows of a kind whose relation leads to some rows, by the keys of these, where seen (one query)."""
    field: Any = model._meta.get_field(relation)
    below: dict[int, list[Any]] = defaultdict(list)
    for row in seen(model, sight).filter(**{f"{relation}__in": [row.pk for row in rows]}).order_by("pk"):
        below[getattr(row, field.attname)].append(row)
    return below


def _handled_or_asked_for(model: type[Record], sight: Sight) -> QuerySet[Any]:
    rows = handled(model._default_manager.all(), sight.actor)
    if model.asker_path and sight.actor.is_signed_in:
        rows |= model._default_manager.filter(**{model.asker_path: sight.actor.account_id})
    return rows


def _intakes(sight: Sight) -> QuerySet[Intake]:
    """An intake is seen with its programme."""
    return visible_intakes(sight.actor).filter(programme__in=sight.programmes().values("pk"))


def _plans(sight: Sight) -> QuerySet[PlanVersion]:
    """A plan is seen with its programme, once it is approved; before that with the proposal that puts it forward."""
    approved = Q(programme__in=sight.programmes().values("pk"), frozen_at__isnull=False)
    return PlanVersion.objects.filter(approved | Q(proposal__in=visible_proposals(sight.actor).values("pk")))


def _courses(sight: Sight) -> QuerySet[Course]:
    return Course.objects.filter(plan_version__in=_plans(sight).values("pk"))


def _staff(sight: Sight) -> QuerySet[StaffMember]:
    """
    Those are seen whom a programme that is seen names, as director or teacher of its plan; whom a proposal that is seen
    names as director; and by those who make a college's programmes its own staff.
    """
    directs = Q(pk__in=sight.programmes().values("director"))
    teaches = Q(pk__in=_courses(sight).values("teacher"))
    named = directs | teaches | Q(pk__in=own_staff(sight.actor).values("pk"))
    if sight.actor.is_signed_in:
        changing = visible_proposals(sight.actor).exclude(new_director=None)
        named |= Q(pk__in=changing.values("new_director"))
    return StaffMember.objects.filter(named)


_RULES: Mapping[type[Model], Callable[[Sight], QuerySet[Any]]] = {
    College: lambda sight: College.objects.all(),
    Programme: lambda sight: sight.programmes(),
    PlanVersion: _plans,
    Course: _courses,
    Requirement: lambda sight: Requirement.objects.filter(plan_version__in=_plans(sight).values("pk")),
    Proposal: lambda sight: visible_proposals(sight.actor),
    Review: lambda sight: visible_reviews(sight.actor),
    ReviewLink: lambda sight: visible_review_links(sight.actor),
    Consent: lambda sight: visible_consents(sight.actor),
    ConstructionStep: lambda sight: ConstructionStep.objects.filter(
        proposal__in=visible_proposals(sight.actor).values("pk")
    ),
    Intake: _intakes,
    Application: lambda sight: visible_applications(sight.actor),
    Waiver: lambda sight: visible_waivers(sight.actor),
    Student: lambda sight: visible_students(sight.actor),
    StaffMember: _staff,
    Notification: lambda sight: own_notifications(sight.actor),
}
