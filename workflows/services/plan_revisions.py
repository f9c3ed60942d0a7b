"""Writing the open version of a programme's training plan, before it is approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflows.models import Course, Programme
from workflows.models.beginning import form_of
from workflows.regulation.actor import Actor
from workflows.selectors.plans import open_plan
from workflows.services.door import Besides, Request, keep_changed, refuse, tidied
from workflows.services.fields import faults_of, faults_of_text, told
from workflows.services.plans import COURSE_FIELDS, write_courses, write_plan
from workflows.services.refusals import FieldFault

MOST_COURSES = 40
"""More is a file that went wrong; how many there may be, the edition says."""


def revise_plan(
    pk: int,
    courses: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    expected_version: int | None = None,
    key: str | None = None,
) -> Programme:
    """
    Let the open version of a programme's plan have these courses, in their order, and no others (Art. 6(2)).

    Each course is told by the names of its fields (``COURSE_FIELDS``), its teacher by the key. The programme gets a
    version of its own, and an entry in the log with all courses before and now.

    :raises RecordMissing: no such programme
    :raises NotPermitted: the actor neither directs it nor is an officer of its college
    :raises StaleVersion: the programme is not at ``expected_version``
    :raises StepNotFromHere: its plan was approved: that never changes
    :raises InvalidInput: a value cannot be taken, a code stands twice, or there are too many; each with
        ``courses``, place and field
    :raises Busy: somebody else holds the programme
    """
    asked = tidied(
        Request(inputs={"courses": [dict(course) for course in courses]}, key=key, expected_version=expected_version)
    )

    def change(programme: Programme) -> Besides:
        cleaned = _cleaned(asked.inputs["courses"])
        version = open_plan(programme)
        before = [told(course, COURSE_FIELDS) for course in version.courses.all()] if version else []
        now = [told(Course(**course), COURSE_FIELDS) for course in cleaned]
        if before == now:
            return Besides()
        if version is None:
            write_plan(programme, courses=cleaned)
        else:
            version.courses.all().delete()
            write_courses(version, cleaned)
        return Besides(rows={"courses": {"from": before, "to": now}})

    return keep_changed(Programme, pk, asked, change, by=by)


def _cleaned(courses: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Answer the courses as their form reads them; or refuse with everything that is wrong with any."""
    if len(courses) > MOST_COURSES:
        message = _("A plan has at most %(most)s courses.") % {"most": MOST_COURSES}
        refuse([FieldFault(("courses",), message, "TOO_MANY")])
    forms = [form_of(Course, COURSE_FIELDS)(dict(course)) for course in courses]
    faults = [
        replace(fault, path=("courses", str(place), *fault.path))
        for place, form in enumerate(forms)
        if not form.is_valid()
        for fault in faults_of(ValidationError(form.errors.as_data()))
    ]
    faults += [
        replace(fault, path=("courses", str(place), *fault.path))
        for place, course in enumerate(courses)
        for fault in faults_of_text(course)
    ]
    codes = [form.cleaned_data.get("code") for form in forms]
    for place, code in enumerate(codes):
        if code and code in codes[:place]:
            message = _("%(code)s stands in the plan twice: give each course a code of its own.") % {"code": code}
            faults.append(FieldFault(("courses", str(place), "code"), message, "TWICE"))
    refuse(faults)
    return [form.cleaned_data | {"credits": form.cleaned_data["credits"].quantize(Decimal("0.1"))} for form in forms]
