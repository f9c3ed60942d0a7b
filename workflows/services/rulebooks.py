"""Loading editions of the rulebook (Art. 20): a preview that writes nothing, and the deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from workflows import clock
from workflows.models import RulebookEdition
from workflows.models.duties import aao_officer
from workflows.regulation.actor import Actor
from workflows.regulation.comparison import Change, changes
from workflows.regulation.edition import Edition
from workflows.regulation.edition_file import decoded
from workflows.regulation.faults import RulebookRefused, fault
from workflows.regulation.loader import Rulebook, digest_of, read_rulebook
from workflows.regulation.text import Said, said
from workflows.regulation.text import marked as _
from workflows.rules import CATALOGUE
from workflows.selectors.rulebooks import NoEditionInForce, edition_in_force
from workflows.services.persistence import persistently
from workflows.services.refusals import NotPermitted

_LOCK = "rulebook editions"
"""What a loading holds in the database until it ends: two at once would begin on the same day."""


@dataclass(frozen=True, slots=True)
class EditionPreview:
    """What loading an edition's file would do, or what stops it."""

    faults: tuple[Said, ...]
    """Each with its place and remedy; while there is one, the rest says nothing."""
    rulebook: Rulebook | None = None
    loaded: RulebookEdition | None = None
    """The same edition, where it has been loaded before."""
    otherwise: RulebookEdition | None = None
    """The edition that would be in force on its first day if it were not loaded."""
    until: RulebookEdition | None = None
    """The next edition, which takes over on its own first day."""
    changes: tuple[Change, ...] = ()
    """In what it differs from the one that would be in force otherwise."""


def may_load(by: Actor) -> bool:
    """Answer whether this actor may load editions."""
    return aao_officer(None, by)


def preview_edition(content: bytes, *, by: Actor) -> EditionPreview:
    """
    Answer what loading an edition's file would do and what stops it; nothing is written.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    """
    _admit(by)
    try:
        rulebook = _bound(decoded(content))
        if loaded := _loaded(rulebook.edition):
            return EditionPreview((), rulebook, loaded)
        _demand_a_free_day(rulebook.edition)
    except RulebookRefused as refusal:
        return EditionPreview(tuple(refusal.faults))
    first_day = rulebook.edition.effective_from
    try:
        otherwise = edition_in_force(on=first_day)
    except NoEditionInForce:
        otherwise = None
    return EditionPreview(
        faults=(),
        rulebook=rulebook,
        otherwise=otherwise,
        until=RulebookEdition.objects.filter(effective_from__gt=first_day).order_by("effective_from").first(),
        changes=tuple(changes(otherwise.rulebook, rulebook)) if otherwise else (),
    )


def load_uploaded_edition(content: bytes, *, by: Actor) -> tuple[RulebookEdition, bool]:
    """
    Load an edition from its file on behalf of an officer; answer it and whether it is new.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    :raises RulebookRefused: with every fault, or when another edition begins on the same day
    :raises Busy: another one is being loaded, and takes long
    """
    _admit(by)
    return load_edition(decoded(content), by=by)


def load_edition(text: str, *, by: Actor | None = None) -> tuple[RulebookEdition, bool]:
    """
    Load an edition from the text of its file; answer it and whether it is new. Loading it again changes nothing.

    Nobody is named where the portal's operator loads it by command.

    :raises RulebookRefused: with every fault, or when another edition begins on the same day
    :raises Busy: another one is being loaded, and takes long
    """
    edition = _bound(text).edition
    return persistently(lambda: _load(edition, by))


def _load(edition: Edition, by: Actor | None) -> tuple[RulebookEdition, bool]:
    """Load it where it is not loaded yet: one loader at a time, the others wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        if loaded := _loaded(edition):
            return loaded, False
        _demand_a_free_day(edition)
        return (
            RulebookEdition.objects.create(
                document_number=edition.document_number,
                effective_from=edition.effective_from,
                digest=digest_of(edition),
                content=edition.model_dump(mode="json"),
                loaded_at=clock.now(),
                loaded_by_id=by.signed_in_as if by else None,
            ),
            True,
        )


def _admit(by: Actor) -> None:
    if not may_load(by):
        raise NotPermitted(aao_officer)


def _bound(text: str) -> Rulebook:
    """Answer the rulebook of a file's text; refuse it with every fault, also that its first day is taken."""
    try:
        return read_rulebook(text, CATALOGUE)
    except RulebookRefused as refusal:
        raise RulebookRefused([*refusal.faults, *_faults_of_day(refusal.first_day)]) from refusal


def _loaded(edition: Edition) -> RulebookEdition | None:
    return RulebookEdition.objects.filter(digest=digest_of(edition)).first()


def _demand_a_free_day(edition: Edition) -> None:
    if faults := list(_faults_of_day(edition.effective_from)):
        raise RulebookRefused(faults)


def _faults_of_day(day: dt.date | None) -> Iterator[Said]:
    if day and (other := RulebookEdition.objects.filter(effective_from=day).first()):
        matter = _("%(edition)s begins on the same day and never changes; give the new edition a later day")
        yield fault("effective_from", said(matter, edition=other))
