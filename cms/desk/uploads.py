"""The way of a file from its upload over a preview to a deed: what its screens share, whatever the file is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.desk.entry import actor_at_desk
from cms.desk.held import Held, NothingHeld, forget_expired, held
from workflows import clock
from workflows.regulation.actor import Actor


class TakesFiles:
    """A screen for those whose deed it is; Wagtail shows everybody else its own "permission denied"."""

    admits: ClassVar[Callable[[Actor], bool]]
    upload: ClassVar[str]
    """The address to which a token leads back under which nothing waits."""
    kinds: ClassVar[Collection[str]]
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
