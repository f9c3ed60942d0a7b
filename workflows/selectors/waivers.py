"""Waivers: whose may be seen by whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.constants import LOOKUP_SEP

from workflows import clock
from workflows.models import RECORDS, Programme, Waiver
from workflows.models.duties import about_oneself, rows_of_the_waiving_office
from workflows.models.record import Record, kind_of
from workflows.regulation.actor import Actor
from workflows.regulation.edition import Clause
from workflows.regulation.finding import finding_of
from workflows.regulation.verdict import Outcome
from workflows.rules import CATALOGUE


def visible_waivers(actor: Actor) -> QuerySet[Waiver]:
    """
    Answer the waivers that an actor may see.

    Those of one's college, those that one has asked for, and those that fall to one's office, whichever the edition
    names; all for the school's offices.
    """
    if actor.oversees_school:
        return Waiver.objects.all()
    seen = Q(college__in=actor.own_colleges) | rows_of_the_waiving_office(actor, Waiver)
    if actor.is_signed_in:
        seen |= Q(asked_by=actor.account_id)
    return Waiver.objects.filter(seen)


def handled_waivers(actor: Actor) -> QuerySet[Waiver]:
    """
    Answer the waivers that an actor's offices handle, with what colleagues note beside them.

    Those of one's college and those that fall to one's office; all for the school's offices. Whoever asked for one
    reads it where she asked: having asked is no office. Nobody handles what was asked for an application of her own.
    """
    handled = Waiver.objects.all()
    if not actor.oversees_school:
        own = Q(college__in=actor.own_colleges) | rows_of_the_waiving_office(actor, Waiver)
        handled = handled.filter(own)
    return handled.exclude(about_oneself(actor))


def waivers_of(records: Sequence[Record], actor: Actor) -> Mapping[int, list[Waiver]]:
    """Answer the waivers asked for records of one kind that the actor may see, by the records' keys (one query)."""
    found: dict[int, list[Waiver]] = defaultdict(list)
    kind = kind_of(records[0])
    for waiver in (
        visible_waivers(actor).filter(subject_kind=kind, subject_id__in=[r.pk for r in records]).order_by("pk")
    ):
        found[waiver.subject_id].append(waiver)
    return found


def of_its_programme(name: str) -> Case:
    """Answer, for each waiver, what the programme says under a name to which the record belongs that it is for."""
    paths = {model: model.programme_path for model in RECORDS if model.programme_path} | {Programme: ""}
    return Case(
        *(
            When(
                subject_kind=kind_of(model),
                then=Subquery(
                    model._default_manager.filter(pk=OuterRef("subject_id")).values(
                        LOOKUP_SEP.join(filter(None, (path, name)))
                    )
                ),
            )
            for model, path in paths.items()
        )
    )


def waivers_granted(*, since: dt.date, actor: Actor) -> Mapping[str, int]:
    """Answer how many waivers that the actor may see were granted from a day on, by rule (one query)."""
    begin = dt.datetime.combine(since, dt.time(), clock.SCHOOL_ZONE)
    granted = visible_waivers(actor).filter(state=Waiver.State.GRANTED, decided_at__gte=begin)
    return dict(granted.order_by().values_list("rule").annotate(Count("pk")))


def matter_of(waiver: Waiver, clause: Clause | None, language: str) -> str:
    """
    Answer what the rule found when a waiver was asked for, in the words of its clause.

    Nothing where the edition has no clause for the rule, and for waivers from before facts were kept.

    :param language: of the reader, as a tag
    """
    if clause is None or waiver.facts is None:
        return ""
    terms = CATALOGUE[waiver.rule].terms
    return finding_of(clause, Outcome.NOT_MET, waiver.facts, is_decision=True, terms=terms).message(language)
