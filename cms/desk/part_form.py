"""The rows that are a part of a record, such as the courses of a plan, row by row; saved as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy

from cms.desk.deed_forms import VersionForm, fitted
from cms.desk.deed_screen import DeedScreen
from workflows.models import StaffMember
from workflows.models.beginning import form_of
from workflows.models.part import Part
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told
from workflows.services.refusals import FieldFault, InvalidInput, Refusal, standing_against
from workflows.services.requests import Request

BLANK_ROWS = 3
"""Rows for further ones; saved, the page has as many again."""
MOST_ROWS = 60


class RowsForm(VersionForm):
    """Carries how many rows were shown: a form that lost them must not be a plan without courses."""

    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ROWS)


class PartForm(DeedScreen):
    """A part of one record, while that can be revised."""

    template_name = "cms/desk/part.html"
    rows: list[forms.Form]
    name: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Know the part by its name."""
        self.name = kwargs["part"]
        if self.name not in self.desk.model.made_of:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def part(self) -> Part:
        """Answer what the part says of itself."""
        found: Part = self.desk.model.made_of[self.name]
        return found

    @property
    def label(self) -> str | Promise:  # type: ignore[override]  # of the part
        """Answer what is about to be done."""
        return self.part.label

    @property
    def effect(self) -> str | Promise:  # type: ignore[override]  # of the part
        """Answer what follows from it."""
        return self.part.effect

    def against(self) -> Refusal | None:
        """Answer that it is too late to change it, or whose it is."""
        revision = self.desk.model.revises
        return standing_against(self.subject, revision.duty, revision.states, self.actor)

    def deed_forms(self, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        """Answer a form for each row, some empty ones, and the one with version, key and the number of rows."""
        rows = self._rows if given is None else []  # what was typed counts, whatever stands there by now
        count = len(rows) + BLANK_ROWS if given is None else _count(given)
        shown = [*rows, *({} for _ in range(count - len(rows)))]
        self.rows = [self._row(place, one, given) for place, one in enumerate(shown)]
        _choose_from_one_list(self.rows)
        return [*self.rows, RowsForm(given, initial={"version": self.subject.version, "rows": count})]

    def do(self, asked: Request) -> str:
        """Let the part have the rows that are filled in and not ticked."""
        meant = [row for row in self.rows if row.cleaned_data.get(self.part.key) and not row.cleaned_data.get("remove")]
        rows = [{name: row.data.get(row.add_prefix(name), "") for name in self.part.fields} for row in meant]
        how: Mapping[str, Any] = {"expected_version": asked.expected_version, "key": asked.key}
        try:
            revise_part(self.desk.model, self.subject.pk, self.name, rows, by=self.actor, **how)
        except InvalidInput as refused:
            raise InvalidInput([fault for fault in refused.faults if not _is_told(fault, meant)]) from refused
        return self.done()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Part the rows from the form with key and version."""
        return super().get_context_data(rows=self.rows, others=kwargs["forms"][-1:], **kwargs)

    @property
    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return rows_as_told(self.part, self.part.owner_of(self.subject))

    def _row(self, place: int, initial: Mapping[str, Any], given: Mapping[str, Any] | None) -> forms.Form:
        form = form_of(self.part.model, self.part.fields)(
            given,
            initial={**initial},
            prefix=f"{self.name}-{place}",
            empty_permitted=True,
            use_required_attribute=False,
        )
        form.fields["remove"] = forms.BooleanField(label=gettext_lazy("Take out"), required=False)
        for name, field in fitted(form, self.actor).fields.items():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None and name in self._named:
                field.queryset |= StaffMember.objects.filter(pk__in=self._named[name])
        return form

    @cached_property
    def _named(self) -> Mapping[str, list[int]]:
        """Answer the staff whom rows name already, by field: they stay, of whichever college they are."""
        fields = {name: self.part.model._meta.get_field(name) for name in self.part.fields}
        staff = [name for name, field in fields.items() if field.related_model is StaffMember]
        return {name: [row[name] for row in self._rows if row[name]] for name in staff}


def _is_told(fault: FieldFault, rows: Sequence[forms.Form]) -> bool:
    """Tell a fault at the row and the field that it is of; answer whether it is of one."""
    match fault.path:
        case (_, place, field):
            rows[int(place)].add_error(field, fault.message)
            return True
    return False


def _choose_from_one_list(rows: Sequence[forms.Form]) -> None:
    """Let every row offer the same choices, asked for once."""
    fields = rows[0].fields.items() if rows else ()
    for name in [name for name, field in fields if isinstance(field, forms.ModelChoiceField)]:
        choosing: list[Any] = [row.fields[name] for row in rows]
        offered = list(choosing[0].choices)
        for field in choosing:
            field.widget.choices = offered


def _count(given: Mapping[str, Any]) -> int:
    """Answer how many rows the form had; of one that was tampered with, none: its ``rows`` is then refused."""
    told = RowsForm(given)
    told.is_valid()
    return int(told.cleaned_data.get("rows", 0))
