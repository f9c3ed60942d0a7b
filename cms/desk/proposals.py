"""The desks of proposals and of what their review needs: consents, experts' reviews, links for experts."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cms.desk.desks import Desk, Fact, Facts
from cms.desk.experts import experts_offered
from cms.desk.record_words import (
    address_in_words,
    changes_since_submitted_before,
    comments_in_words,
    courses_in_lines,
    in_lines,
    may_read_opinions,
    opinions_in_words,
    pages_in_words,
    scores_in_words,
)
from cms.desk.usual import somebody, usual_desk
from workflows.models import (
    Consent,
    Proposal,
    Review,
    ReviewLink,
)
from workflows.regulation.actor import Actor
from workflows.selectors.proposals import (
    visible_consents,
    visible_proposals,
    visible_reviews,
    works_on,
)
from workflows.selectors.review_links import visible_review_links


def visible_at_the_desk(actor: Actor) -> QuerySet[Proposal]:
    """Answer the proposals that an actor's offices handle: of their colleges, or in which these take part."""
    return visible_proposals(actor) if actor.offices else Proposal.objects.none()


def changes_something(field: str) -> Callable[[Proposal, Actor], bool]:
    """Answer whether a proposal changes something of an established programme: else nothing is said of it."""
    return lambda proposal, actor: bool(getattr(proposal, field))


PROPOSALS = Desk(
    Proposal,
    narrowed=visible_at_the_desk,
    is_noted_by=works_on,  # and not by its experts, nor by colleges that were asked to take part
    icon="clipboard-list",
    columns=(
        Fact("programme__title", _("programme"), sort="programme__pinyin"),
        Fact("programme__code", _("code"), sort="programme__code"),
        Fact("programme__college__name", _("college"), sort="programme__college__pinyin"),
        Fact("state", sort="state"),
        Fact("submitted_at", sort="submitted_at"),
        Fact("changed_at", sort="changed_at"),
    ),
    searched=("programme__title", "programme__title_en", "programme__code", "programme__pinyin"),
    facts=(
        Facts(
            _("Proposal"),
            _("from the college"),
            (
                Fact("programme__title", _("programme"), leads_to=lambda row: ("programme", row.programme_id)),
                Fact("programme__director__name", _("director")),
                *(Fact(name, is_for=changes_something(name)) for name in ("new_title", "new_title_en")),
                Fact("new_director__name", _("new director"), is_for=changes_something("new_director_id")),
                Fact("positioning"), Fact("objectives"), Fact("demand_research"), Fact("partners"),
                Fact(
                    "construction_steps",
                    _("construction plan"),
                    words=lambda row: in_lines(row, "construction_steps"),
                ),
            ),
        ),
        Facts(
            _("Training plan"),
            _("from the college"),
            (
                Fact("plan__number", _("version")),
                Fact("plan__course_count", _("courses")), Fact("plan__total_credits", _("credits")),
                Fact("courses", _("courses"), words=courses_in_lines),
                Fact("requirements", _("requirements"), words=lambda row: in_lines(row, "requirements")),
            ),
        ),
        Facts(
            _("Pages as they were submitted"),
            _("approved, they are published so"),
            (Fact("pages", _("pages"), words=pages_in_words),),
        ),
        Facts(
            _("First intake"),
            _("from the college"),
            (Fact("first_year"), Fact("first_places"), Fact("first_recruits")),
        ),
        Facts(
            _("Experts' opinions"),
            _("without their names"),
            (Fact("opinions", _("opinions"), words=opinions_in_words, is_for=may_read_opinions),),
        ),
        Facts(
            _("Gates"),
            _("from those who looked at it"),
            (
                Fact("comments", words=comments_in_words),
                Fact(
                    "submissions",
                    _("changed since it was submitted before"),
                    words=changes_since_submitted_before,
                    is_for=works_on,
                ),
                Fact("submitted_at"), somebody("submitted_by"), Fact("endorsed_at"), somebody("endorsed_by"),
                Fact("accepted_at"), somebody("accepted_by"), Fact("reviewed_at"), somebody("reviewed_by"),
                Fact("decided_at"), somebody("decided_by"), Fact("decision_number"), Fact("decision_reason"),
            ),
        ),
    ),
    order="-changed_at",
)  # fmt: skip

CONSENTS = usual_desk(
    Consent,
    icon="group",
    narrowed=lambda actor: visible_consents(actor) if actor.offices else Consent.objects.none(),
)

REVIEW_LINKS = usual_desk(
    ReviewLink,
    icon="link",
    narrowed=visible_review_links,
    facts=(
        Facts(
            _("Link for a review"),
            _("from the Academic Affairs Office"),
            (
                Fact("review__expert__name", _("expert"), leads_to=lambda link: ("review", link.review_id)),
                Fact("review__proposal__programme__title", _("programme")),
                Fact("expires_on"), somebody("issued_by"),
                Fact("pk", _("address, for this expert alone"), words=address_in_words),
            ),
        ),
    ),
)  # fmt: skip

REVIEWS = Desk(
    Review,
    icon="edit",
    offered={"expert": experts_offered},
    narrowed=visible_reviews,
    columns=(
        Fact("proposal__programme__title", _("programme"), sort="proposal__programme__pinyin"),
        Fact("proposal__programme__college__name", _("college"), sort="proposal__programme__college__pinyin"),
        Fact("expert__name", _("expert"), sort="expert__pinyin"),
        Fact("state", sort="state"),
        Fact("created_at", sort="created_at"),
        Fact("given_at", sort="given_at"),
    ),
    searched=(
        "proposal__programme__title", "proposal__programme__title_en", "proposal__programme__pinyin", "expert__name",
        "expert__pinyin",
    ),
    facts=(
        Facts(
            _("Expert"),
            _("from the Academic Affairs Office"),
            (
                Fact(
                    "proposal__programme__title",
                    _("proposal"),
                    leads_to=lambda review: ("proposal", review.proposal_id),
                ),
                Fact("proposal__programme__college__name", _("college")),
                Fact("proposal__programme__director__name", _("director")),
                Fact("expert__name", _("expert")), Fact("expert__department", _("department")),
                Fact("declared_at"),
            ),
        ),
        Facts(
            _("Opinion"),
            _("from the expert"),
            (
                Fact("given_at"), Fact("is_favourable"), Fact("scores", words=scores_in_words),
                Fact("remarks"), Fact("confidential"),
            ),
        ),
    ),
)  # fmt: skip
