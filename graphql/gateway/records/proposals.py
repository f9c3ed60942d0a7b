"""Proposals in the graph: what a college puts forward, with its plan, its gates and what is to be mended."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
from django.utils.text import capfirst
from strawberry.utils.str_converters import to_camel_case

from cms.addresses import review_address
from cms.selectors.pins import differences_of_pages, pages_of_proposals
from cms.selectors.seen import seen_through
from gateway.peers import load_for
from gateway.records.differences import Difference, shown
from gateway.records.edges import above, below
from gateway.records.enums import Favour
from gateway.records.node import Node, RecordNode, record_type
from gateway.records.people import College, StaffMember
from gateway.records.previews import Preview, preview
from gateway.records.programmes import PlanVersion, Programme
from gateway.records.rulebook import Criterion, criterion_in
from gateway.records.waivers import WAIVERS, Waiver, waivers
from workflows import models
from workflows.selectors.plans import plans_of_proposals
from workflows.selectors.proposals import candidates_for, construction_steps_of, opinions_on
from workflows.selectors.review_links import good_links
from workflows.selectors.rubric import scores_of
from workflows.selectors.submissions import differences_of_submissions, submissions_of


@record_type(
    models.ConstructionStep,
    description="A dated step of a proposal's construction plan (Art. 6(1)). Seen with the proposal.",
    shows=("title", "starts_on", "ends_on", "result"),
)
class ConstructionStep(Node):
    pass


@strawberry.type(description="What is to be mended in a part of a proposal that was returned. Since 0.1.")
class Comment:
    part: str = strawberry.field(description="The part: a field of the proposal, or of its input. Since 0.1.")
    text: str = strawberry.field(description="What whoever returned it says of that part. Since 0.1.")


def _favour(root: strawberry.Parent[models.Review]) -> Favour | None:
    if root.is_favourable is None:
        return None
    return Favour.FAVOURABLE if root.is_favourable else Favour.UNFAVOURABLE


def _programme_reviewed(root: strawberry.Parent[models.Review], info: strawberry.Info) -> Programme | None:
    sight = info.context.sight
    return load_for(root, "programme reviewed", lambda rows: seen_through(rows, "proposal", "programme", sight))


def _plan(root: strawberry.Parent[models.Proposal]) -> PlanVersion | None:
    return load_for(root, "plan of proposal", plans_of_proposals)


def _steps(root: strawberry.Parent[models.Proposal]) -> list[ConstructionStep]:
    return load_for(root, "construction steps", construction_steps_of) or []


def _comments(root: strawberry.Parent[models.Proposal]) -> list[Comment]:
    return [Comment(part=part, text=text) for part, text in root.comments.items()]


def _differences(root: strawberry.Parent[models.Submission]) -> list[Difference]:
    records = load_for(root, "differences", lambda rows: shown(differences_of_submissions(rows))) or []
    pages = load_for(root, "differences of pages", lambda rows: shown(differences_of_pages(rows))) or []
    return [*records, *pages]


@strawberry.type(description="A field of a page that is judged, in plain text. Since 0.1.")
class PageWords:
    name: str = strawberry.field(description="The field, as the page's type names it. Since 0.1.")
    label: str = strawberry.field(description="What it is called in the reader's language. Since 0.1.")
    text: str = strawberry.field(description="What it says. Since 0.1.")


@strawberry.type(description="A page as it was submitted with a proposal: approved, it is published so. Since 0.1.")
class PageAsSubmitted:
    title: str = strawberry.field(description="Its title. Since 0.1.")
    kind: str = strawberry.field(description="What kind of page it is, in the reader's language. Since 0.1.")
    locale: str = strawberry.field(description="Its language. Since 0.1.")
    words: list[PageWords] = strawberry.field(description="What is judged of it. Since 0.1.")


def _pages(root: strawberry.Parent[models.Proposal]) -> list[PageAsSubmitted]:
    return [
        PageAsSubmitted(
            title=page.title,
            kind=page.kind,
            locale=page.language,
            words=[
                PageWords(name=to_camel_case(field.name), label=capfirst(str(field.verbose_name)), text=text)
                for field, text in page.words
            ],
        )
        for page in load_for(root, "submitted pages", pages_of_proposals) or ()
    ]


@strawberry.type(description="A proposal as it was submitted at one time; it never changes. Since 0.1.")
class Submission:
    number: int = strawberry.field(description="Its number, from 1. Since 0.1.")
    submitted_at: dt.datetime = strawberry.field(description="When. Since 0.1.")
    differences: list[Difference] = strawberry.field(
        resolver=_differences,
        description="What differs from the submission before it; none for a first one. Since 0.1.",
    )


def _submissions(root: strawberry.Parent[models.Proposal], info: strawberry.Info) -> list[Submission]:
    actor = info.context.actor
    return load_for(root, "submissions", lambda rows: submissions_of(rows, actor)) or []


@record_type(
    models.Consent,
    description="A college's consent to take part in a programme that another leads (Art. 4). Seen by both colleges "
    "and by the school.",
    shows=("decided_at", "decision_reason"),
)
class Consent(RecordNode):
    proposal: Annotated[Proposal, strawberry.lazy("gateway.records.proposals")] | None = above(
        "proposal", "The proposal that it is for. Since 0.1."
    )
    college: College | None = above("college", "The college that was asked. Since 0.1.")


@strawberry.type(description="What an expert gave for one criterion (Art. 4). Seen with the opinion. Since 0.1.")
class Score:
    criterion: Criterion = strawberry.field(description="What is scored. Since 0.1.")
    score: int = strawberry.field(description="From 1 to 5. Since 0.1.")


def _scores(review: models.Review, language: str) -> list[Score]:
    return [Score(criterion=criterion_in(one, language), score=score) for one, score in scores_of(review)]


def _scores_of(root: strawberry.Parent[models.Review], info: strawberry.Info) -> list[Score]:
    return _scores(root, info.context.language)


@strawberry.type(description="An expert's opinion on a proposal, without the expert's name (Art. 4). Since 0.1.")
class Opinion:
    is_favourable: bool = strawberry.field(description="Whether it is in favour. Since 0.1.")
    scores: list[Score] = strawberry.field(description="What was scored, in the edition's order. Since 0.1.")
    remarks: str = strawberry.field(description="What the expert says. Since 0.1.")


def _address(root: strawberry.Parent[models.ReviewLink]) -> str | None:
    return review_address(root) if load_for(root, "good links", good_links) else None


@record_type(
    models.ReviewLink,
    description="A link by which an expert who cannot sign in takes part in one review (Art. 4). For the Academic "
    "Affairs Office, which issues and revokes it.",
    shows=("expires_on",),
)
class ReviewLink(RecordNode):
    address: str | None = strawberry.field(
        resolver=_address,
        description="Its full address, to be sent to this expert alone; null once it opens nothing. Since 0.1.",
    )


@record_type(
    models.Review,
    description="One expert's part in the review of a proposal (Art. 4). Seen, with the expert's name, by that expert "
    "and by the school's offices; everybody else reads Proposal.opinions.",
    shows=("round", "declared_at", "given_at", "remarks", "confidential"),
)
class Review(RecordNode):
    favour: Favour | None = strawberry.field(resolver=_favour, description="For or against; null before. Since 0.1.")
    scores: list[Score] = strawberry.field(
        resolver=_scores_of, description="What was scored, in the edition's order; nothing before. Since 0.1."
    )
    expert: StaffMember | None = above("expert", "The expert. Since 0.1.")
    proposal: Annotated[Proposal, strawberry.lazy("gateway.records.proposals")] | None = above(
        "proposal", "What is reviewed; null before the expert has declared to be independent. Since 0.1."
    )
    links: list[ReviewLink] = below(
        models.ReviewLink, "review", "Links that were issued for it, for the Office. Since 0.1."
    )
    programme: Programme | None = strawberry.field(
        resolver=_programme_reviewed, description="The programme that it is about. Since 0.1."
    )


def _candidates(root: strawberry.Parent[models.Proposal], info: strawberry.Info) -> list[StaffMember]:
    actor = info.context.actor
    return load_for(root, "candidates", lambda rows: candidates_for(rows, actor)) or []


def _opinions(root: strawberry.Parent[models.Proposal], info: strawberry.Info) -> list[Opinion]:
    actor = info.context.actor
    given = load_for(root, "opinions", lambda rows: opinions_on(rows, actor)) or []
    language = info.context.language
    return [
        Opinion(is_favourable=review.is_favourable, scores=_scores(review, language), remarks=review.remarks)
        for review in given
    ]


@record_type(
    models.Proposal,
    description="What a college puts forward (Art. 4, 6): to establish a programme, or to change the training plan of "
    "one. Seen by those who make the programme, and by the school; what it must meet stands in steps.",
    shows=(
        "positioning", "objectives", "demand_research", "partners", "new_title", "new_title_en",
        "first_year", "first_places", "first_recruits",
        "submitted_at", "endorsed_at", "accepted_at", "reviewed_at", "decided_at", "decision_number", "decision_reason",
    ),
)  # fmt: skip
class Proposal(RecordNode):
    programme: Programme | None = above("programme", "The programme that it is of. Since 0.1.")
    new_director: StaffMember | None = above(
        "new_director", "Who directs an established programme once it is approved; null: as now. Since 0.1."
    )
    plan: PlanVersion | None = strawberry.field(
        resolver=_plan, description="The training plan that it puts forward (Art. 6(2)). Since 0.1."
    )
    construction_steps: list[ConstructionStep] = strawberry.field(
        resolver=_steps, description="The steps by which the programme is built, in their order. Since 0.1."
    )
    submissions: list[Submission] = strawberry.field(
        resolver=_submissions,
        description="How often it was submitted, the first time first, each with what differs from the one before: for "
        "those who work on it and for the school. Since 0.1.",
    )
    pages: list[PageAsSubmitted] = strawberry.field(
        resolver=_pages,
        description="The programme's page and its syllabi as they were submitted last, in every language. Since 0.1.",
    )
    preview: Preview | None = preview()
    comments: list[Comment] = strawberry.field(
        resolver=_comments, description="What is to be mended, where it was returned. Since 0.1."
    )
    reviews: list[Review] = below(
        models.Review, "proposal", "Who reviews it, with names: for the school's offices. Since 0.1."
    )
    candidates: list[StaffMember] = strawberry.field(
        resolver=_candidates,
        description="The experts who could be named: without a part in what is proposed, and not named yet in this "
        "round. For the school's offices. Since 0.1.",
    )
    opinions: list[Opinion] = strawberry.field(
        resolver=_opinions,
        description="The experts' opinions in the present round, without names and in no telling order: for the school "
        "as they come, for an expert of the review once their own is given, for its makers once it is concluded. "
        "Since 0.1.",
    )
    consents: list[Consent] = below(
        models.Consent, "proposal", "The colleges that were asked to take part (Art. 4). Since 0.1."
    )
    waivers: list[Waiver] = strawberry.field(resolver=waivers, description=WAIVERS)
