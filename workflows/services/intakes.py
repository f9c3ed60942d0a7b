"""Intakes: planning one. Its steps are taken at the door."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.models import College, Intake, Programme
from workflows.models.duties import college_officer
from workflows.regulation.actor import Actor
from workflows.services.door import begin
from workflows.services.refusals import FieldFault, InvalidInput, admit


def plan_intake(
    programme: Programme,
    *,
    by: Actor,
    academic_year: int,
    places: int,
    recruits_colleges: tuple[College, ...] = (),
    **announced: Any,
) -> Intake:
    """
    Plan an intake under the programme's latest frozen plan; ``announced`` holds its other fields (Art. 9).

    :raises NotPermitted: the actor is no officer of the programme's college
    :raises InvalidInput: the programme has no frozen plan yet, or a field cannot take its value
    """
    admit(college_officer, programme, by)
    plan = programme.plan_versions.filter(frozen_at__isnull=False).order_by("-number").first()
    if plan is None:
        message = _("The programme has no approved training plan: it must be established first.")
        raise InvalidInput([FieldFault(("programme",), message, "NO_PLAN")])
    intake = Intake(
        programme=programme,
        plan_version=plan,
        academic_year=academic_year,
        places=places,
        planned_by_id=by.signed_in_as,
        **announced,
    )
    with transaction.atomic():
        begin(intake, by=by)
        intake.recruits_colleges.set(recruits_colleges)
    return intake
