"""Beginning a record, and revising its fields, as forms made of what the record declares for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.deed_forms import VersionForm, faults_in_forms, fitted, request_of, typed_in, with_faults
from cms.desk.deed_screen import DeedScreen
from cms.desk.entry import AtDesk
from cms.desk.keyed import Keyed
from cms.desk.offers import REVISE, is_offered, rows_to_begin_under
from workflows.models import Record
from workflows.models.beginning import Beginning, Revision, form_of
from workflows.selectors.keys import is_key
from workflows.services.drafts import begin, revise
from workflows.services.refusals import (
    Busy,
    InvalidInput,
    NotPermitted,
    RecordMissing,
    Refusal,
    in_words,
    standing_against,
)
from workflows.services.requests import Request


class ShownForm(VersionForm):
    """Carries what the inputs showed, so that what somebody typed is told from what stood there."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def texts(self) -> Mapping[str, list[str]]:
        """Answer what each input showed; nothing where that was tampered with: all then counts as typed."""
        try:
            told = json.loads(self.data.get("shown", ""))
            return {name: [str(one) for one in texts] for name, texts in told.items()}
        except (ValueError, AttributeError, TypeError, RecursionError):
            return {}


def _shown(form: forms.Form, name: str) -> list[str]:
    """Answer what the input of a field sends where nobody touches it."""
    bound = form[name]
    value = bound.field.widget.format_value(bound.value())
    return [str(one) for one in (value if isinstance(value, list) else [value]) if one is not None]


def _lines(sent: Sequence[str]) -> list[str]:
    """Answer what an input sent, with the ends of lines that we keep; empty where nothing was sent or chosen."""
    return [one.replace("\r\n", "\n") for one in sent if one]


class ReviseForm(DeedScreen):
    """The fields of one record, while its state leaves them open."""

    label = REVISE

    def against(self) -> Refusal | None:
        """Answer that it is too late to change fields, or whose it is."""
        return standing_against(self.subject, self._revision.duty, self._revision.states, self.actor)

    def deed_forms(self, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        """Answer the record's fields, as they are."""
        fields = self._fields(given)
        untouched = self._fields()
        shown = json.dumps({name: _shown(untouched, name) for name in untouched.fields})
        return [fields, ShownForm(given, initial={"version": self.subject.version, "shown": shown})]

    def follow(self, typed: QueryDict, now: Record) -> None:
        """Keep what was typed; let fields that nobody touched be what others have made of them."""
        touched = self._touched(typed)
        super().follow(typed, now)
        fields = self._fields()
        for name in fields.fields.keys() - touched:
            typed.setlist(name, _shown(fields, name))
        typed["shown"] = json.dumps({name: _shown(fields, name) for name in fields.fields})

    def do(self, asked: Request) -> str:
        """Change what differs."""
        changed = {name: asked.inputs[name] for name in self._touched(typed_in(self.request.POST))}
        if not changed:
            return _("Nothing was changed.")
        revise(
            self.desk.model,
            self.subject.pk,
            changed,
            by=self.actor,
            expected_version=asked.expected_version,
            key=asked.key,
        )
        return self.done()

    def _fields(self, given: Mapping[str, Any] | None = None) -> forms.Form:
        asked = form_of(self.desk.model, self._revision.fields)
        return fitted(asked(given, initial=model_to_dict(self.subject, self._revision.fields)), self.actor)

    def _touched(self, typed: QueryDict) -> set[str]:
        """Answer the fields whose inputs do not hold any more what they showed."""
        shown = ShownForm(typed).texts()
        fields = self._fields().fields
        return {name for name in fields if name not in shown or _lines(typed.getlist(name)) != _lines(shown[name])}

    @property
    def _revision(self) -> Revision:
        revision: Revision | None = self.desk.model.revises
        if revision is None:
            raise Http404
        return revision


class BeginForm(AtDesk, WagtailAdminTemplateMixin, TemplateView):
    """The fields with which a record begins, and the row under which it does."""

    template_name = "cms/desk/deed.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the empty form; lead back where the actor can begin none."""
        if not is_offered(self._beginning, self.actor):
            return self._lead_back(NotPermitted(self._beginning.duty).said)
        given = self._forms()
        if self._beginning.under and not cast("Any", given[0].fields[self._beginning.under]).queryset.exists():
            return self._lead_back(_("There is nothing of yours under which one could begin."))
        return self._shown(given)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin the record and lead to it, or show the form again with what was typed."""
        if not is_offered(self._beginning, self.actor):
            return self._lead_back(NotPermitted(self._beginning.duty).said)
        given = self._forms(typed_in(request.POST))
        if (asked := request_of(given)) is None:
            return self._shown(given, status=422)
        inputs = dict(asked.inputs)
        under = given[0].cleaned_data[self._beginning.under] if self._beginning.under else None
        inputs.pop(self._beginning.under, None)
        try:
            made = begin(self.desk.model, inputs, by=self.actor, under=under, key=asked.key)
        except InvalidInput as refused:
            return self._shown(with_faults(given, refused.faults), status=422)
        except RecordMissing as missing:
            raise Http404 from missing
        except (Busy, NotPermitted) as refused:
            messages.error(request, in_words(refused))
            return self._shown(given, status=409 if isinstance(refused, Busy) else 403)
        messages.success(request, _("“%(record)s” is there.") % {"record": self.desk.titled(made)})
        return redirect(self.desk.address("record", made.pk))

    def get_page_title(self) -> str:
        """Answer what is about to begin."""
        return str(self._beginning.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *WagtailAdminTemplateMixin.breadcrumbs_items,
            {"url": self.desk.address("index"), "label": self.desk.title},
            {"url": "", "label": self.get_page_title()},
        ]

    def _forms(self, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        fields = form_of(self.desk.model, self._beginning.fields)(given)
        fitted(fields, self.actor, of_any_college=self._beginning.of_any_college)
        for name, offer in self.desk.offered.items():
            fields.fields[name] = offer(self.actor, self._wanted)
        return [*self._of_the_row_above(given), fields, Keyed(given)]

    @property
    def _wanted(self) -> int | None:
        """Answer the key of the row under which it is to begin, where the address names one."""
        wanted = self.request.GET.get(self._beginning.under, "")
        return int(wanted) if is_key(wanted) else None

    def _of_the_row_above(self, given: Mapping[str, Any] | None) -> Iterator[forms.Form]:
        """Answer the form that asks under which row it begins, of those under which it is the actor's to begin one."""
        under = self._beginning.under
        if not under:
            return
        form = forms.Form(given, initial={under: self._wanted})
        rows = rows_to_begin_under(self.desk.model, self.actor, only=self._wanted)
        label = capfirst(str(self.desk.model._meta.get_field(under).verbose_name))
        form.fields[under] = forms.ModelChoiceField(rows, label=label)
        yield form

    def _shown(self, given: list[forms.Form], *, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            label=self._beginning.label,
            effect=self._beginning.effect,
            forms=given,
            faults=faults_in_forms(given),
            media=sum((form.media for form in given), forms.Media()),
            back=self.desk.address("index"),
        )
        return self.render_to_response(context, status=status)

    def _lead_back(self, why: str) -> HttpResponse:
        messages.warning(self.request, why)
        return redirect(self.desk.address("index"))

    @property
    def _beginning(self) -> Beginning:
        beginning: Beginning | None = self.desk.model.begins
        if beginning is None:
            raise Http404
        return beginning
