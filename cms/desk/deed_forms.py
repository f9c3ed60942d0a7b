"""The forms of a deed: its inputs as Wagtail shows them, why it is done, and the key under which it is done once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.desk.keyed import Keyed
from workflows.models import College, StaffMember
from workflows.models.beginning import ListField
from workflows.regulation.actor import Actor
from workflows.regulation.text import trimmed
from workflows.selectors.handled import own_colleges, own_staff
from workflows.selectors.judging import Step
from workflows.services.refusals import FieldFault
from workflows.services.requests import LONGEST_REASON, Request


class ReasonForm(Keyed):
    """Why, where the step wants to know."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("It is kept with the decision."),
    )


class VersionForm(Keyed):
    """Carries the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RecordReasonForm(ReasonForm, VersionForm):
    """A reason for a deed on one record."""


def typed_in(sent: QueryDict) -> QueryDict:
    """Answer what a form sent without what nobody sees around its texts, as the door would take it."""
    typed = sent.copy()
    for name, values in sent.lists():
        typed.setlist(name, [trimmed(str(value)) for value in values])
    return typed


def forms_of(
    step: Step, reasons: type[ReasonForm], initial: Mapping[str, Any], given: Mapping[str, Any] | None = None
) -> list[forms.Form]:
    """Answer the forms that a step asks for: its inputs, where it has some, and at last the reason."""
    reason = reasons(given, initial=initial)
    reason.fields["reason"].required = step.manner.needs_reason
    return [*([step.manner.inputs(given)] if step.manner.inputs else []), reason]


def request_of(given: Sequence[forms.Form]) -> Request | None:
    """Answer what valid forms ask of the door; None where one is not valid, and each then says what is wrong."""
    are_valid = [form.is_valid() for form in given]  # each of them is asked, so that nobody comes back five times
    if not all(are_valid):
        return None
    *inputs, last = given
    return Request(
        last.cleaned_data.get("reason", ""),
        {name: _told(value) for form in inputs for name, value in form.cleaned_data.items()},
        last.cleaned_data["key"],
        last.cleaned_data.get("version"),
    )


def _told(value: Any) -> Any:
    """Answer a value as the door is told it, and as the log can keep it: rows of other kinds by their keys."""
    match value:
        case Model():
            return value.pk
        case QuerySet():
            return sorted(row.pk for row in value)
    return value


def with_faults(given: list[forms.Form], faults: Sequence[FieldFault]) -> list[forms.Form]:
    """Answer the forms with what the door says of their fields; what is of none of them stands above."""
    for fault in faults:
        name = fault.path[0] if fault.path else None
        form = next((form for form in given if name in form.fields), given[-1])
        form.add_error(name if name in form.fields else None, fault.message)
    return given


def faults_in_forms(given: Sequence[forms.Form]) -> list[dict[str, Any]]:
    """Answer the inputs that cannot be taken, for the top of the page: where each is, its label and what is wrong."""
    return [
        {"id": field.id_for_label, "label": field.label, "errors": field.errors}
        for form in given
        for field in form.visible_fields()
        if field.errors
    ]


def fitted(form: forms.Form, actor: Actor, *, of_any_college: Collection[str] = ()) -> forms.Form:
    """
    Answer the form with inputs for days, and an actor's own colleges and staff where these are to be chosen.

    In fields ``of_any_college`` all are offered.
    """
    parted = _("Several are parted by commas.")
    for name, field in form.fields.items():
        match field:
            case forms.ModelChoiceField() if name in of_any_college:
                pass
            case forms.DateTimeField():
                field.widget = forms.DateTimeInput({"type": "datetime-local", "step": 1}, "%Y-%m-%dT%H:%M:%S")
            case forms.DateField():
                field.widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
            case forms.ModelMultipleChoiceField():
                field.widget = forms.CheckboxSelectMultiple()
                field.widget.choices = field.choices
            case forms.ModelChoiceField() if field.queryset is not None and field.queryset.model is College:
                field.queryset = own_colleges(actor)
            case forms.ModelChoiceField() if field.queryset is not None and field.queryset.model is StaffMember:
                field.queryset = own_staff(actor) | StaffMember.objects.filter(pk=form.initial.get(name) or 0)
            case ListField():
                field.help_text = f"{field.help_text} {parted}"
            case forms.CharField() if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
    return form
