"""Whom the Academic Affairs Office chooses from when it names an expert: the least burdened first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.models import Proposal, Review
from workflows.regulation.actor import Actor
from workflows.selectors.proposals import candidates_for, experts_by_load


class ExpertField(forms.ModelChoiceField):
    """Experts with where they are from and how many reviews each has before them."""

    def label_from_instance(self, obj: Any) -> str:
        """Answer an expert in one line."""
        waiting = ngettext("%(count)s review waiting", "%(count)s reviews waiting", obj.open_reviews)
        from_where = obj.college.name if obj.college else obj.department
        return " · ".join(filter(None, (obj.name, from_where, waiting % {"count": obj.open_reviews})))


def experts_offered(actor: Actor, proposal_id: int | None) -> ExpertField:
    """Answer the field: for one proposal, those who could be named for it; else all experts."""
    experts = experts_by_load().select_related("college")
    if proposal_id is not None and (proposal := Proposal.objects.filter(pk=proposal_id).first()):
        offered = candidates_for([proposal], actor).get(proposal.pk, [])
        experts = experts.filter(pk__in=[one.pk for one in offered])
    label = capfirst(str(Review._meta.get_field("expert").verbose_name))
    return ExpertField(experts, label=label, help_text=_("Those with a part in the proposal are not offered."))
