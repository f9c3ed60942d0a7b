"""The courses of a proposed programme's training plan, row by row; saved as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cms.desk.deed_forms import VersionForm, fitted
from cms.desk.deed_screen import DeedScreen
from cms.desk.offers import PLAN, plan_refused
from workflows.models import Course, StaffMember
from workflows.models.beginning import form_of
from workflows.selectors.plans import open_plan
from workflows.services.door import Request
from workflows.services.plan_revisions import revise_plan
from workflows.services.plans import COURSE_FIELDS
from workflows.services.refusals import Refusal

BLANK_ROWS = 3
"""Rows for further courses; saved, the page has as many again."""
MOST_ROWS = 60


class RowsForm(VersionForm):
    """Carries how many rows were shown: a form that lost them must not be a plan without courses."""

    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ROWS)


class PlanForm(DeedScreen):
    """The plan of one programme, before it is approved."""

    template_name = "cms/desk/plan.html"
    label = PLAN
    rows: list[forms.Form]
    effect = gettext_lazy(
        "The school judges these courses, and they are frozen with its decision. To take a course out, tick it; to add "
        "one, fill in an empty row: once saved, there are more."
    )

    def against(self) -> Refusal | None:
        """Answer that the plan was approved, or whose it is."""
        return plan_refused(self.subject, self.actor)

    def deed_forms(self, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        """Answer a form for each course, some empty ones, and the one with version, key and the number of rows."""
        courses = self._courses() if given is None else []  # what was typed counts, whatever stands there by now
        count = len(courses) + BLANK_ROWS if given is None else _count(given)
        shown = [*courses, *({} for _ in range(count - len(courses)))]
        self.rows = [self._row(place, one, given) for place, one in enumerate(shown)]
        _choose_from_one_list([row.fields["teacher"] for row in self.rows])
        return [*self.rows, RowsForm(given, initial={"version": self.subject.version, "rows": count})]

    def do(self, asked: Request) -> str:
        """Let the plan have the courses that are filled in and not ticked."""
        courses = [
            {name: row.data.get(row.add_prefix(name), "") for name in COURSE_FIELDS}
            for row in self.rows
            if row.cleaned_data.get("code") and not row.cleaned_data.get("remove")
        ]
        revise_plan(self.subject.pk, courses, by=self.actor, expected_version=asked.expected_version, key=asked.key)
        return self.done()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Part the rows of courses from the form with key and version."""
        return super().get_context_data(rows=self.rows, others=kwargs["forms"][-1:], **kwargs)

    def _courses(self) -> list[Mapping[str, Any]]:
        version = open_plan(self.subject)
        return [*version.courses.values(*COURSE_FIELDS)] if version else []

    def _row(self, place: int, initial: Mapping[str, Any], given: Mapping[str, Any] | None) -> forms.Form:
        form = form_of(Course, COURSE_FIELDS)(
            given,
            initial={**initial},
            prefix=f"course-{place}",
            empty_permitted=True,
            use_required_attribute=False,
        )
        form.fields["remove"] = forms.BooleanField(label=gettext_lazy("Take out"), required=False)
        teacher: Any = fitted(form, self.actor).fields["teacher"]
        teacher.queryset |= StaffMember.objects.filter(pk__in=self._teachers)
        return form

    @cached_property
    def _teachers(self) -> list[int]:
        """Answer who teaches in the plan already: they stay, of whichever college they are."""
        return [course["teacher"] for course in self._courses() if course["teacher"]]


def _choose_from_one_list(teachers: Sequence[Any]) -> None:
    """Let every row offer the same teachers, asked for once."""
    offered = list(teachers[0].choices) if teachers else []
    for teacher in teachers:
        teacher.widget.choices = offered


def _count(given: Mapping[str, Any]) -> int:
    """Answer how many rows the form had; of one that was tampered with, none: its ``rows`` is then refused."""
    told = RowsForm(given)
    told.is_valid()
    return int(told.cleaned_data.get("rows", 0))
