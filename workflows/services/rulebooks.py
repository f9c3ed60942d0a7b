"""Loading editions of the rulebook (Art. 20)."""

from __future__ import annotations

from workflows import clock
from workflows.models import RulebookEdition
from workflows.regulation.loader import RulebookRefused, bind, digest_of, read_edition
from workflows.rules import CATALOGUE


def load_edition(text: str) -> tuple[RulebookEdition, bool]:
    """
    Load an edition from the text of its file; answer it and whether it is new. Loading it again changes nothing.

    :raises RulebookRefused: with every fault, or when another edition begins on the same day
    """
    edition = read_edition(text)
    bind(edition, CATALOGUE)
    digest = digest_of(edition)
    if loaded := RulebookEdition.objects.filter(digest=digest).first():
        return loaded, False
    if other := RulebookEdition.objects.filter(effective_from=edition.effective_from).first():
        raise RulebookRefused(
            [f"effective_from: {other} begins on the same day and never changes; give the new edition a later day"]
        )
    return (
        RulebookEdition.objects.create(
            document_number=edition.document_number,
            effective_from=edition.effective_from,
            digest=digest,
            content=edition.model_dump(mode="json"),
            loaded_at=clock.now(),
        ),
        True,
    )
