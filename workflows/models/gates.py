"""What the gates of a proposal ask, hold and say (Art. 4 to 6, 20): its conditions, their order, and the comments."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import pgtrigger
from django import forms
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models.beginning import LinesField
from workflows.models.triggers import Always, Refuse
from workflows.rules.directors import director_has_the_title, director_knows_field_and_management
from workflows.rules.plans import (
    carries_enough_credits,
    every_course_has_a_syllabus,
    offers_enough_courses,
    requirements_can_be_met,
    team_covers_every_course,
)
from workflows.rules.programmes import programme_is_not_revoked, title_is_no_major
from workflows.rules.proposals import (
    first_intake_is_planned,
    partners_have_consented,
    proposal_rests_on_research,
    proposal_states_its_aims,
)

CONDITIONS = (
    programme_is_not_revoked,
    title_is_no_major,
    proposal_states_its_aims,
    proposal_rests_on_research,
    partners_have_consented,
    offers_enough_courses,
    carries_enough_credits,
    requirements_can_be_met,
    every_course_has_a_syllabus,
    team_covers_every_course,
    director_has_the_title,
    director_knows_field_and_management,
    first_intake_is_planned,
)
"""What a proposal must meet (Art. 3, 4, 6): asked anew at each gate that lets it pass on."""


def _comment(label: Any) -> LinesField:
    return LinesField(label=label, required=False, max_length=1000, widget=forms.Textarea)


class Comments(forms.Form):
    """What is to be mended, part by part; what is left empty is in order."""

    title = _comment(_("title and director"))
    positioning = _comment(_("positioning"))
    objectives = _comment(_("objectives"))
    construction_steps = _comment(_("construction plan"))
    demand_research = _comment(_("research into demand"))
    partners = _comment(_("partners"))
    courses = _comment(_("training plan"))
    first_intake = _comment(_("first intake"))


HELD_IN_ORDER = (
    models.CheckConstraint(
        condition=~Q(state="established")
        | Q(
            submitted_at__isnull=False,
            endorsed_at__isnull=False,
            accepted_at__isnull=False,
            reviewed_at__isnull=False,
            decided_at__isnull=False,
            endorsed_at__gte=F("submitted_at"),
            accepted_at__gte=F("endorsed_at"),
            reviewed_at__gte=F("accepted_at"),
            decided_at__gte=F("reviewed_at"),
            endorsed_by__isnull=False,
            accepted_by__isnull=False,
            reviewed_by__isnull=False,
            decided_by__isnull=False,
        )
        & ~Q(decision_number=""),
        name="art4_every_gate_in_its_order",
    ),
    models.CheckConstraint(
        condition=~(
            Q(endorsed_by=F("accepted_by"))
            | Q(endorsed_by=F("reviewed_by"))
            | Q(endorsed_by=F("decided_by"), state="established")
            | Q(accepted_by=F("decided_by"), state="established")
            | Q(reviewed_by=F("decided_by"), state="established")
        ),
        name="art20_each_gate_is_anothers",
    ),
)
"""Every gate has been passed before the school approves, each after the one before, and by another."""

MAKERS_DO_NOT_DECIDE = Always(
    name="art20_makers_do_not_decide",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
                    IF EXISTS (
                        SELECT FROM workflows_programme AS programme
                        JOIN workflows_staffmember AS director
                            ON director.id IN (programme.director_id, NEW.new_director_id)
                        WHERE programme.id = NEW.programme_id
                            AND ARRAY[NEW.endorsed_by_id, NEW.accepted_by_id, NEW.reviewed_by_id, NEW.decided_by_id]::bigint[]
                                && array_append(
                                    NEW.made_by || programme.made_by || NEW.submitted_by_id::bigint, director.account_id::bigint
                                )
                    ) THEN
                        RAISE EXCEPTION 'art20_makers_do_not_decide: who made proposal % does not decide on it', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501  one sentence of SQL
)
"""Whoever made a proposal or its programme, or directs that, now or then, decides at no gate."""

_WRITTEN = (
    "programme_id", "proposed_by_id", "positioning", "objectives", "demand_research", "partners", "new_title",
    "new_title_en", "new_director_id", "first_year", "first_places", "first_recruits",
)  # fmt: skip
HELD_ONCE_SUBMITTED = Refuse(
    name="held_once_submitted",
    operation=pgtrigger.Update,
    condition=~pgtrigger.Q(old__state__in=("draft", "returned"))
    & reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in _WRITTEN)),
)
"""What its makers write changes while they write it: not while it is judged, and not once it is decided."""
