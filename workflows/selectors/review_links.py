"""Links for reviews: whose may see them, what is in one, and which review it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet, prefetch_related_objects

from workflows.models import ReviewLink
from workflows.regulation.actor import Actor, Role

_SIGNER = Signer(sep=".", salt="workflows.review_link")
"""The database holds no secret: who reads a copy of it cannot make a link."""


def visible_review_links(actor: Actor) -> QuerySet[ReviewLink]:
    """Answer the links that an actor may see: the Academic Affairs Office all, but none of what one had a hand in."""
    if not actor.holds(Role.AAO_OFFICER):
        return ReviewLink.objects.none()
    return ReviewLink.objects.exclude(ReviewLink.with_a_hand_of(actor.account_id))


def token_of(link: ReviewLink) -> str:
    """Answer what a link's address ends in: whoever knows it is let in."""
    return _SIGNER.sign(str(link.pk))


def link_of(token: str) -> ReviewLink | None:
    """Answer the link of a token, with its review, also one that has ended; None where we never made it."""
    try:
        pk = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    related = "review__expert__account", "review__proposal__programme__college", "review__proposal__programme__director"
    return ReviewLink.objects.select_related(*related).filter(pk=pk).first()


def good_links(links: Sequence[ReviewLink]) -> Mapping[int, bool]:
    """Answer of each link whether it opens its review now (one query)."""
    prefetch_related_objects(links, "review")
    return {link.pk: link.is_good() for link in links}
