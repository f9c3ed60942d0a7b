"""Previews: links that show one page as readers would see it, for an hour, and what each of them is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django.core import signing

from workflows import clock
from workflows.selectors.scenes import Scene

LASTS = dt.timedelta(hours=1)
_SIGNER = signing.Signer(salt="cms.preview")


class PreviewEnded(LookupError):
    """A token that has ended, or that was never one: nothing tells which."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a link shows: one page with what belongs to it, in a scene."""

    page: int
    """The key of the page."""
    is_as_submitted: bool
    """Whether the pages stand as they were submitted with the open proposal, and not as their latest drafts."""
    ends_at: dt.datetime
    scene: Scene = Scene.NOW
    on: dt.date | None = None
    """The day on which the scene plays; the scene's usual moment where none is chosen."""

    @classmethod
    def begun(cls, page: int, *, is_as_submitted: bool = False) -> Self:
        """Answer a preview of a page that begins now: within a minute the same one."""
        return cls(page, is_as_submitted, clock.now().replace(second=0, microsecond=0) + LASTS)

    def moved(self, scene: Scene, on: dt.date | None) -> Preview:
        """Answer the same preview in another scene; it ends when this one does."""
        return replace(self, scene=scene, on=on)

    @property
    def token(self) -> str:
        """Answer what whoever shows the page sends along: whoever knows it sees the preview."""
        told = {"p": self.page, "s": self.is_as_submitted, "e": int(self.ends_at.timestamp()), "c": self.scene.value}
        return _SIGNER.sign_object(told | ({"d": self.on.isoformat()} if self.on else {}))


def preview_of(token: str) -> Preview:
    """
    Answer the preview of a token.

    :raises PreviewEnded: it has ended, or was never one of ours
    """
    try:
        told: Mapping[str, Any] = _SIGNER.unsign_object(token)
        on = dt.date.fromisoformat(told["d"]) if "d" in told else None
        ends_at = dt.datetime.fromtimestamp(told["e"], dt.UTC)
        preview = Preview(told["p"], told["s"], ends_at, Scene(told["c"]), on)
    except (
        signing.BadSignature,
        KeyError,
        ValueError,
    ) as error:  # by a release that told other things
        raise PreviewEnded from error
    if preview.ends_at <= clock.now():
        raise PreviewEnded
    return preview
