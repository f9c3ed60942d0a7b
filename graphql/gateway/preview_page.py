"""The page that a link for a preview opens: whoever has the link reads it, for an hour."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import View

from cms.addresses import PREVIEW
from cms.previews import Preview, PreviewEnded, preview_of
from gateway.previews import page_response
from workflows.models.beginning import DayField
from workflows.selectors.scenes import Scene


class SceneForm(forms.Form):
    """In which scene a preview plays, and on which day."""

    scene = forms.ChoiceField(label=_("scene"), choices=Scene.choices)
    on = DayField(label=_("day"), required=False)


@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewPage(View):
    """Shows a preview, in the scene that its token names; choosing another scene leads to another token."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        """Show the preview, or that there is none."""
        try:
            response = self._shown(request, preview_of(token))
        except PreviewEnded:
            response = render(request, "gateway/preview_ended.html", status=404)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    def _shown(self, request: HttpRequest, preview: Preview) -> HttpResponse:
        if not request.GET:
            return page_response(request, preview)
        form = SceneForm(request.GET)
        if not form.is_valid():
            faults = [str(fault) for found in form.errors.values() for fault in found]
            return page_response(request, preview, faults=faults)
        moved = preview.moved(Scene(form.cleaned_data["scene"]), form.cleaned_data["on"])
        return redirect(PREVIEW, token=moved.token)
