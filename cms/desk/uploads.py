"""The way of a file from its upload over a preview to a deed: what its screens share, whatever the file is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.entry import actor_at_desk
from cms.desk.held import Held, NothingHeld, forget_expired, held, hold, settle
from workflows import clock
from workflows.regulation.actor import Actor


class TakesFiles:
    """A screen for those whose deed it is; Wagtail shows everybody else its own "permission denied"."""

    admits: ClassVar[Callable[[Actor], bool]]
    kinds: ClassVar[Collection[str]]
    upload: ClassVar[str]
    """The name of the address to which a token leads back under which nothing waits."""
    preview: ClassVar[str]
    """The name of the address under which what waits is looked at."""
    actor: Actor
    at: dt.datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find out who asks, and when."""
        self.actor, self.at = actor_at_desk(request.user), clock.now()
        if not type(self).admits(self.actor):
            raise PermissionDenied
        forget_expired(at=self.at)
        try:
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        except NothingHeld:
            messages.error(request, _("The file is not held any more: upload it again."))
            return redirect(self.upload)
        return response

    def waiting(self, token: uuid.UUID) -> Held:
        """Answer what waits under the token."""
        return held(token, self.kinds, by=self.actor, at=self.at)

    def address_of(self, became: int) -> str:
        """Answer where that is shown which a file became."""
        return reverse(self.upload)


class UploadScreen(TakesFiles, WagtailAdminTemplateMixin, FormView):
    """Takes a file and leads to its preview; nothing is written."""

    header_icon = "upload"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Keep what was read of the file and show what it would do; say on the form why it cannot be read."""
        try:
            kind, content = self.read(form)
        except forms.ValidationError as unreadable:
            form.add_error("file", unreadable)
            return self.form_invalid(form)
        return redirect(self.preview, token=hold(kind, content, by=self.actor, at=self.at))

    def read(self, form: forms.Form) -> tuple[str, bytes]:
        """
        Answer of which kind the file is, and what is to be held of it.

        :raises ValidationError: it cannot be read at all
        """
        raise NotImplementedError


class PreviewScreen(TakesFiles, WagtailAdminTemplateMixin, TemplateView):
    """Shows what the deed would do; of a file whose deed was done already, what it became."""

    header_icon = "upload"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview, with the digest by which the deed knows what was shown."""
        found = self.waiting(kwargs["token"])
        if found.became is not None:
            return redirect(self.address_of(found.became))
        shown = self.previewed(found)
        return self.render_to_response(self.get_context_data(preview=shown, digest=found.digest, **kwargs))

    def previewed(self, found: Held) -> Any:
        """Answer what would happen."""
        raise NotImplementedError


class CommitScreen(TakesFiles, View):
    """Does what was previewed, once however often it is asked."""

    http_method_names = ["post"]
    refusals: ClassVar[Mapping[type[Exception], str | Promise]]
    """What is said where the deed is refused; the preview says why."""

    def post(self, request: HttpRequest, token: uuid.UUID) -> HttpResponse:
        """Do it and show what it became; where it cannot be done, lead back to the preview."""
        found = self.waiting(token)
        if found.became is not None:
            self.tell_again(found.became)
            return redirect(self.address_of(found.became))
        if request.POST.get("digest") != found.digest:
            return self._back(token, _("This is not what the preview showed: look at it again."))
        try:
            became = self.do(found, token)
        except tuple(self.refusals) as refused:
            return self._back(token, next(said for kind, said in self.refusals.items() if isinstance(refused, kind)))
        settle(token, found.kind, became, by=self.actor, at=self.at)
        return redirect(self.address_of(became))

    def do(self, found: Held, token: uuid.UUID) -> int:
        """Do it, say that it is done, and answer the key of what it made."""
        raise NotImplementedError

    def tell_again(self, became: int) -> None:
        """Say to whoever asks a second time what was made; nothing, unless a screen has something to say."""

    def _back(self, token: uuid.UUID, said: str | Promise) -> HttpResponse:
        messages.error(self.request, said)
        return redirect(self.preview, token=token)


class LimitedFileField(forms.FileField):
    """A file that is refused where it is too large, before it is read."""

    def __init__(self, *, largest: int, **how: Any) -> None:
        """Keep the limit, in bytes."""
        self.largest = largest
        super().__init__(**how)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile:
        """Answer the file."""
        file: UploadedFile = super().clean(data, initial)
        if (file.size or 0) > self.largest:
            raise forms.ValidationError(_("The file has more than %(limit)s MB.") % {"limit": self.largest // 2**20})
        return file
