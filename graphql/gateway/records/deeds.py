"""Which mutation does which deed: verb and object, so that a client finds the deed behind a button."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.models import RECORDS, AnnualReview, Application, Intake, Proposal, Record, Review
from workflows.models.duties import the_portal
from workflows.selectors.judging import steps_of

_OTHERWISE: Mapping[tuple[type[Record], str], str] = {
    (Application, "send_back"): "returnApplication",
    (Proposal, "send_back"): "returnProposal",
    (Proposal, "establish"): "approveProposal",
    (Proposal, "conclude"): "concludeProposalReview",
    (AnnualReview, "begin"): "reportOnYear",
    (AnnualReview, "go_on"): "continueProgramme",
    (AnnualReview, "send_back"): "returnAnnualReview",
    (AnnualReview, "suspend"): "suspendAfterReview",
    (AnnualReview, "revoke"): "revokeAfterReview",
    (Review, "begin"): "nameExpert",
    (Review, "give"): "giveOpinion",
    (Review, "recuse"): "recuseFromReview",
    (Review, "release"): "releaseExpert",
    (Review, "accept"): "declareIndependence",
    (Intake, "complete_selection"): "completeSelection",
    (Intake, "publish"): "publishAdmissionList",
}
"""Steps of which people say something else than verb and record."""


def _name(model: type[Record], step: str) -> str:
    verb, *further = step.split("_")
    return _OTHERWISE.get((model, step)) or "".join([verb, *map(str.title, further), model.__name__])


MUTATIONS: Mapping[tuple[type[Record], str], str] = {
    (model, name): _name(model, name)
    for model in RECORDS
    for name, step in steps_of(model).items()
    if step.duty is not the_portal
}
"""Steps that only the portal takes have none."""
BEGINNINGS: Mapping[type[Record], str] = {
    model: _OTHERWISE.get((model, "begin")) or f"{model.begins.verb}{model.__name__}"
    for model in RECORDS
    if model.begins is not None
}
PARTS: Mapping[tuple[type[Record], str], str] = {
    (model, name): f"revise{part.called[0].upper()}{part.called[1:]}"
    for model in RECORDS
    for name, part in model.made_of.items()
}
REVISIONS: Mapping[type[Record], str] = {
    model: f"revise{model.__name__}" for model in RECORDS if model.revises is not None
}
